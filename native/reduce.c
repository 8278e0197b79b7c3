// Sums, extrema and their places along the middle of [outer, length, inner]. Sums are exact to float32: vectors add up short stretches, and
// those are added in double precision, always in the same order.
#include "math.h"
#include "parallel.h"
#include "walk.h"

enum {
  /** Elements whose sum is taken in float32 before it goes to double precision. */
  STRETCH = 64 * WIDTH,
  /** Elements of one long line that are one piece of parallel work; at most MOST_PARTIAL_SUMS pieces a line. */
  LONG_PIECE = 65536,
  MOST_PARTIAL_SUMS = 256,
  /** Columns that are summed together, and rows that are added before they go to double precision. */
  COLUMNS = 64,
  ROWS_TOGETHER = 8,
};

INLINE int at_least_one(int x) { return x < 1 ? 1 : x; }

/** Lines that make a piece of work worth a thread. */
INLINE int lines_of(int length) { return at_least_one(GRAIN / at_least_one(length)); }

static double sum_of(const float *x, int length) {
  double sum = 0;
  for (int from = 0; from < length; from += STRETCH) {
    floats sums[4] = {};
    FOR_VECTORS(i, smaller(STRETCH, length - from), { sums[part] += load_some(x + from + i, some, 0.0f); });
    sum += sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
  return sum;
}

struct reduce_work {
  const float *x;
  float *out;
  double *partial;
  int length, inner, piece;
  _Bool smallest;
};

static void sum_lines(int first, int last, void *context) {
  const struct reduce_work *work = context;
  for (int line = first; line < last; line++) work->out[line] = (float)sum_of(work->x + line * work->length, work->length);
}

static void sum_part(int first, int last, void *context) {
  const struct reduce_work *work = context;
  work->partial[first / work->piece] = sum_of(work->x + first, last - first);
}

/** One long line in pieces, whose sums are added in order. */
static float sum_long_line(const float *x, int length) {
  double partial[MOST_PARTIAL_SUMS];
  const int share = (length + MOST_PARTIAL_SUMS - 1) / MOST_PARTIAL_SUMS;
  const int piece = share < LONG_PIECE ? LONG_PIECE : share;
  struct reduce_work work = {.x = x, .partial = partial, .piece = piece};
  parallel(length, piece, sum_part, &work);
  double sum = 0;
  for (int i = 0; i * (long long)piece < length; i++) sum += partial[i];
  return (float)sum;
}

/**
 * The sums of `width` columns, at most `vectors` vectors of them: that is a constant where this is called, so that the totals stay in registers.
 * `whole` says that all lanes of all vectors are in use.
 */
INLINE void sum_stripe(const float *x, float *out, int length, int inner, int width, int vectors, _Bool whole) {
  doubles totals[4] = {};
  for (int top = 0; top < length; top += ROWS_TOGETHER) {
    const int bottom = smaller(top + ROWS_TOGETHER, length);
    floats sums[4] = {};
    for (int row = top; row < bottom; row++, x += inner)
      for (int v = 0; v < vectors; v++) sums[v] += load_some(x + v * WIDTH, whole ? WIDTH : width - v * WIDTH, 0.0f);
    for (int v = 0; v < vectors; v++) totals[v] += __builtin_convertvector(sums[v], doubles);
  }
  for (int v = 0; v < vectors; v++)
    store_some(out + v * WIDTH, __builtin_convertvector(totals[v], floats), whole ? WIDTH : width - v * WIDTH);
}

/** Blocks of columns: block number `b` stands for COLUMNS columns of one of the `outer` matrices. */
static void sum_columns(int first, int last, void *context) {
  const struct reduce_work *work = context;
  const int length = work->length, inner = work->inner, blocks = (inner + COLUMNS - 1) / COLUMNS;
  for (int block = first; block < last; block++) {
    const int left = block % blocks * COLUMNS, width = smaller(COLUMNS, inner - left);
    const float *x = work->x + block / blocks * length * inner + left;
    float *out = work->out + block / blocks * inner + left;
    int j = 0;
    for (; j + 4 * WIDTH <= width; j += 4 * WIDTH) sum_stripe(x + j, out + j, length, inner, 4 * WIDTH, 4, 1);
    for (; j + WIDTH <= width; j += WIDTH) sum_stripe(x + j, out + j, length, inner, WIDTH, 1, 1);
    if (j < width) sum_stripe(x + j, out + j, length, inner, width - j, 1, 0);
  }
}

/** `out[o, i] = sum over l of x[o, l, i]`. */
KERNEL_FUNCTION void reduce_sum(const float *x, float *out, int outer, int length, int inner) {
  struct reduce_work work = {.x = x, .out = out, .length = length, .inner = inner};
  if (inner > 1) {
    parallel(outer * ((inner + COLUMNS - 1) / COLUMNS), lines_of(length * smaller(COLUMNS, inner)), sum_columns, &work);
  } else if (length > 2 * LONG_PIECE) {
    for (int line = 0; line < outer; line++) out[line] = sum_long_line(x + line * length, length);
  } else {
    parallel(outer, lines_of(length), sum_lines, &work);
  }
}

/** The larger (smaller) of each lane; NaN wins. */
INLINE floats better(floats best, floats x, _Bool smallest) {
  return select((smallest ? x < best : x > best) | (x != x), x, best);
}

INLINE float extreme_of(const float *x, int length, _Bool smallest) {
  const float worst = smallest ? INFINITE : -INFINITE;
  floats bests[4] = {splat(worst), splat(worst), splat(worst), splat(worst)};
  FOR_VECTORS(i, length, { bests[part] = better(bests[part], load_some(x + i, some, worst), smallest); });
  const floats lanes = better(better(bests[0], bests[1], smallest), better(bests[2], bests[3], smallest), smallest);
  float best = lanes[0];
  for (int lane = 1; lane < WIDTH; lane++)
    if ((smallest ? lanes[lane] < best : lanes[lane] > best) || lanes[lane] != lanes[lane]) best = lanes[lane];
  return best;
}

static void extreme_lines(int first, int last, void *context) {
  const struct reduce_work *work = context;
  for (int line = first; line < last; line++) {
    const float *x = work->x + line * work->length;
    work->out[line] = work->smallest ? extreme_of(x, work->length, 1) : extreme_of(x, work->length, 0);
  }
}

INLINE void extreme_stripe(const float *x, float *out, int length, int inner, int width, int vectors, _Bool whole,
                           _Bool smallest) {
  floats best[4];
  for (int v = 0; v < vectors; v++) best[v] = splat(smallest ? INFINITE : -INFINITE);
  for (int row = 0; row < length; row++, x += inner)
    for (int v = 0; v < vectors; v++)
      best[v] = better(best[v], load_some(x + v * WIDTH, whole ? WIDTH : width - v * WIDTH, 0.0f), smallest);
  for (int v = 0; v < vectors; v++) store_some(out + v * WIDTH, best[v], whole ? WIDTH : width - v * WIDTH);
}

static void extreme_columns(int first, int last, void *context) {
  const struct reduce_work *work = context;
  const int length = work->length, inner = work->inner, blocks = (inner + COLUMNS - 1) / COLUMNS;
  for (int block = first; block < last; block++) {
    const int left = block % blocks * COLUMNS, width = smaller(COLUMNS, inner - left);
    const float *x = work->x + block / blocks * length * inner + left;
    float *out = work->out + block / blocks * inner + left;
    int j = 0;
    for (; j + 4 * WIDTH <= width; j += 4 * WIDTH)
      extreme_stripe(x + j, out + j, length, inner, 4 * WIDTH, 4, 1, work->smallest);
    for (; j < width; j += WIDTH) extreme_stripe(x + j, out + j, length, inner, width - j, 1, 0, work->smallest);
  }
}

static void reduce_extreme(struct reduce_work work, int outer) {
  if (work.inner == 1) parallel(outer, lines_of(work.length), extreme_lines, &work);
  else
    parallel(outer * ((work.inner + COLUMNS - 1) / COLUMNS), lines_of(work.length * smaller(COLUMNS, work.inner)),
             extreme_columns, &work);
}

/** `out[o, i] = max over l of x[o, l, i]`, NaN if one of them is. */
KERNEL_FUNCTION void reduce_max(const float *x, float *out, int outer, int length, int inner) {
  reduce_extreme((struct reduce_work){.x = x, .out = out, .length = length, .inner = inner}, outer);
}
KERNEL_FUNCTION void reduce_min(const float *x, float *out, int outer, int length, int inner) {
  reduce_extreme((struct reduce_work){.x = x, .out = out, .length = length, .inner = inner, .smallest = 1}, outer);
}

struct place_work {
  const float *x;
  int *out;
  int length, inner;
  _Bool smallest;
};

/** The extreme first, then where it first occurs: two simple passes, the second over memory that is at hand. */
static void place_lines(int first, int last, void *context) {
  const struct place_work *work = context;
  for (int line = first; line < last; line++) {
    const float *x = work->x + line * work->length;
    const float best = work->smallest ? extreme_of(x, work->length, 1) : extreme_of(x, work->length, 0);
    int i = 0;
    for (; i + WIDTH <= work->length; i += WIDTH) {
      const floats v = load(x + i);
      if (__builtin_reduce_or((v == best) | (v != v))) break;
    }
    while (i < work->length - 1 && x[i] != best && x[i] == x[i]) i++;
    work->out[line] = i;
  }
}

static void place_columns(int first, int last, void *context) {
  const struct place_work *work = context;
  const int inner = work->inner, blocks = (inner + COLUMNS - 1) / COLUMNS;
  for (int block = first; block < last; block++) {
    const int left = block % blocks * COLUMNS, width = smaller(COLUMNS, inner - left);
    const float *x = work->x + block / blocks * work->length * inner + left;
    int *out = work->out + block / blocks * inner + left;
    FOR_VECTORS(j, width, {
      floats best = load_some(x + j, some, 0.0f);
      ints place = 0;
      for (int row = 1; row < work->length; row++) {
        const floats v = load_some(x + row * inner + j, some, 0.0f);
        // A first NaN stays: nothing compares as better than it, and another NaN comes too late.
        const ints wins = (best == best) & ((work->smallest ? v < best : v > best) | (v != v));
        best = select(wins, v, best);
        place = wins ? splat_int(row) : place;
      }
      for (int lane = 0; lane < some; lane++) out[j + lane] = place[lane];
    });
  }
}

static void reduce_place(struct place_work work, int outer) {
  if (work.inner == 1) parallel(outer, lines_of(work.length), place_lines, &work);
  else
    parallel(outer * ((work.inner + COLUMNS - 1) / COLUMNS), lines_of(work.length * smaller(COLUMNS, work.inner)),
             place_columns, &work);
}

/** Where along `l` the largest element stands: the first of several, and the first NaN before all. */
KERNEL_FUNCTION void arg_max(const float *x, int *out, int outer, int length, int inner) {
  reduce_place((struct place_work){.x = x, .out = out, .length = length, .inner = inner}, outer);
}
KERNEL_FUNCTION void arg_min(const float *x, int *out, int outer, int length, int inner) {
  reduce_place((struct place_work){.x = x, .out = out, .length = length, .inner = inner, .smallest = 1}, outer);
}
