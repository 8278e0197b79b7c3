// Copies between strided arrays. Where the elements of one lie across those of the other, as in a transposition, they are copied in squares
// small enough for the cache: otherwise a whole line of memory would be fetched for each element.
#include "parallel.h"
#include "walk.h"

struct copy_work {
  const float *x;
  float *out;
  const int *walk;
};

static void copy_row(const float *x, int step, float *out, int out_step, int count) {
  if (step == 1 && out_step == 1) {
    FOR_VECTORS(i, count, { store_some(out + i, load_some(x + i, some, 0.0f), some); });
  } else if (step == 0 && out_step == 1) {
    FOR_VECTORS(i, count, { store_some(out + i, splat(x[0]), some); });
  } else {
    for (int i = 0; i < count; i++) out[i * out_step] = x[i * step];
  }
}

static void copy_piece(int first, int last, void *context) {
  const struct copy_work *work = context;
  const int step = walk_step(work->walk, 0), out_step = walk_step(work->walk, 1);
  struct walker w;
  walk_start(&w, work->walk, 2, first, last);
  do {
    copy_row(work->x + w.row.at[0], step, work->out + w.row.at[1], out_step, w.row.count);
  } while (walk_on(&w));
}

enum {
  /** A line of memory holds so many floats. */
  SQUARE = 16,
  /** Steps from which on neighbours do not share a line of memory. */
  FAR = 8
};

/** A matrix whose rows are side by side in one array and whose columns are in the other; `others` are the dimensions around it. */
struct transpose_work {
  const float *x;
  float *out;
  int others[2 + 3 * MOST_DIMENSIONS];
  int rows, row_step, out_row_step;
  int columns, step, out_step;
};

typedef float four __attribute__((ext_vector_type(4), aligned(4), may_alias));

