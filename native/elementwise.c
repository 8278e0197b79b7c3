// Functions of one or two arrays, element by element, over any strides: `out[i] = f(x[i])`, `out[i] = f(a[i], b[i])`. The result lies in
// row-major order. Rows that do not lie side by side are staged: brought together piece by piece, so that there is only one loop a function.
#include "math.h"
#include "normal.h"
#include "parallel.h"
#include "trigonometry.h"
#include "walk.h"

typedef void (*unary_loop)(const float *x, float *out, int count);
/** Writes floats, or bytes where it compares. */
typedef void (*binary_loop)(const float *a, const float *b, void *out, int count);

struct unary_work {
  const float *x;
  float *out;
  const int *walk;
  unary_loop loop;
};

static void unary_piece(int first, int last, void *context) {
  const struct unary_work *work = context;
  const int step = walk_step(work->walk, 0);
  float staged[STAGED];
  struct walker w;
  walk_start(&w, work->walk, 1, first, last);
  do {
    const float *x = work->x + w.row.at[0];
    float *out = work->out + w.row.from;
    if (step == 1) {
      work->loop(x, out, w.row.count);
      continue;
    }
    for (int i = 0; i < w.row.count; i += STAGED) {
      int count = smaller(w.row.count - i, STAGED);
      stage(x + i * step, step, count, staged);
      work->loop(staged, out + i, count);
    }
  } while (walk_on(&w));
}

static void run_unary(const float *x, float *out, const int *walk, unary_loop loop) {
  struct unary_work work = {x, out, walk, loop};
  parallel(walk_size(walk), GRAIN, unary_piece, &work);
}

#define UNARY(name, formula)                                                                                          \
  static void unary_##name##_loop(const float *from, float *out, int count) {                                         \
    FOR_VECTORS(i, count, {                                                                                           \
      const floats x = load_some(from + i, some, 1.0f);                                                               \
      store_some(out + i, formula, some);                                                                             \
    });                                                                                                               \
  }                                                                                                                   \
  KERNEL_FUNCTION void unary_##name(const float *x, float *out, const int *walk) {                                    \
    run_unary(x, out, walk, unary_##name##_loop);                                                                     \
  }

UNARY(neg, -x)
UNARY(exp, exponential(x))
UNARY(expm1, exponential_less_one(x))
UNARY(log, logarithm(x))
UNARY(log1p, logarithm_of_one_and(x))
UNARY(sqrt, square_root(x))
UNARY(abs, magnitude(x))
UNARY(sign, select(x > 0.0f, splat(1.0f), select(x < 0.0f, splat(-1.0f), x)))
UNARY(sin, sine(x))
UNARY(cos, cosine(x))
UNARY(tanh, hyperbolic_tangent(x))
UNARY(sigmoid, sigmoid(x))
UNARY(relu, select(x <= 0.0f, splat(0.0f), x))
UNARY(softplus, softplus(x))
UNARY(erf, error_function(x))
UNARY(floor, floor_of(x))
UNARY(ceil, ceiling_of(x))
UNARY(round, nearest_whole(x))
UNARY(trunc, with_sign_of(floor_of(magnitude(x)), x))
UNARY(gelu, gelu(x))
UNARY(gelu_tanh, gelu_tanh(x))
UNARY(silu, silu(x))

struct binary_work {
  const float *a, *b;
  unsigned char *out;
  const int *walk;
  binary_loop loop;
  /** Bytes of an element of the result. */
  int size;
};

/** Where part of a row can be read side by side: in place, or brought together. */
INLINE const float *side_by_side(const float *x, int step, int from, int count, float *staged) {
  if (step == 1) return x + from;
  // One element stretched over the row fills the stage only once.
  if (step != 0 || from == 0) stage(x + from * step, step, count, staged);
  return staged;
}

