// `e^x_i / sum of e^x_j` of each row of [rows, length], its logarithm, and their gradients. The largest `x` is subtracted first: that
// changes nothing in the result, and no power overflows.
#include "math.h"
#include "parallel.h"
#include "walk.h"

/** The largest `scale * x` of a row; a NaN may be missed, since it makes the sum NaN anyway. */
INLINE float largest(const float *x, int length, float scale) {
  floats bests[4] = {splat(-INFINITE), splat(-INFINITE), splat(-INFINITE), splat(-INFINITE)};
  FOR_VECTORS(i, length, {
    const floats v = select(lane_numbers() < some, load_some(x + i, some, 0.0f) * scale, splat(-INFINITE));
    bests[part] = LARGER(v, bests[part]);
  });
  return largest_lane(LARGER(LARGER(bests[0], bests[1]), LARGER(bests[2], bests[3])));
}

/** Writes `e^(scale x - max)`, if there is somewhere to write, and returns the sum. */
INLINE double powers(const float *x, float *out, int length, float scale, float max) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    floats sums[4] = {};
    FOR_VECTORS(i, smaller(STRETCH, length - from), {
      const floats v = exponential_below_one(load_some(x + from + i, some, 0.0f) * scale - max);
      sums[part] += select(lane_numbers() < some, v, splat(0.0f));
      if (out) store_some(out + from + i, v, some);
    });
    total += sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return total;
}

INLINE void softmax_row(const float *x, float *out, int length, float scale) {
  const float share = (float)(1.0 / powers(x, out, length, scale, largest(x, length, scale)));
  FOR_VECTORS(i, length, { store_some(out + i, load_some(out + i, some, 0.0f) * share, some); });
}

struct softmax_work {
  const float *x, *y;
  float *out;
  int length, queries;
  float scale;
  _Bool causal;
};

static void softmax_rows(int first, int last, void *context) {
  const struct softmax_work *work = context;
  const int length = work->length;
  for (int row = first; row < last; row++) softmax_row(work->x + row * length, work->out + row * length, length, 1.0f);
}

KERNEL_FUNCTION void softmax(const float *x, float *out, int rows, int length) {
  struct softmax_work work = {.x = x, .out = out, .length = length};
  parallel(rows, lines_of(length), softmax_rows, &work);
}

static void log_softmax_rows(int first, int last, void *context) {
  const struct softmax_work *work = context;
  const int length = work->length;
  for (int row = first; row < last; row++) {
    const float *x = work->x + row * length;
    float *out = work->out + row * length;
    const float max = largest(x, length, 1.0f);
    const float log_sum = (float)logarithm_of_sum(powers(x, 0, length, 1.0f, max));
    FOR_VECTORS(i, length, { store_some(out + i, (load_some(x + i, some, 0.0f) - max) - log_sum, some); });
  }
}

KERNEL_FUNCTION void log_softmax(const float *x, float *out, int rows, int length) {
  struct softmax_work work = {.x = x, .out = out, .length = length};
  parallel(rows, lines_of(length), log_softmax_rows, &work);
}

/** The sum of `a b`. */
INLINE double dot_of(const float *a, const float *b, int length) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    floats sums[4] = {};
    FOR_VECTORS(i, smaller(STRETCH, length - from), {
      sums[part] += load_some(a + from + i, some, 0.0f) * load_some(b + from + i, some, 0.0f);
    });
    total += sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return total;
}

static void softmax_backward_rows(int first, int last, void *context) {
  const struct softmax_work *work = context;
  const int length = work->length;
  for (int row = first; row < last; row++) {
    const float *grad = work->x + row * length, *y = work->y + row * length;
    float *out = work->out + row * length;
    const float dot = (float)dot_of(grad, y, length);
    FOR_VECTORS(i, length, {
      store_some(out + i, load_some(y + i, some, 0.0f) * (load_some(grad + i, some, 0.0f) - dot) * work->scale, some);
    });
  }
}

/** `y (grad - sum of grad y)` of each row. */
KERNEL_FUNCTION void softmax_backward(const float *grad, const float *y, float *out, int rows, int length) {
  struct softmax_work work = {.x = grad, .y = y, .out = out, .length = length, .scale = 1.0f};
  parallel(rows, lines_of(length), softmax_backward_rows, &work);
}

static void log_softmax_backward_rows(int first, int last, void *context) {
  const struct softmax_work *work = context;
  const int length = work->length;
  for (int row = first; row < last; row++) {
    const float *grad = work->x + row * length, *y = work->y + row * length;
    float *out = work->out + row * length;
    const float sum = (float)sum_of(grad, length);
    FOR_VECTORS(i, length, {
      const floats probability = exponential_below_one(load_some(y + i, some, 0.0f));
      store_some(out + i, load_some(grad + i, some, 0.0f) - probability * sum, some);
    });
  }
}

/** `grad - e^y * sum of grad` of each row. */
KERNEL_FUNCTION void log_softmax_backward(const float *grad, const float *y, float *out, int rows, int length) {
  struct softmax_work work = {.x = grad, .y = y, .out = out, .length = length};
  parallel(rows, lines_of(length), log_softmax_backward_rows, &work);
}

static void attention_softmax_rows(int first, int last, void *context) {
  const struct softmax_work *work = context;
  const int keys = work->length;
  for (int row = first; row < last; row++) {
    const int seen = work->causal ? smaller(row % work->queries + 1, keys) : keys;
    float *out = work->out + row * keys;
    softmax_row(work->x + row * keys, out, seen, work->scale);
    FOR_VECTORS(i, keys - seen, { store_some(out + seen + i, splat(0.0f), some); });
  }
}

/** `softmax(scale * scores)` of each row of [batch, queries, keys]; if causal, query `i` gives keys after `i` the weight 0. */
KERNEL_FUNCTION void attention_softmax(const float *scores, float *out, int batch, int queries, int keys, float scale,
                                       int causal) {
  struct softmax_work work = {
      .x = scores, .out = out, .length = keys, .queries = queries, .scale = scale, .causal = causal};
  parallel(batch * queries, lines_of(keys), attention_softmax_rows, &work);
}

/** `scale * y (grad - sum of grad y)` of each row. */
KERNEL_FUNCTION void attention_softmax_backward(const float *grad, const float *y, float *out, int rows, int keys,
                                                float scale) {
  struct softmax_work work = {.x = grad, .y = y, .out = out, .length = keys, .scale = scale};
  parallel(rows, lines_of(keys), softmax_backward_rows, &work);
}
