// Windows over images [batch, channels, height, width]: laid out as columns, so that a convolution is one matrix product; added back
// to the image, which is the gradient of that; and the largest element of each.
#include "parallel.h"
#include "walk.h"

/** The geometry, as JavaScript writes it: 14 whole numbers. */
struct window {
  int batch, channels, height, width;
  int kernel_height, kernel_width, stride_y, stride_x, padding_y, padding_x, dilation_y, dilation_x;
  int out_height, out_width;
};

struct window_work {
  const float *x;
  float *out;
  int *indices;
  const struct window *window;
};

/** Which of the positions 0 ... count - 1 lie inside: `position * stride + shift` is one of 0 ... length - 1. */
struct inside {
  int first, last;
};

INLINE struct inside inside_of(int count, int stride, int shift, int length) {
  const int first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
  const int end = length - shift <= 0 ? 0 : (length - shift + stride - 1) / stride;
  const int last = smaller(end, count);
  return (struct inside){first, last > first ? last : first};
}

static void fill_zeros(float *out, int count) {
  FOR_VECTORS(i, count, { store_some(out + i, splat(0.0f), some); });
}

/** Rows of the columns: row `(plane, ky, kx)` holds, for every position of the window, the element at `(ky, kx)` in it. */
static void unfold_rows(int first, int last, void *context) {
  const struct window_work *work = context;
  const struct window w = *work->window;
  const int positions = w.out_height * w.out_width, size = w.kernel_height * w.kernel_width;
  for (int row = first; row < last; row++) {
    const int plane = row / size, ky = row % size / w.kernel_width, kx = row % w.kernel_width;
    const float *image = work->x + (size_t)plane * w.height * w.width;
    float *out = work->out + (size_t)row * positions;
    const int shift = kx * w.dilation_x - w.padding_x;
    const struct inside columns = inside_of(w.out_width, w.stride_x, shift, w.width);
    for (int oy = 0; oy < w.out_height; oy++, out += w.out_width) {
      const int y = oy * w.stride_y + ky * w.dilation_y - w.padding_y;
      if (y < 0 || y >= w.height || columns.first >= w.out_width) {
        fill_zeros(out, w.out_width);
        continue;
      }
      fill_zeros(out, columns.first);
      const float *from = image + y * w.width + columns.first * w.stride_x + shift;
      copy_row(from, w.stride_x, out + columns.first, 1, columns.last - columns.first);
      fill_zeros(out + columns.last, w.out_width - columns.last);
    }
  }
}

/** Every window of `x` as a column: `[batch, channels * kernel size, positions]`; zeros where it reaches over the edge. */
KERNEL_FUNCTION void unfold2d(const float *x, float *out, const int *window) {
  const struct window *w = (const struct window *)window;
  struct window_work work = {x, out, 0, w};
  const int rows = w->batch * w->channels * w->kernel_height * w->kernel_width;
  parallel(rows, lines_of(w->out_height * w->out_width), unfold_rows, &work);
}

static void add_row(const float *x, float *out, int step, int count) {
  if (step == 1) {
    FOR_VECTORS(i, count, {
      store_some(out + i, load_some(out + i, some, 0.0f) + load_some(x + i, some, 0.0f), some);
    });
  } else {
    for (int i = 0; i < count; i++) out[i * step] += x[i];
  }
}

/** Images `first` up to `last`: one is done by one thread, element after element of the windows, so the order of its sums is fixed. */
static void fold_planes(int first, int last, void *context) {
  const struct window_work *work = context;
  const struct window w = *work->window;
  const int positions = w.out_height * w.out_width, size = w.kernel_height * w.kernel_width;
  for (int plane = first; plane < last; plane++) {
    float *image = work->out + (size_t)plane * w.height * w.width;
    fill_zeros(image, w.height * w.width);
    for (int place = 0; place < size; place++) {
      const int ky = place / w.kernel_width, kx = place % w.kernel_width;
      const float *x = work->x + ((size_t)plane * size + place) * positions;
      const int shift = kx * w.dilation_x - w.padding_x;
      const struct inside columns = inside_of(w.out_width, w.stride_x, shift, w.width);
      for (int oy = 0; oy < w.out_height; oy++, x += w.out_width) {
        const int y = oy * w.stride_y + ky * w.dilation_y - w.padding_y;
        if (y < 0 || y >= w.height) continue;
        float *to = image + y * w.width + columns.first * w.stride_x + shift;
        add_row(x + columns.first, to, w.stride_x, columns.last - columns.first);
      }
    }
  }
}

/** The transpose of `unfold2d`: columns added back to the places of the image that they were taken from. */
KERNEL_FUNCTION void fold2d(const float *x, float *out, const int *window) {
  const struct window *w = (const struct window *)window;
  struct window_work work = {x, out, 0, w};
  const int cost = w->kernel_height * w->kernel_width * w->out_height * w->out_width;
  parallel(w->batch * w->channels, lines_of(cost), fold_planes, &work);
}

static void pool_planes(int first, int last, void *context) {
  const struct window_work *work = context;
  const struct window w = *work->window;
  for (int plane = first; plane < last; plane++) {
    const int start = plane * w.height * w.width;
    int to = plane * w.out_height * w.out_width;
    for (int oy = 0; oy < w.out_height; oy++) {
      const int top = oy * w.stride_y - w.padding_y;
      const struct inside rows = inside_of(w.kernel_height, w.dilation_y, top, w.height);
      for (int ox = 0; ox < w.out_width; ox++, to++) {
        const int left = ox * w.stride_x - w.padding_x;
        const struct inside columns = inside_of(w.kernel_width, w.dilation_x, left, w.width);
        // A window with gaps may see nothing of a small image: the least number then stands for it.
        const _Bool none = rows.first >= rows.last || columns.first >= columns.last;
        int best = none ? start : start + (top + rows.first * w.dilation_y) * w.width + left + columns.first * w.dilation_x;
        float largest = none ? -__builtin_inff() : work->x[best];
        for (int ky = rows.first; ky < rows.last; ky++) {
          const int row = start + (top + ky * w.dilation_y) * w.width + left;
          for (int kx = columns.first; kx < columns.last; kx++) {
            const int at = row + kx * w.dilation_x;
            const float value = work->x[at];
            // Also true where `value` is NaN, which wins, as in PyTorch.
            if (value > largest || value != value) {
              largest = value;
              best = at;
            }
          }
        }
        work->out[to] = largest;
        work->indices[to] = best;
      }
    }
  }
}

/** The largest element of every window, and where in `x` it stands. */
KERNEL_FUNCTION void max_pool2d(const float *x, float *out, int *indices, const int *window) {
  const struct window *w = (const struct window *)window;
  struct window_work work = {x, out, indices, w};
  const int cost = w->kernel_height * w->kernel_width * w->out_height * w->out_width;
  parallel(w->batch * w->channels, lines_of(cost), pool_planes, &work);
}