/** The same for whole rows of a matrix, one after the other; `again` says that the stage still holds as many rows. */
INLINE const float *rows_together(const float *x, int row_step, int step, int length, int from, int count, _Bool again,
                                  float *staged) {
  if (row_step == length && step == 1) return x + from;
  // One row stretched over the matrix is staged only once.
  if (row_step == 0 && again) return staged;
  for (int i = 0, row = from / length, column = from % length; i < count; i++) {
    staged[i] = x[row * row_step + column * step];
    if (++column == length) column = 0, row++;
  }
  return staged;
}

/** A matrix with rows so short that setting out for each of them would take longer than walking it. */
static void short_rows_piece(int first, int last, const struct binary_work *work) {
  const int length = work->walk[2], *steps = work->walk + 3, chunk = STAGED / length * length;
  float staged_a[STAGED], staged_b[STAGED];
  for (int from = first; from < last; from += chunk) {
    const int count = smaller(chunk, last - from);
    const float *a = rows_together(work->a, steps[0], steps[1], length, from, count, from > first, staged_a);
    const float *b = rows_together(work->b, steps[2], steps[3], length, from, count, from > first, staged_b);
    work->loop(a, b, work->out + from * (long long)work->size, count);
  }
}

static void binary_piece(int first, int last, void *context) {
  const struct binary_work *work = context;
  if (work->walk[0] == 2 && work->walk[2] <= SHORT) return short_rows_piece(first, last, work);
  const int step_a = walk_step(work->walk, 0), step_b = walk_step(work->walk, 1);
  const int longest = step_a == 1 && step_b == 1 ? last - first : STAGED;
  float staged_a[STAGED], staged_b[STAGED];
  struct walker w;
  walk_start(&w, work->walk, 2, first, last);
  do {
    for (int i = 0; i < w.row.count; i += longest) {
      int count = smaller(w.row.count - i, longest);
      const float *a = side_by_side(work->a + w.row.at[0], step_a, i, count, staged_a);
      const float *b = side_by_side(work->b + w.row.at[1], step_b, i, count, staged_b);
      work->loop(a, b, work->out + (w.row.from + i) * (long long)work->size, count);
    }
  } while (walk_on(&w));
}

static void run_binary(const float *a, const float *b, void *out, int size, const int *walk, binary_loop loop) {
  struct binary_work work = {a, b, out, walk, loop, size};
  parallel(walk_size(walk), GRAIN, binary_piece, &work);
}

#define BINARY(name, formula)                                                                                         \
  static void binary_##name##_loop(const float *left, const float *right, void *to, int count) {                      \
    float *out = to;                                                                                                  \
    FOR_VECTORS(i, count, {                                                                                           \
      const floats a = load_some(left + i, some, 1.0f);                                                               \
      const floats b = load_some(right + i, some, 1.0f);                                                              \
      store_some(out + i, formula, some);                                                                             \
    });                                                                                                               \
  }                                                                                                                   \
  KERNEL_FUNCTION void binary_##name(const float *a, const float *b, float *out, const int *walk) {                   \
    run_binary(a, b, out, sizeof(float), walk, binary_##name##_loop);                                                 \
  }

BINARY(add, a + b)
BINARY(sub, a - b)
BINARY(mul, a * b)
BINARY(div, a / b)
BINARY(pow, power(a, b))
// NaN wins, whichever of the two it is.
BINARY(maximum, select((a > b) | (a != a), a, b))
BINARY(minimum, select((a < b) | (a != a), a, b))
// `a` is the gradient, `b` the result of the function (the first three) or its argument.
BINARY(tanh_backward, a *(1.0f - b * b))
BINARY(sigmoid_backward, a *b *(1.0f - b))
BINARY(relu_backward, select(b > 0.0f, a, splat(0.0f)))
BINARY(gelu_backward, a *gelu_slope(b))
BINARY(gelu_tanh_backward, a *gelu_tanh_slope(b))
BINARY(silu_backward, a *silu_slope(b))
