// The matrix product `out = a b + bias`, [m, k] x [k, n]. Three ideas make it as fast as the processor can multiply:
//
// - A tile of `out` stays in registers while `k` is walked: each element that is fetched is used for a whole row or column of the tile.
// - What the walk reads is first copied into narrow panels, in exactly the order of reading ("packing"). Any strides are as good as
//   others then. Where copying costs more than it saves, the walk reads the factors where they lie.
// - `k` is cut into stretches whose panels stay in the cache. Stretches are added up in order, so that results never vary.
//
// Source: Goto, van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
#include "parallel.h"
#include "vector.h"

/** The tile: rows, and vectors in a row. Together they must leave registers for one row of `b` and one element of `a`. */
#if WIDTH == 16
enum { TILE_ROWS = 14 };
#elif WIDTH == 8
enum { TILE_ROWS = 6 };
#elif defined(__aarch64__)
enum { TILE_ROWS = 12 };
#else
enum { TILE_ROWS = 4 };
#endif
enum { TILE_COLUMNS = 2 * WIDTH };
#ifdef __wasm__
// A loop costs something a turn. Without a reason to look at the end before every step, engines would fetch for all four before they
// multiply: too much for the registers.
#define UNROLL 4
#define KEEP_ORDER(end) __asm__ volatile("" : "+r"(end))
#else
#define UNROLL 1
#define KEEP_ORDER(end)
#endif
/** The longest stretch of `k`, and the most columns of `b` that are packed at once. */
enum { DEPTH = 256, MOST_COLUMNS = 512 };
/** A piece of work for one thread: at least so many rows and columns, if there are, and so many multiplications. */
enum { LEAST_SIDE = 64, LEAST_WORK = 2000000 };
#ifdef __wasm__
enum { MOST_PIECES = 1 };
#else
enum { MOST_PIECES = 16 };
#endif
/** Floats of room that a thread needs: the panels of `b`, and one of `a`. */
enum { ROOM = DEPTH * (MOST_COLUMNS + TILE_COLUMNS) + DEPTH * TILE_ROWS + WIDTH };

/** One factor as the inner loops see it: `line` is a row of `a` or a column of `b`, `k` goes along it. */
struct factor {
  const float *x;
  int line_step, k_step;
};

/** The factor from another element on. */
static struct factor moved(struct factor f, int lines, int k) {
  f.x += (long long)lines * f.line_step + (long long)k * f.k_step;
  return f;
}

struct product {
  struct factor a, b;
  const float *bias;
  int bias_step;
  float *out;
  int m, n, k;
  const int *starts;
  /** Which of the two starts of an item is that of `a`. */
  int a_start;
  float *workspace;
  int piece_rows, piece_columns, pieces_down, pieces_across;
};

/** One tile of `out`; `start` are the values that the sums begin with, or null to go on with what `out` holds. */
struct tile {
  const float *a, *b;
  int depth;
  const float *start;
  float *out;
  int out_step, columns;
};

/** `rows` and `vectors` are constants wherever this is called: the loops over them unroll, and `c` lies in registers. */
INLINE void multiply_tile(const unsigned rows, const unsigned vectors, const struct tile *t) {
  floats c[TILE_ROWS][2];
  const int last = t->columns - (int)(vectors - 1) * WIDTH;
  float *out = t->out;
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < rows; i++, out += t->out_step)
    for (unsigned v = 0; v < vectors; v++)
      c[i][v] = t->start          ? load(t->start + v * WIDTH)
                : v < vectors - 1 ? load(out + v * WIDTH)
                                  : load_some(out + v * WIDTH, last, 0);
  const float *a = t->a, *b = t->b;
  int depth = t->depth;
#pragma clang loop unroll_count(UNROLL)
  for (int p = 0; p < depth; p++, a += rows, b += vectors * WIDTH) {
    floats row[2];
    for (unsigned v = 0; v < vectors; v++) row[v] = load(b + v * WIDTH);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < rows; i++) {
      floats x = splat(a[i]);
      for (unsigned v = 0; v < vectors; v++) c[i][v] += x * row[v];
    }
    KEEP_ORDER(depth);
  }
  out = t->out;
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < rows; i++, out += t->out_step)
    for (unsigned v = 0; v < vectors; v++)
      if (v < vectors - 1 || last >= WIDTH) store(out + v * WIDTH, c[i][v]);
      else store_some(out + v * WIDTH, c[i][v], last);
}

