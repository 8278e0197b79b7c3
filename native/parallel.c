// The thread pool of the addon. One job at a time: its pieces are claimed one by one, by the caller too, until none is left.
// Workers look for work for some ten microseconds, since training calls kernel after kernel, and then sleep.
#define _GNU_SOURCE // for dladdr
#include "parallel.h"

#include <stdatomic.h>

static void work_forever(int number);
#include "threads.h"

enum { MOST_THREADS = 256 };
static const double patience = 40; // microseconds

static int threads = 1;
static atomic_int started;
/** Held by the thread whose job the pool does. Who finds it held works alone: another isolate, a piece that calls `parallel` itself. */
static atomic_flag occupied = ATOMIC_FLAG_INIT;

/** The job. Written only while no piece is left to claim, and read only by who has claimed one. */
static struct {
  int count, grain;
  piece_of_work work;
  void *context;
} job;
/** Pieces of the job in the upper half, pieces claimed in the lower: one word, so that a claim never mixes two jobs. */
static atomic_ullong pieces_and_claimed;
static atomic_int done, sleepers;

static _Thread_local int own_number;

int thread_count(void) { return threads; }
int thread_number(void) { return own_number; }

static int work_left(unsigned long long state) { return (state & 0xffffffff) < state >> 32; }

/** Does pieces until all are claimed. */
static void do_pieces(void) {
  unsigned long long state = atomic_load(&pieces_and_claimed);
  while (work_left(state)) {
    if (!atomic_compare_exchange_weak(&pieces_and_claimed, &state, state + 1)) continue;
    int first = (int)(state & 0xffffffff) * job.grain;
    job.work(first, job.count - first < job.grain ? job.count : first + job.grain, job.context);
    atomic_fetch_add(&done, 1);
    state = atomic_load(&pieces_and_claimed);
  }
}

static void wait_for_work(void) {
  double end = microseconds() + patience;
  do {
    for (int i = 0; i < 32; i++) {
      if (work_left(atomic_load(&pieces_and_claimed))) return;
      pause_core();
    }
  } while (microseconds() < end);
  acquire();
  atomic_fetch_add(&sleepers, 1);
  while (!work_left(atomic_load(&pieces_and_claimed))) sleep_until_woken();
  atomic_fetch_sub(&sleepers, 1);
  release();
}

static void work_forever(int number) {
  own_number = number;
  for (;;) {
    wait_for_work();
    do_pieces();
  }
}

/** In pieces too: a partial sum covers the same elements whether it is computed alone or not. */
static void alone(int count, int grain, piece_of_work work, void *context) {
  for (int first = 0; first < count; first += grain) work(first, count - first < grain ? count : first + grain, context);
}

void parallel(int count, int grain, piece_of_work work, void *context) {
  if (count <= grain || threads == 1 || own_number != 0 || atomic_flag_test_and_set(&occupied))
    return alone(count, grain, work, context);
  if (!atomic_load(&started)) {
    stay_loaded();
    for (int number = 1; number < threads; number++) start_thread(number);
    atomic_store(&started, 1);
  }
  const int pieces = count / grain + (count % grain != 0);
  job.count = count;
  job.grain = grain;
  job.work = work;
  job.context = context;
  atomic_store(&done, 0);
  atomic_store(&pieces_and_claimed, (unsigned long long)pieces << 32);
  if (atomic_load(&sleepers) > 0) {
    acquire();
    wake_all();
    release();
  }
  do_pieces();
  for (int turns = 0; atomic_load(&done) < pieces; turns++) {
    pause_core();
    if (turns > 10000) yield_processor(); // a worker has lost its core to another program
  }
  atomic_flag_clear(&occupied);
}

void use_threads(int count) {
  static atomic_flag known = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&known)) return;
  threads = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}
