// Comparisons, whose results are bytes of 0 and 1, and the choice that such bytes make.
#include "parallel.h"
#include "walk.h"

typedef unsigned char bytes __attribute__((ext_vector_type(WIDTH), aligned(1), may_alias));

INLINE bytes load_bytes(const unsigned char *x, int count) {
  if (count >= WIDTH) return *(const bytes *)x;
  bytes v = 0;
  for (int lane = 0; lane < count; lane++) v[lane] = x[lane];
  return v;
}

INLINE void store_bytes(unsigned char *x, bytes v, int count) {
  if (count >= WIDTH) {
    *(bytes *)x = v;
    return;
  }
  for (int lane = 0; lane < count; lane++) x[lane] = v[lane];
}

#define COMPARE(name, relation)                                                                                       \
  static void compare_##name##_loop(const float *a, const float *b, void *to, int count) {                            \
    unsigned char *out = to;                                                                                          \
    FOR_VECTORS(i, count, {                                                                                           \
      const ints holds = load_some(a + i, some, 0.0f) relation load_some(b + i, some, 0.0f);                          \
      store_bytes(out + i, __builtin_convertvector(holds & 1, bytes), some);                                          \
    });                                                                                                               \
  }                                                                                                                   \
  KERNEL_FUNCTION void compare_##name(const float *a, const float *b, unsigned char *out, const int *walk) {          \
    run_binary(a, b, out, 1, walk, compare_##name##_loop);                                                            \
  }

COMPARE(eq, ==)
COMPARE(ne, !=)
COMPARE(lt, <)
COMPARE(le, <=)
COMPARE(gt, >)
COMPARE(ge, >=)

struct choose_work {
  const unsigned char *condition;
  const float *a, *b;
  float *out;
  const int *walk;
};

static void choose_piece(int first, int last, void *context) {
  const struct choose_work *work = context;
  const int step_c = walk_step(work->walk, 0), step_a = walk_step(work->walk, 1), step_b = walk_step(work->walk, 2);
  unsigned char staged_c[STAGED];
  float staged_a[STAGED], staged_b[STAGED];
  struct walker w;
  walk_start(&w, work->walk, 3, first, last);
  do {
    for (int i = 0; i < w.row.count; i += STAGED) {
      int count = smaller(w.row.count - i, STAGED);
      const unsigned char *c = work->condition + w.row.at[0] + i * step_c;
      if (step_c != 1) {
        for (int k = 0; k < count; k++) staged_c[k] = c[k * step_c];
        c = staged_c;
      }
      const float *a = side_by_side(work->a + w.row.at[1], step_a, i, count, staged_a);
      const float *b = side_by_side(work->b + w.row.at[2], step_b, i, count, staged_b);
      float *out = work->out + w.row.from + i;
      FOR_VECTORS(k, count, {
        const ints chosen = __builtin_convertvector(load_bytes(c + k, some), ints) != 0;
        store_some(out + k, select(chosen, load_some(a + k, some, 0.0f), load_some(b + k, some, 0.0f)), some);
      });
    }
  } while (walk_on(&w));
}

/** `out = condition ? a : b`, element by element. */
KERNEL_FUNCTION void choose(const unsigned char *condition, const float *a, const float *b, float *out, const int *walk) {
  struct choose_work work = {condition, a, b, out, walk};
  parallel(walk_size(walk), GRAIN, choose_piece, &work);
}
