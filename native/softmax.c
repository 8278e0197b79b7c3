// `e^x_i / sum of e^x_j` of each row of [rows, length], its logarithm, and their gradients. The largest `x` is subtracted first: that
// changes nothing in the result, and no power overflows.
#include "math.h"
#include "parallel.h"
#include "walk.h"

/** The largest `scale * x` of a row; a NaN may be missed, since it makes the sum NaN anyway. */
INLINE float largest(const float *x, int length, float scale) {
  floats a = splat(-INFINITE), b = a;
  int i = 0;
  for (; i + 2 * WIDTH <= length; i += 2 * WIDTH) {
    const floats v = load(x + i) * scale, w = load(x + i + WIDTH) * scale;
    a = select(v > a, v, a), b = select(w > b, w, b);
  }
  for (; i < length; i += WIDTH) {
    const floats v = select(lane_numbers() < length - i, load_some(x + i, length - i, 0.0f) * scale, splat(-INFINITE));
    a = select(v > a, v, a);
  }
  a = select(a > b, a, b);
  float max = a[0];
  for (int lane = 1; lane < WIDTH; lane++) max = a[lane] > max ? a[lane] : max;
  return max;
}

/** Writes `e^(scale x - max)`, if there is somewhere to write, and returns the sum. */
INLINE double powers(const float *x, float *out, int length, float scale, float max) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    const int end = smaller(from + STRETCH, length);
    floats a = 0, b = 0;
    int i = from;
    for (; i + 2 * WIDTH <= end; i += 2 * WIDTH) {
      const floats v = exponential(load(x + i) * scale - max), w = exponential(load(x + i + WIDTH) * scale - max);
      a += v, b += w;
      if (out) store(out + i, v), store(out + i + WIDTH, w);
    }
    for (; i < end; i += WIDTH) {
      const floats v = exponential(load_some(x + i, end - i, 0.0f) * scale - max);
      a += select(lane_numbers() < end - i, v, splat(0.0f));
      if (out) store_some(out + i, v, end - i);
    }
    total += sum_of_lanes(a + b);
  }
  return total;
}

INLINE void softmax_row(const float *x, float *out, int length, float scale) {
  const float share = (float)(1.0 / powers(x, out, length, scale, largest(x, length, scale)));
  int i = 0;
  for (; i + 2 * WIDTH <= length; i += 2 * WIDTH) {
    store(out + i, load(out + i) * share);
    store(out + i + WIDTH, load(out + i + WIDTH) * share);
  }
  for (; i < length; i += WIDTH) store_some(out + i, load_some(out + i, length - i, 0.0f) * share, length - i);
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
    for (int i = 0; i < length; i += WIDTH)
      store_some(out + i, (load_some(x + i, length - i, 0.0f) - max) - log_sum, length - i);
  }
}

KERNEL_FUNCTION void log_softmax(const float *x, float *out, int rows, int length) {
  struct softmax_work work = {.x = x, .out = out, .length = length};
  parallel(rows, lines_of(length), log_softmax_rows, &work);
}

/** The sum of `a b`. */
static double dot_of(const float *a, const float *b, int length) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    const int end = smaller(from + STRETCH, length);
    floats s = 0, t = 0;
    int i = from;
    for (; i + 2 * WIDTH <= end; i += 2 * WIDTH) {
      s += load(a + i) * load(b + i);
      t += load(a + i + WIDTH) * load(b + i + WIDTH);
    }
    for (; i < end; i += WIDTH) s += load_some(a + i, end - i, 0.0f) * load_some(b + i, end - i, 0.0f);
    total += sum_of_lanes(s + t);
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
    for (int i = 0; i < length; i += WIDTH) {
      const floats g = load_some(grad + i, length - i, 0.0f), p = load_some(y + i, length - i, 0.0f);
      store_some(out + i, p * (g - dot) * work->scale, length - i);
    }
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
    for (int i = 0; i < length; i += WIDTH) {
      const floats g = load_some(grad + i, length - i, 0.0f), p = exponential(load_some(y + i, length - i, 0.0f));
      store_some(out + i, g - p * sum, length - i);
    }
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
    for (int i = seen; i < keys; i += WIDTH) store_some(out + i, splat(0.0f), keys - i);
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
