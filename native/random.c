// Random numbers as tensor/random.ts makes them (mulberry32), number for number. The generator only counts: number `i` from `state` on comes of
// `state + (i + 1) * COUNT_STEP`, so that a vector of them can be made at once, and by any thread.
#include "math.h"
#include "parallel.h"
#include "walk.h"

#define COUNT_STEP 0x6d2b79f5u

typedef unsigned uints __attribute__((ext_vector_type(WIDTH)));

/** 32 random bits of a state, or of each lane. Source: Tommy Ettinger, Mulberry32, 2017 (public domain). */
#define RANDOM_BITS(state)                                                                                            \
  ({                                                                                                                  \
    auto s = state;                                                                                                   \
    auto t = (s ^ (s >> 15)) * (s | 1u);                                                                              \
    t = (t + (t ^ (t >> 7)) * (t | 61u)) ^ t;                                                                         \
    t ^ (t >> 14);                                                                                                    \
  })

struct random_work {
  float *out;
  unsigned state, threshold;
  double low, range;
  float kept;
};

/** The bits of the elements from `i` on. */
INLINE uints bits_from(unsigned state, int i) {
  const uints number = __builtin_convertvector(lane_numbers(), uints) + (unsigned)i + 1u;
  return RANDOM_BITS(number * COUNT_STEP + state);
}

static void uniform_piece(int first, int last, void *context) {
  const struct random_work w = *(const struct random_work *)context;
  FOR_VECTORS(k, last - first, {
    const doubles share = __builtin_convertvector(bits_from(w.state, first + k), doubles) * 0x1p-32;
    store_some(w.out + first + k, __builtin_convertvector(share * w.range + w.low, floats), some);
  });
}

/** Uniform numbers from `low` to below `high`. */
KERNEL_FUNCTION void random_uniform(float *out, int n, int state, double low, double high) {
  struct random_work work = {.out = out, .state = (unsigned)state, .low = low, .range = high - low};
  parallel(n, GRAIN, uniform_piece, &work);
}

static void mask_piece(int first, int last, void *context) {
  const struct random_work w = *(const struct random_work *)context;
  FOR_VECTORS(k, last - first, {
    const ints dropped = bits_from(w.state, first + k) < w.threshold;
    store_some(w.out + first + k, select(dropped, splat(0.0f), splat(w.kept)), some);
  });
}

/** 0 where a uniform number is below `p`, else `kept`. */
KERNEL_FUNCTION void random_mask(float *out, int n, int state, double p, float kept) {
  const double threshold = __builtin_ceil(p * 0x1p32);
  struct random_work work = {.out = out, .state = (unsigned)state, .kept = kept};
  // Nothing is below 2^32 that an unsigned number could hold.
  work.threshold = threshold >= 0x1p32 ? 0xffffffffu : (unsigned)threshold;
  if (threshold >= 0x1p32) work.kept = 0.0f;
  parallel(n, GRAIN, mask_piece, &work);
}

/**
 * Normal numbers by Marsaglia's polar method: points of the square around the unit circle are drawn until one lies inside, and give two numbers. `spare`
 * is the second one of the pair before, or NaN; so is what is returned. `state` is moved on.
 */
KERNEL_FUNCTION double random_normal(float *out, int n, unsigned *state, double spare, double mean, double deviation) {
  unsigned counter = *state;
  int i = 0;
  if (n > 0 && spare == spare) {
    out[i++] = (float)(mean + deviation * spare);
    spare = __builtin_nan("");
  }
  while (i < n) {
    double u, v, s;
    do {
      counter += COUNT_STEP;
      u = 2 * (RANDOM_BITS(counter) * 0x1p-32) - 1;
      counter += COUNT_STEP;
      v = 2 * (RANDOM_BITS(counter) * 0x1p-32) - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const double scale = __builtin_sqrt(-2 * logarithm_of_sum(s) / s);
    out[i++] = (float)(mean + deviation * (u * scale));
    if (i < n) out[i++] = (float)(mean + deviation * (v * scale));
    else spare = v * scale;
  }
  *state = counter;
  return spare;
}