#define HEIGHT(rows)                                                                                                  \
  case rows:                                                                                                          \
    if (rows <= TILE_ROWS) multiply_tile(rows, vectors, t);                                                           \
    break;

/** The tile with its number of rows made a constant. */
INLINE void multiply_rows(int rows, const unsigned vectors, const struct tile *t) {
  switch (rows) {
    HEIGHT(1)
    HEIGHT(2)
    HEIGHT(3)
    HEIGHT(4)
    HEIGHT(5)
    HEIGHT(6)
    HEIGHT(7)
    HEIGHT(8)
    HEIGHT(9)
    HEIGHT(10)
    HEIGHT(11)
    HEIGHT(12)
    HEIGHT(13)
    HEIGHT(14)
  }
}

static void wide_tile(int rows, const struct tile *t) { multiply_rows(rows, 2, t); }
static void narrow_tile(int rows, const struct tile *t) { multiply_rows(rows, 1, t); }

#if WIDTH == 16
#define ZIP_LOW(x, y)                                                                                                 \
  __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(x, y)                                                                                                \
  __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif WIDTH == 8
#define ZIP_LOW(x, y) __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(x, y) __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define ZIP_LOW(x, y) __builtin_shufflevector(x, y, 0, 4, 1, 5)
#define ZIP_HIGH(x, y) __builtin_shufflevector(x, y, 2, 6, 3, 7)
#endif

/** Transposes a square of WIDTH vectors: to zip the upper with the lower half, as cards are shuffled, log2(WIDTH) times. */
INLINE void transpose(floats square[WIDTH]) {
  for (int width = WIDTH; width > 1; width /= 2) {
    floats zipped[WIDTH];
    for (int i = 0; i < WIDTH / 2; i++) {
      zipped[2 * i] = ZIP_LOW(square[i], square[i + WIDTH / 2]);
      zipped[2 * i + 1] = ZIP_HIGH(square[i], square[i + WIDTH / 2]);
    }
    for (int i = 0; i < WIDTH; i++) square[i] = zipped[i];
  }
}

/** Lines whose elements along `k` lie side by side, WIDTH by WIDTH. */
static void pack_transposed(struct factor f, int lines, int depth, int width, float *out) {
  // A whole vector may be stored where the next one overwrites what is too much: room is left for the last.
  const int whole = width <= WIDTH || width % WIDTH == 0;
  for (int line = 0; line < lines; line += WIDTH) {
    const int last = lines - line - 1;
    for (int p = 0; p < depth; p += WIDTH) {
      floats square[WIDTH];
      const int steps = depth - p;
#pragma clang loop unroll(full)
      for (int i = 0; i < WIDTH; i++) {
        const float *from = f.x + (long long)(line + (i < last ? i : last)) * f.line_step + p;
        square[i] = steps >= WIDTH ? load(from) : load_some(from, steps, 0);
      }
      transpose(square);
      float *to = out + p * width + line;
#pragma clang loop unroll(full)
      for (int i = 0; i < WIDTH; i++, to += width)
        if (i < steps) {
          if (whole) store(to, square[i]);
          else store_some(to, square[i], width - line);
        }
    }
  }
}

/** Lines that lie side by side: whole vectors of them at a time. */
static void pack_side_by_side(struct factor f, int lines, int depth, int width, float *out) {
  for (int line = 0; line < lines; line += WIDTH) {
    const int count = lines - line;
    const float *from = f.x + line;
    float *to = out + line;
    if (count >= WIDTH)
      for (int p = 0; p < depth; p++, from += f.k_step, to += width) store(to, load(from));
    else
      for (int p = 0; p < depth; p++, from += f.k_step, to += width) store_some(to, load_some(from, count, 0), count);
  }
}

/** One panel: `out[p * width + line]`. Lines beyond the last hold any numbers: what they are multiplied to is not kept. */
static void pack(struct factor f, int lines, int depth, int width, float *out) {
  if (f.line_step == 1) return pack_side_by_side(f, lines, depth, width, out);
  if (f.k_step == 1 && depth >= WIDTH / 2) return pack_transposed(f, lines, depth, width, out);
  for (int line = 0; line < lines; line++) {
    const float *from = moved(f, line, 0).x;
    float *to = out + line;
    for (int p = 0; p < depth; p++, from += f.k_step, to += width) *to = *from;
  }
}

