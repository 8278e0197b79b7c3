// Portable vectors of WIDTH floats: clang turns them into the SIMD instructions of whatever machine it compiles for. Arithmetic
// is written as for single numbers: `x * y + 1.0f` works lane by lane, and a single number is spread over all lanes.
#ifndef GRADBOOK_VECTOR_H
#define GRADBOOK_VECTOR_H

#include <stddef.h>

#ifndef WIDTH
#define WIDTH 4
#endif

/** Floats in one vector, and the whole numbers that lie in the same bits. They may lie anywhere (aligned to one element). */
typedef float floats __attribute__((ext_vector_type(WIDTH), aligned(4), may_alias));
typedef int ints __attribute__((ext_vector_type(WIDTH), aligned(4), may_alias));
typedef double doubles __attribute__((ext_vector_type(WIDTH), aligned(8), may_alias));

#define INLINE static inline __attribute__((always_inline))
/** Stands before every function that kernels.def lists: called from JavaScript, by way of a table in the addon. */
#ifdef __wasm__
#define KERNEL_FUNCTION __attribute__((visibility("default")))
#else
#define KERNEL_FUNCTION static
#endif

INLINE floats splat(float x) { return (floats)x; }
INLINE ints splat_int(int x) { return (ints)x; }

/** The same bits read as the other type. */
INLINE ints bits_of(floats x) { return __builtin_bit_cast(ints, x); }
INLINE floats from_bits(ints x) { return __builtin_bit_cast(floats, x); }

INLINE floats load(const float *x) { return *(const floats *)x; }
INLINE void store(float *x, floats v) { *(floats *)x = v; }

/** Lane by lane `mask ? a : b`; comparisons of vectors give such masks, all bits one or all zero. */
INLINE floats select(ints mask, floats a, floats b) { return mask ? a : b; }

/** 0, 1, 2 ... */
INLINE ints lane_numbers(void) {
  ints lanes = 0;
  for (int lane = 0; lane < WIDTH; lane++) lanes[lane] = lane;
  return lanes;
}

#if WIDTH == 4
/** The first `count` lanes from memory (all, if `count` is larger), the others `filler`. Nothing beyond them is read. */
INLINE floats load_some(const float *x, int count, float filler) {
  if (count >= WIDTH) return load(x);
  floats v = splat(filler);
  if (count > 0) v[0] = x[0];
  if (count > 1) v[1] = x[1];
  if (count > 2) v[2] = x[2];
  return v;
}

/** Writes the first `count` lanes (all, if `count` is larger), and nothing beyond. */
INLINE void store_some(float *x, floats v, int count) {
  if (count >= WIDTH) {
    store(x, v);
    return;
  }
  if (count > 0) x[0] = v[0];
  if (count > 1) x[1] = v[1];
  if (count > 2) x[2] = v[2];
}
#else
typedef _Bool lanes_used __attribute__((ext_vector_type(WIDTH)));

INLINE lanes_used first_lanes(int count) { return __builtin_convertvector(lane_numbers() < splat_int(count), lanes_used); }

/** The first `count` lanes from memory (all, if `count` is larger), the others `filler`. Nothing beyond them is read. */
INLINE floats load_some(const float *x, int count, float filler) {
  return __builtin_masked_load(first_lanes(count), x, splat(filler));
}

/** Writes the first `count` lanes (all, if `count` is larger), and nothing beyond. */
INLINE void store_some(float *x, floats v, int count) {
#if WIDTH == 16
  __builtin_masked_store(first_lanes(count), v, x);
#else // AVX2 has such an instruction too, but AMD's processors take dozens of cycles for it.
  typedef float four __attribute__((ext_vector_type(4), aligned(4), may_alias));
  typedef float two __attribute__((ext_vector_type(2), aligned(4), may_alias));
  if (count >= WIDTH) {
    store(x, v);
    return;
  }
  four left = v.lo;
  if (count & 4) *(four *)x = left, left = v.hi, x += 4;
  two rest = left.lo;
  if (count & 2) *(two *)x = rest, rest = left.hi, x += 2;
  if (count & 1) *x = rest.x;
#endif
}
#endif

/** Halves of a vector combined by `combine(a, b)`, halves of that again, down to one number. */
#if WIDTH == 16
#define FOLD_LANES(v, combine)                                                                                        \
  ({                                                                                                                  \
    auto eight = combine((v).lo, (v).hi);                                                                             \
    auto four = combine(eight.lo, eight.hi);                                                                          \
    auto two = combine(four.lo, four.hi);                                                                             \
    combine(two.x, two.y);                                                                                            \
  })
#elif WIDTH == 8
#define FOLD_LANES(v, combine)                                                                                        \
  ({                                                                                                                  \
    auto four = combine((v).lo, (v).hi);                                                                              \
    auto two = combine(four.lo, four.hi);                                                                             \
    combine(two.x, two.y);                                                                                            \
  })
#else
#define FOLD_LANES(v, combine)                                                                                        \
  ({                                                                                                                  \
    auto two = combine((v).lo, (v).hi);                                                                               \
    combine(two.x, two.y);                                                                                            \
  })
#endif

#define ADD(a, b) ((a) + (b))
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

/** The sum of all lanes, in double precision, in a fixed order. */
INLINE double sum_of_lanes(floats v) {
  const doubles wide = __builtin_convertvector(v, doubles);
  return FOLD_LANES(wide, ADD);
}

/** The largest lane, none of which is NaN. */
INLINE float largest_lane(floats v) { return FOLD_LANES(v, LARGER); }

#endif