/** Four rows of four become four columns. */
INLINE void transpose_four(four r[4]) {
  const four a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const four c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5), r[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5), r[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/**
 * A square whose columns are side by side in `x`, its rows in `out`. Each line of memory of both is taken whole, by way of the stack: where steps
 * are a power of two, the lines of a square compete for the same place in the cache.
 */
static void transpose_square(const float *x, int step, float *out, int out_row_step) {
  float columns[SQUARE][SQUARE];
  for (int column = 0; column < SQUARE; column++)
    for (int row = 0; row < SQUARE; row += WIDTH) store(columns[column] + row, load(x + column * step + row));
  for (int row = 0; row < SQUARE; row += 4) {
    for (int column = 0; column < SQUARE; column += 4) {
      four r[4];
      for (int i = 0; i < 4; i++) r[i] = *(const four *)(columns[column + i] + row);
      transpose_four(r);
      for (int i = 0; i < 4; i++) *(four *)(out + (row + i) * out_row_step + column) = r[i];
    }
  }
}

/** Copies the strips `first` up to `last` of `SQUARE` columns; each matrix has so many of them. */
static void transpose_piece(int first, int last, void *context) {
  const struct transpose_work *work = context;
  const int strips = (work->columns + SQUARE - 1) / SQUARE;
  const _Bool side_by_side = work->row_step == 1 && work->out_step == 1;
  for (int strip = first; strip < last; strip++) {
    struct walker w;
    walk_start(&w, work->others, 2, strip / strips, strip / strips + 1);
    const int left = strip % strips * SQUARE, count = smaller(SQUARE, work->columns - left);
    const float *x = work->x + w.row.at[0] + left * work->step;
    float *out = work->out + w.row.at[1] + left * work->out_step;
    int row = 0;
    if (side_by_side && count == SQUARE)
      for (; row + SQUARE <= work->rows; row += SQUARE)
        transpose_square(x + row, work->step, out + row * work->out_row_step, work->out_row_step);
    for (; row < work->rows; row++)
      copy_row(x + row * work->row_step, work->step, out + row * work->out_row_step, work->out_step, count);
  }
}

/** The dimension along which operand `operand` takes the smallest steps, those of length 1 left out; -1 if there is none. */
static int nearest_dimension(const int *walk, int operand) {
  const int ndim = walk[0], *shape = walk + 1, *steps = walk + 1 + ndim + operand * ndim;
  int best = -1;
  for (int d = 0; d < ndim; d++) {
    if (shape[d] == 1 || steps[d] == 0) continue;
    if (best < 0 || steps[d] <= steps[best]) best = d;
  }
  return best;
}

/** Copies `x` to `out`; the walk holds the steps of both. */
static void copy_walk(const float *x, float *out, const int *walk) {
  const int ndim = walk[0], *shape = walk + 1, *steps = walk + 1 + ndim, *out_steps = steps + ndim;
  const int from = nearest_dimension(walk, 0), to = nearest_dimension(walk, 1), size = walk_size(walk);
  const _Bool across = from >= 0 && to >= 0 && from != to && steps[to] >= FAR && out_steps[from] >= FAR &&
                       shape[from] >= 4 && shape[to] >= 4;
  if (!across) {
    struct copy_work work = {x, out, walk};
    parallel(size, GRAIN, copy_piece, &work);
    return;
  }
  struct transpose_work work = {.x = x, .out = out};
  // Writes side by side: the row of a square follows the result.
  work.columns = shape[to], work.step = steps[to], work.out_step = out_steps[to];
  work.rows = shape[from], work.row_step = steps[from], work.out_row_step = out_steps[from];
  int kept = 0, matrices = 1;
  for (int d = 0; d < ndim; d++) {
    if (d == from || d == to) continue;
    work.others[1 + kept++] = shape[d];
    matrices *= shape[d];
  }
  work.others[0] = kept;
  for (int d = 0, o = 1 + kept; d < ndim; d++) {
    if (d == from || d == to) continue;
    work.others[o] = steps[d];
    work.others[o++ + kept] = out_steps[d];
  }
  const int strips = (work.columns + SQUARE - 1) / SQUARE;
  const int strip_size = SQUARE * work.rows;
  parallel(matrices * strips, strip_size >= GRAIN ? 1 : GRAIN / strip_size, transpose_piece, &work);
}

/** `out = x`, in row-major order. */
KERNEL_FUNCTION void unary_copy(const float *x, float *out, const int *walk) {
  const int ndim = walk[0];
  int both[1 + 3 * MOST_DIMENSIONS] = {ndim};
  for (int d = ndim - 1, step = 1; d >= 0; d--) {
    both[1 + d] = walk[1 + d];
    both[1 + ndim + d] = walk[1 + ndim + d];
    both[1 + 2 * ndim + d] = step;
    step *= walk[1 + d];
  }
  copy_walk(x, out, both);
}

/** `out = x`, both strided. */
KERNEL_FUNCTION void assign(const float *x, float *out, const int *walk) { copy_walk(x, out, walk); }

struct convert_work {
  const void *x;
  float *out;
  const int *walk;
};

typedef unsigned char narrow_bytes __attribute__((ext_vector_type(WIDTH), aligned(1), may_alias));

static void bool_piece(int first, int last, void *context) {
  const struct convert_work *work = context;
  const int step = walk_step(work->walk, 0);
  struct walker w;
  walk_start(&w, work->walk, 1, first, last);
  do {
    const unsigned char *x = (const unsigned char *)work->x + w.row.at[0];
    float *out = work->out + w.row.from;
    int i = 0;
    for (; step == 1 && i + WIDTH <= w.row.count; i += WIDTH)
      store(out + i, __builtin_convertvector(*(const narrow_bytes *)(x + i), floats));
    for (; i < w.row.count; i++) out[i] = x[i * step];
  } while (walk_on(&w));
}

static void int32_piece(int first, int last, void *context) {
  const struct convert_work *work = context;
  const int step = walk_step(work->walk, 0);
  struct walker w;
  walk_start(&w, work->walk, 1, first, last);
  do {
    const int *x = (const int *)work->x + w.row.at[0];
    float *out = work->out + w.row.from;
    int i = 0;
    for (; step == 1 && i + WIDTH <= w.row.count; i += WIDTH)
      store(out + i, __builtin_convertvector(*(const ints *)(x + i), floats));
    for (; i < w.row.count; i++) out[i] = (float)x[i * step];
  } while (walk_on(&w));
}

/** Truth values as 0 and 1. */
KERNEL_FUNCTION void convert_bool(const unsigned char *x, float *out, const int *walk) {
  struct convert_work work = {x, out, walk};
  parallel(walk_size(walk), GRAIN, bool_piece, &work);
}

/** Whole numbers as floats, rounded where they have more digits. */
KERNEL_FUNCTION void convert_int32(const int *x, float *out, const int *walk) {
  struct convert_work work = {x, out, walk};
  parallel(walk_size(walk), GRAIN, int32_piece, &work);
}