/** Columns of the panel that begins at `column`: a tile's, or half as many where no more are left. */
static int panel_width(int column, int columns) { return columns - column > WIDTH ? TILE_COLUMNS : WIDTH; }

struct rectangle {
  int top, left, rows, columns;
};

static void fill_start(const struct product *q, int column, int count, float *start) {
  for (int j = 0; j < TILE_COLUMNS; j++) start[j] = q->bias && j < count ? q->bias[(column + j) * q->bias_step] : 0;
}

/** A rectangle of `out`, at most MOST_COLUMNS wide, by one thread. */
static void multiply_rectangle(const struct product *q, struct factor a, struct factor b, float *out, struct rectangle r,
                               float *room) {
  float *b_room = room, *a_room = room + DEPTH * (MOST_COLUMNS + TILE_COLUMNS);
  const int tiles = (r.rows + TILE_ROWS - 1) / TILE_ROWS;
  int from = 0;
  do {
    const int depth = q->k - from < DEPTH ? q->k - from : DEPTH;
    for (int j = 0; j < r.columns; j += TILE_COLUMNS) {
      int width = panel_width(j, r.columns), count = r.columns - j < width ? r.columns - j : width;
      pack(moved(b, r.left + j, from), count, depth, width, b_room + j * depth);
    }
    for (int i = 0; i < tiles; i++) {
      // All tiles are of nearly the same height, so that none is wasted on a few last rows.
      int top = r.rows * i / tiles, rows = r.rows * (i + 1) / tiles - top;
      pack(moved(a, r.top + top, from), rows, depth, rows, a_room);
      for (int j = 0; j < r.columns; j += TILE_COLUMNS) {
        float start[TILE_COLUMNS];
        int width = panel_width(j, r.columns), count = r.columns - j < width ? r.columns - j : width;
        if (from == 0) fill_start(q, r.left + j, count, start);
        struct tile t = {.a = a_room,
                         .b = b_room + j * depth,
                         .depth = depth,
                         .start = from == 0 ? start : 0,
                         .out = out + (long long)(r.top + top) * q->n + r.left + j,
                         .out_step = q->n,
                         .columns = count};
        (width == WIDTH ? narrow_tile : wide_tile)(rows, &t);
      }
    }
    from += depth;
  } while (from < q->k);
}

/** `x y_j` for one row `x` and lines `y_j`, all of which lie along `k`: WIDTH sums at a time, each spread over the lanes of a vector. */
static void multiply_row_by_lines(const struct product *q, const float *x, struct factor b, int left, int right, float *out) {
  for (int j = left; j < right; j += WIDTH) {
    const int last = right - j - 1;
    floats sums[WIDTH];
    const float *lines[WIDTH];
    for (int i = 0; i < WIDTH; i++) sums[i] = splat(0), lines[i] = moved(b, j + (i < last ? i : last), 0).x;
    int p = 0;
    for (; p + WIDTH <= q->k; p += WIDTH)
      for (int i = 0; i < WIDTH; i++) sums[i] += load(x + p) * load(lines[i] + p);
    if (p < q->k)
      for (int i = 0; i < WIDTH; i++) sums[i] += load_some(x + p, q->k - p, 0) * load_some(lines[i] + p, q->k - p, 0);
    transpose(sums);
    for (int half = WIDTH / 2; half > 0; half /= 2)
      for (int i = 0; i < half; i++) sums[i] += sums[i + half];
    float start[TILE_COLUMNS];
    fill_start(q, j, last + 1, start);
    store_some(out + j, sums[0] + load(start), last + 1);
  }
}

/** The same where it is the columns that lie side by side. */
static void multiply_row_by_columns(const struct product *q, struct factor a, struct factor b, int left, int right,
                                    float *out) {
  for (int j = left; j < right; j += TILE_COLUMNS) {
    const int count = right - j;
    float start[TILE_COLUMNS];
    fill_start(q, j, count, start);
    floats low = load(start), high = load(start + WIDTH);
    const float *x = a.x, *row = b.x + j;
    if (count >= TILE_COLUMNS) {
      for (int p = 0; p < q->k; p++, x += a.k_step, row += b.k_step)
        low += splat(*x) * load(row), high += splat(*x) * load(row + WIDTH);
    } else {
      for (int p = 0; p < q->k; p++, x += a.k_step, row += b.k_step)
        low += splat(*x) * load_some(row, count, 0), high += splat(*x) * load_some(row + WIDTH, count - WIDTH, 0);
    }
    store_some(out + j, low, count);
    if (count > WIDTH) store_some(out + j + WIDTH, high, count - WIDTH);
  }
}

