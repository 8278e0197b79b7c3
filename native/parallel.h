// Work for several threads. Only the addon has them; in WebAssembly the same pieces are done one after the other.
#ifndef GRADBOOK_PARALLEL_H
#define GRADBOOK_PARALLEL_H

/** Does elements `first` up to, but not including, `last`. Must not write anything that another piece reads or writes. */
typedef void (*piece_of_work)(int first, int last, void *context);

/**
 * Calls `work` for 0 ... count - 1 in pieces of `grain` (the last may be shorter), and returns when all are done. Which thread does a
 * piece is left to chance; where the pieces begin is not, so that results never depend on the number of threads. A sum over
 * everything therefore keeps one partial sum a piece (its number is `first / grain`) and adds these up in order afterwards.
 * Waking a thread costs some microseconds: a grain is worth it from about 10,000 multiplications on.
 */
#ifdef __wasm__
static inline void parallel(int count, int grain, piece_of_work work, void *context) {
  for (int first = 0; first < count; first += grain) work(first, count - first < grain ? count : first + grain, context);
}
static inline int thread_count(void) { return 1; }
static inline int thread_number(void) { return 0; }
#else
void parallel(int count, int grain, piece_of_work work, void *context);
/** The most threads that `parallel` will use. */
int thread_count(void);
/** Which of them this is, from 0: a piece of work can have room of its own for intermediate results. */
int thread_number(void);
/** Sets the number of threads: the first call in a process decides. */
void use_threads(int count);
#endif

#endif
