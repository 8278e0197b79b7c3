#include "parallel.h"

void parallel(int count, int grain, piece_of_work work, void *context) {
  for (int first = 0; first < count; first += grain)
    work(first, count - first < grain ? count : first + grain, context);
}

int thread_count(void) { return 1; }
int thread_number(void) { return 0; }