/** Pieces are rectangles, numbered along the rows, one matrix of the batch after the other. */
static void multiply_pieces(int first, int last, void *context) {
  const struct product *q = context;
  float *room = q->workspace + (long long)thread_number() * ROOM;
  for (int piece = first; piece < last; piece++) {
    int across = piece % q->pieces_across, down = piece / q->pieces_across % q->pieces_down;
    int item = piece / q->pieces_across / q->pieces_down;
    struct factor a = q->a, b = q->b;
    float *out = q->out + (long long)item * q->m * q->n;
    if (q->starts) a.x += q->starts[2 * item + q->a_start], b.x += q->starts[2 * item + 1 - q->a_start];
    struct rectangle r = {down * q->piece_rows, across * q->piece_columns, q->piece_rows, q->piece_columns};
    if (r.rows > q->m - r.top) r.rows = q->m - r.top;
    if (r.columns > q->n - r.left) r.columns = q->n - r.left;
    const int right = r.left + r.columns;
    if (q->m == 1 && a.k_step == 1 && b.k_step == 1) multiply_row_by_lines(q, a.x, b, r.left, right, out);
    else if (q->m == 1 && b.line_step == 1) multiply_row_by_columns(q, a, b, r.left, right, out);
    else multiply_rectangle(q, a, b, out, r, room);
  }
}

static int rounded_up(int x, int to) { return (x + to - 1) / to * to; }

/** Halves the longer side as long as the pieces are still worth a thread of their own. The shape alone decides. */
static void choose_pieces(struct product *q) {
  double work = (double)q->m * q->n * q->k;
  int rows = q->m, columns = q->n;
  for (int pieces = 1; pieces < MOST_PIECES && work / pieces >= 2 * LEAST_WORK; pieces *= 2) {
    if (columns >= rows && columns >= 2 * LEAST_SIDE) columns = (columns + 1) / 2;
    else if (rows >= 2 * LEAST_SIDE) rows = (rows + 1) / 2;
    else if (columns >= 2 * LEAST_SIDE) columns = (columns + 1) / 2;
    else break;
  }
  columns = rounded_up(columns, TILE_COLUMNS);
  q->piece_rows = rows;
  q->piece_columns = columns < MOST_COLUMNS ? columns : MOST_COLUMNS;
  q->pieces_down = (q->m + rows - 1) / rows;
  q->pieces_across = (q->n + q->piece_columns - 1) / q->piece_columns;
}

/**
 * `a[i, p]` lies at `i * a_row + p * a_column`, `b[p, j]` at `p * b_row + j * b_column`; `out` is in rows. `bias` holds `n` numbers, or is
 * null. For a batch, `starts` holds two numbers an item: where its `a` and its `b` begin, in elements.
 */
KERNEL_FUNCTION void matmul(const float *a, int a_row, int a_column, const float *b, int b_row, int b_column,
                            const float *bias, int bias_step, float *out, int m, int n, int k, int batch, const int *starts,
                            float *workspace) {
  if (m < 1 || n < 1) return;
  struct product q = {.a = {a, a_row, a_column},
                      .b = {b, b_column, b_row},
                      .bias = bias,
                      .bias_step = bias_step,
                      .out = out,
                      .m = m,
                      .n = n,
                      .k = k,
                      .starts = starts,
                      .workspace = workspace};
  if (n == 1) { // a column is the row of the transposed product
    struct factor swapped = q.a;
    q.a = q.b, q.b = swapped;
    q.m = 1, q.n = m, q.bias_step = 0;
    q.a_start = 1;
  }
  choose_pieces(&q);
  int pieces = q.pieces_down * q.pieces_across * batch;
  double work = (double)m * n * k * batch / pieces;
  parallel(pieces, work >= LEAST_WORK ? 1 : (int)(LEAST_WORK / (work + 1)) + 1, multiply_pieces, &q);
}

/** Bytes that `matmul` needs as its workspace, the same for all products. */
KERNEL_FUNCTION double matmul_workspace(int m, int n, int k) {
  (void)m, (void)n, (void)k;
  return (double)ROOM * sizeof(float) * thread_count();
}
