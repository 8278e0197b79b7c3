// Layer normalisation `(x - mean) / sqrt(variance + eps) * weight + bias` of each row of [rows, length], RMS normalisation
// `x / sqrt(mean of x^2 + eps) * weight`, and their gradients. Where an address is 0, that weight, bias or gradient is left out.
#include "math.h"
#include "parallel.h"
#include "walk.h"

struct normalize_work {
  const float *grad, *x, *weight, *bias;
  float *out, *mean, *rstd, *dweight, *dbias;
  int rows, length;
  float eps;
};

/** The sum of `(x - center)^2`. */
static double squares_of(const float *x, int length, float center) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    const int end = smaller(from + STRETCH, length);
    floats s = 0, t = 0;
    int i = from;
    for (; i + 2 * WIDTH <= end; i += 2 * WIDTH) {
      const floats a = load(x + i) - center, b = load(x + i + WIDTH) - center;
      s += a * a, t += b * b;
    }
    for (; i < end; i += WIDTH) {
      const floats a = load_some(x + i, end - i, center) - center;
      s += a * a;
    }
    total += sum_of_lanes(s + t);
  }
  return total;
}

INLINE void normalize_rows(int first, int last, const struct normalize_work *work, _Bool centered) {
  const int length = work->length;
  for (int row = first; row < last; row++) {
    const float *x = work->x + row * length;
    float *out = work->out + row * length;
    const float center = centered ? (float)(sum_of(x, length) / length) : 0.0f;
    const double variance = squares_of(x, length, center) / length;
    const float scale = (float)(1.0 / __builtin_sqrt(variance + work->eps));
    for (int i = 0; i < length; i += WIDTH) {
      floats y = (load_some(x + i, length - i, 0.0f) - center) * scale;
      if (work->weight) y = y * load_some(work->weight + i, length - i, 0.0f);
      if (work->bias) y = y + load_some(work->bias + i, length - i, 0.0f);
      store_some(out + i, y, length - i);
    }
    if (centered) work->mean[row] = center;
    work->rstd[row] = scale;
  }
}

/** With `y` the normalised row and `g = grad * weight`: `dx = rstd * (g - mean(g) - y * mean(g y))`. */
INLINE void normalize_backward_rows(int first, int last, const struct normalize_work *work, _Bool centered) {
  const int length = work->length;
  for (int row = first; row < last; row++) {
    const float *x = work->x + row * length, *grad = work->grad + row * length;
    float *out = work->out + row * length;
    const float center = centered ? work->mean[row] : 0.0f, scale = work->rstd[row];
    double sum = 0, dot = 0;
    for (int from = 0; from < length; from += STRETCH) {
      const int end = smaller(from + STRETCH, length);
      floats s = 0, d = 0;
      for (int i = from; i < end; i += WIDTH) {
        floats g = load_some(grad + i, end - i, 0.0f);
        if (work->weight) g = g * load_some(work->weight + i, end - i, 0.0f);
        s += g;
        d += g * ((load_some(x + i, end - i, 0.0f) - center) * scale);
      }
      if (centered) sum += sum_of_lanes(s);
      dot += sum_of_lanes(d);
    }
    const float shift = (float)(sum / length), slope = (float)(dot / length);
    for (int i = 0; i < length; i += WIDTH) {
      floats g = load_some(grad + i, length - i, 0.0f);
      if (work->weight) g = g * load_some(work->weight + i, length - i, 0.0f);
      const floats y = (load_some(x + i, length - i, 0.0f) - center) * scale;
      store_some(out + i, (g - shift - y * slope) * scale, length - i);
    }
  }
}

/** `dweight = sum over rows of grad y`, `dbias = sum over rows of grad`, WIDTH columns at a time. */
INLINE void normalize_columns(int first, int last, const struct normalize_work *work, _Bool centered) {
  const int length = work->length;
  for (int j = first; j < last; j += WIDTH) {
    const int count = smaller(last - j, WIDTH);
    doubles weights = 0, biases = 0;
    for (int top = 0; top < work->rows; top += ROWS_TOGETHER) {
      const int bottom = smaller(top + ROWS_TOGETHER, work->rows);
      floats w = 0, b = 0;
      for (int row = top; row < bottom; row++) {
        const floats g = load_some(work->grad + row * length + j, count, 0.0f);
        const floats x = load_some(work->x + row * length + j, count, 0.0f);
        w += g * ((x - (centered ? work->mean[row] : 0.0f)) * work->rstd[row]);
        b += g;
      }
      weights += __builtin_convertvector(w, doubles);
      biases += __builtin_convertvector(b, doubles);
    }
    if (work->dweight) store_some(work->dweight + j, __builtin_convertvector(weights, floats), count);
    if (work->dbias) store_some(work->dbias + j, __builtin_convertvector(biases, floats), count);
  }
}

static void layer_norm_rows(int first, int last, void *context) { normalize_rows(first, last, context, 1); }
static void rms_norm_rows(int first, int last, void *context) { normalize_rows(first, last, context, 0); }
static void layer_norm_backward_rows(int first, int last, void *context) { normalize_backward_rows(first, last, context, 1); }
static void rms_norm_backward_rows(int first, int last, void *context) { normalize_backward_rows(first, last, context, 0); }
static void layer_norm_columns(int first, int last, void *context) { normalize_columns(first, last, context, 1); }
static void rms_norm_columns(int first, int last, void *context) { normalize_columns(first, last, context, 0); }

static void run_backward(struct normalize_work *work, piece_of_work rows, piece_of_work columns) {
  if (work->out) parallel(work->rows, lines_of(work->length), rows, work);
  // Whole lines of memory, so that no two threads write to one.
  if (work->dweight || work->dbias) parallel(work->length, COLUMNS, columns, work);
}

KERNEL_FUNCTION void layer_norm(const float *x, const float *weight, const float *bias, float *out, float *mean, float *rstd,
                                int rows, int length, float eps) {
  struct normalize_work work = {
      .x = x, .weight = weight, .bias = bias, .out = out, .mean = mean, .rstd = rstd, .rows = rows, .length = length, .eps = eps};
  parallel(rows, lines_of(length), layer_norm_rows, &work);
}

KERNEL_FUNCTION void layer_norm_backward(const float *grad, const float *x, float *mean, float *rstd, const float *weight,
                                         float *dx, float *dweight, float *dbias, int rows, int length) {
  struct normalize_work work = {grad, x, weight, 0, dx, mean, rstd, dweight, dbias, rows, length, 0};
  run_backward(&work, layer_norm_backward_rows, layer_norm_columns);
}

KERNEL_FUNCTION void rms_norm(const float *x, const float *weight, float *out, float *rstd, int rows, int length, float eps) {
  struct normalize_work work = {.x = x, .weight = weight, .out = out, .rstd = rstd, .rows = rows, .length = length, .eps = eps};
  parallel(rows, lines_of(length), rms_norm_rows, &work);
}

KERNEL_FUNCTION void rms_norm_backward(const float *grad, const float *x, float *rstd, const float *weight, float *dx,
                                       float *dweight, int rows, int length) {
  struct normalize_work work = {grad, x, weight, 0, dx, 0, rstd, dweight, 0, rows, length, 0};
  run_backward(&work, rms_norm_backward_rows, rms_norm_columns);
}
