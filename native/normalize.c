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
INLINE double squares_of(const float *x, int length, float center) {
  double total = 0;
  for (int from = 0; from < length; from += STRETCH) {
    floats sums[4] = {};
    FOR_VECTORS(i, smaller(STRETCH, length - from), {
      const floats a = load_some(x + from + i, some, center) - center;
      sums[part] += a * a;
    });
    total += sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return total;
}

/** Numbers that stand for all lanes, or the vector at `i` of an array that may be missing. */
INLINE floats load_or(const float *x, int i, int some, float otherwise) {
  return x ? load_some(x + i, some, 0.0f) : splat(otherwise);
}

INLINE void normalize_rows(int first, int last, const struct normalize_work *work, _Bool centered) {
  const int length = work->length;
  const float *weight = work->weight, *bias = work->bias;
  for (int row = first; row < last; row++) {
    const float *x = work->x + row * length;
    float *out = work->out + row * length;
    const float center = centered ? (float)(sum_of(x, length) / length) : 0.0f;
    const double variance = squares_of(x, length, center) / length;
    const float scale = (float)(1.0 / __builtin_sqrt(variance + work->eps));
    if (weight) {
      FOR_VECTORS(i, length, {
        const floats y = (load_some(x + i, some, 0.0f) - center) * scale;
        store_some(out + i, y * load_some(weight + i, some, 0.0f) + load_or(bias, i, some, 0.0f), some);
      });
    } else {
      FOR_VECTORS(i, length, {
        store_some(out + i, (load_some(x + i, some, 0.0f) - center) * scale + load_or(bias, i, some, 0.0f), some);
      });
    }
    if (centered) work->mean[row] = center;
    work->rstd[row] = scale;
  }
}

/** With `y` the normalised row and `g = grad * weight`: `dx = rstd * (g - mean(g) - y * mean(g y))`. */
INLINE void normalize_backward_rows(int first, int last, const struct normalize_work *work, _Bool centered) {
  const int length = work->length;
  const float *weight = work->weight;
  for (int row = first; row < last; row++) {
    const float *x = work->x + row * length, *grad = work->grad + row * length;
    float *out = work->out + row * length;
    const float center = centered ? work->mean[row] : 0.0f, scale = work->rstd[row];
    double sum = 0, dot = 0;
    for (int from = 0; from < length; from += STRETCH) {
      floats sums[4] = {}, dots[4] = {};
      FOR_VECTORS(i, smaller(STRETCH, length - from), {
        const floats g = load_some(grad + from + i, some, 0.0f) * load_or(weight, from + i, some, 1.0f);
        sums[part] += g;
        dots[part] += g * ((load_some(x + from + i, some, 0.0f) - center) * scale);
      });
      if (centered) sum += sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
      dot += sum_of_lanes((dots[0] + dots[1]) + (dots[2] + dots[3]));
    }
    const float shift = (float)(sum / length), slope = (float)(dot / length);
    FOR_VECTORS(i, length, {
      const floats g = load_some(grad + i, some, 0.0f) * load_or(weight, i, some, 1.0f);
      const floats y = (load_some(x + i, some, 0.0f) - center) * scale;
      store_some(out + i, (g - shift - y * slope) * scale, some);
    });
  }
}

/** `dweight = sum over rows of grad y`, `dbias = sum over rows of grad` of `width` columns from `left` on, as sum_stripe does it. */
INLINE void normalize_stripe(const struct normalize_work *work, int left, int width, int vectors, _Bool whole,
                             _Bool centered) {
  const int length = work->length;
  const float *grad = work->grad + left, *x = work->x + left;
  doubles weights[4] = {}, biases[4] = {};
  for (int top = 0; top < work->rows; top += ROWS_TOGETHER) {
    const int bottom = smaller(top + ROWS_TOGETHER, work->rows);
    floats w[4] = {}, b[4] = {};
    for (int row = top; row < bottom; row++, grad += length, x += length) {
      const float scale = work->rstd[row], center = centered ? work->mean[row] : 0.0f;
      for (int v = 0; v < vectors; v++) {
        const int some = whole ? WIDTH : width - v * WIDTH;
        const floats g = load_some(grad + v * WIDTH, some, 0.0f);
        w[v] += g * ((load_some(x + v * WIDTH, some, 0.0f) - center) * scale);
        if (centered) b[v] += g;
      }
    }
    for (int v = 0; v < vectors; v++) {
      weights[v] += __builtin_convertvector(w[v], doubles);
      if (centered) biases[v] += __builtin_convertvector(b[v], doubles);
    }
  }
  for (int v = 0; v < vectors; v++) {
    const int some = whole ? WIDTH : width - v * WIDTH, j = left + v * WIDTH;
    if (work->dweight) store_some(work->dweight + j, __builtin_convertvector(weights[v], floats), some);
    if (work->dbias) store_some(work->dbias + j, __builtin_convertvector(biases[v], floats), some);
  }
}

INLINE void normalize_columns(int first, int last, const struct normalize_work *work, _Bool centered) {
  int j = first;
  for (; j + 4 * WIDTH <= last; j += 4 * WIDTH) normalize_stripe(work, j, 4 * WIDTH, 4, 1, centered);
  for (; j < last; j += WIDTH) normalize_stripe(work, j, last - j, 1, 0, centered);
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
