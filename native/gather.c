// Slices of [outer, length, inner] by their number along `length`, and the sum of slices at such numbers, which is the gradient.
#include "parallel.h"
#include "walk.h"

struct gather_work {
  const float *x;
  const int *indices;
  float *out;
  int outer, length, inner, count;
};

static void gather_slices(int first, int last, void *context) {
  const struct gather_work *work = context;
  const int inner = work->inner;
  for (int slice = first; slice < last; slice++) {
    const int o = slice / work->count, i = slice % work->count;
    copy_row(work->x + (o * work->length + work->indices[i]) * inner, 1, work->out + slice * inner, 1, inner);
  }
}

/** `out[o, i, :] = x[o, indices[i], :]`. */
KERNEL_FUNCTION void gather(const float *x, const int *indices, float *out, int outer, int length, int inner, int count) {
  struct gather_work work = {x, indices, out, outer, length, inner, count};
  parallel(outer * count, lines_of(inner), gather_slices, &work);
}

/** Columns `first` up to `last`, for all slices in their order: so that a sum never depends on who adds first. */
static void scatter_columns(int first, int last, void *context) {
  const struct gather_work *work = context;
  const int inner = work->inner, width = last - first;
  for (int o = 0; o < work->outer; o++) {
    for (int i = 0; i < work->count; i++) {
      const float *x = work->x + (o * work->count + i) * inner + first;
      float *out = work->out + (o * work->length + work->indices[i]) * inner + first;
      FOR_VECTORS(k, width, {
        store_some(out + k, load_some(out + k, some, 0.0f) + load_some(x + k, some, 0.0f), some);
      });
    }
  }
}

/** `out[o, indices[i], :] += x[o, i, :]`: a number that occurs twice receives both. */
KERNEL_FUNCTION void scatter_add(const float *x, const int *indices, float *out, int outer, int length, int inner, int count) {
  struct gather_work work = {x, indices, out, outer, length, inner, count};
  const _Bool large = (long long)outer * count * inner > 2 * GRAIN;
  parallel(inner, large ? COLUMNS : at_least_one(inner), scatter_columns, &work);
}
