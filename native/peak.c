// How fast this processor can multiply and add at all: the measure for `matmul`.
#include "parallel.h"
#include "vector.h"

enum { CHAINS = 12 };

struct peak {
  int turns;
  float factor, result;
};

/** Independent chains of `c = c x + y`, enough of them that no instruction waits for the last one. */
static void run_chains(int first, int last, void *context) {
  struct peak *peak = context;
  floats c[CHAINS];
  for (int i = 0; i < CHAINS; i++) c[i] = splat((float)i);
  const floats x = splat(peak->factor), y = splat(1 - peak->factor);
  for (int turn = first; turn < last; turn++)
    for (int i = 0; i < CHAINS; i++) c[i] = c[i] * x + y;
  for (int i = 1; i < CHAINS; i++) c[0] += c[i];
  if (c[0][0] == 0.1f) peak->result = c[0][1]; // never, but the compiler does not know
}

/** Does `turns` turns in each of `pieces` pieces, which may run on as many threads, and returns the floating-point operations. */
KERNEL_FUNCTION double peak(int turns, int pieces, float factor) {
  struct peak context = {turns, factor, 0};
  parallel(turns * pieces, turns, run_chains, &context);
  return 2.0 * CHAINS * WIDTH * turns * pieces + context.result * 0;
}
