// The matrix product `out = a b + bias`, [m, k] x [k, n]. Three ideas make it as fast as the processor can multiply:
//
// - A tile of `out` stays in registers while `k` is walked: each element that is fetched is used for a whole row or column of the tile.
// - What the walk reads is first copied into narrow panels, in exactly the order of reading ("packing"). Any strides are as good as
//   others then. Where copying costs more than it saves, the walk reads the factors where they lie.
// - `k` is cut into stretches whose panels stay in the cache. Stretches are added up in order, so that results never vary.
//
// Source: Goto, van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008.
#include "parallel.h"
#include "tile.h"

/** The longest stretch of `k`, and the most columns of `b` and tiles of rows of `a` that are packed at once. */
enum { DEPTH = 256, MOST_COLUMNS = 512, MOST_TILES = 8 };
/** Up to so many rows that meet a column, or columns that meet a row, copying it first costs more than it saves. */
enum { FEW_ROWS = 2 * UNPACKED_ROWS, FEW_COLUMNS = WIDTH < 8 ? 2 * TILE_COLUMNS : TILE_COLUMNS };
/** Steps of `k` that are copied together where lines lie side by side. */
enum { STEPS_TOGETHER = 8 };
/** A piece of work for one thread: at least so many rows and columns, if there are, and so many multiplications. */
enum { LEAST_SIDE = 64, LEAST_WORK = 2000000 };
#ifdef __wasm__
enum { MOST_PIECES = 1 };
#else
enum { MOST_PIECES = 16 };
#endif
/** Room that a thread needs: some panels of `b` and of `a`, and what the sums begin with. A vector may be stored at their ends. */
struct room {
  float b[(DEPTH * TILE_COLUMNS + WIDTH) * (MOST_COLUMNS / TILE_COLUMNS)], a[(DEPTH * TILE_ROWS + WIDTH) * MOST_TILES],
      start[MOST_COLUMNS + WIDTH];
};

struct product {
  struct factor a, b;
  const float *bias;
  int bias_step;
  float *out;
  int m, n, k;
  const int *starts;
  /** Which of the two starts of an item is that of `a`. */
  int a_start;
  struct room *workspace;
  int piece_rows, piece_columns, pieces_down, pieces_across;
};

struct rectangle {
  int top, left, rows, columns;
};

/** What the sums of `columns` begin with, in whole vectors: the bias or zeros. */
static void fill_start(const struct product *q, int column, int columns, float *start) {
  for (int j = 0; j < columns; j += WIDTH) store(start + j, splat(0));
  for (int j = 0; q->bias && j < columns; j++) start[j] = q->bias[(column + j) * q->bias_step];
}

/** The same for the next vector of columns. */
static floats start_of(const struct product *q, int column, int columns) {
  if (!q->bias || columns < 1) return splat(0);
  float start[WIDTH];
  fill_start(q, column, columns < WIDTH ? columns : WIDTH, start);
  return load(start);
}

/** The first row of a tile. All are of nearly the same height, so that none is wasted on a few last rows. */
static int top_of(int tile, int tiles, int rows) { return (int)((long long)rows * tile / tiles); }

/** How a rectangle is cut into panels: as many as can be of a tile's width, and a last one that has fewer columns, perhaps none. */
struct panels {
  int whole, last_columns, last_width;
};

static struct panels panels_of(int columns) {
  const int rest = columns % TILE_COLUMNS;
  return (struct panels){columns / TILE_COLUMNS, rest, rest > WIDTH ? TILE_COLUMNS : WIDTH};
}

/** Where a panel begins that comes after `panels` others of together `lines` lines. A vector may be stored at the end of each. */
static int panel_start(int panels, int lines, int depth) { return lines * depth + panels * WIDTH; }

/**
 * Panels `first` to `end` of the `panels` that `lines` are cut into. Lines that lie side by side are copied a few steps of `k` at a
 * time, for all panels: the memory beside what one panel needs is what the next one needs, and it is still in the cache.
 */
static void pack_panels(struct factor f, int first, int end, int panels, int lines, int depth, float *out) {
  const int steps = f.line_step == 1 ? STEPS_TOGETHER : depth, top = top_of(first, panels, lines);
  for (int p = 0; p < depth; p += steps)
    for (int i = first; i < end; i++) {
      const int line = top_of(i, panels, lines) - top, width = top_of(i + 1, panels, lines) - top - line;
      const int rest = depth - p;
      pack(moved(f, line, p), width, steps < rest ? steps : rest, width, out + panel_start(i - first, line, depth) + p * width);
    }
}

/** A rectangle of `out`, at most MOST_COLUMNS wide, by one thread. */
static void multiply_rectangle(const struct product *q, struct factor a, struct factor b, float *out, struct rectangle r,
                               struct room *room) {
  // Copying pays where what is copied is used often: rows of `a` meet all columns, columns of `b` all rows.
  const int pack_a = r.columns > FEW_COLUMNS, pack_b = b.line_step != 1 || r.rows > FEW_ROWS;
  const int height = pack_a && pack_b ? TILE_ROWS : UNPACKED_ROWS;
  const int tiles = (r.rows + height - 1) / height;
  const struct panels panels = panels_of(r.columns);
  const int rest = panels.whole * TILE_COLUMNS;
  fill_start(q, r.left, r.columns, room->start);
  int from = 0;
  do {
    const int depth = q->k - from < DEPTH ? q->k - from : DEPTH;
    if (pack_b) pack_panels(moved(b, r.left, from), 0, panels.whole, panels.whole, rest, depth, room->b);
    float *last_panel = room->b + panel_start(panels.whole, rest, depth);
    if (panels.last_columns)
      pack(moved(b, r.left + rest, from), panels.last_columns, depth, panels.last_width, last_panel);
    for (int i = 0; i < tiles; i++) {
      const int top = top_of(i, tiles, r.rows), rows = top_of(i + 1, tiles, r.rows) - top;
      struct factor lines = moved(a, r.top + top, from);
      if (pack_a) {
        const int place = i % MOST_TILES, end = i + MOST_TILES < tiles ? i + MOST_TILES : tiles;
        if (place == 0) pack_panels(lines, i, end, tiles, r.rows, depth, room->a);
        lines = (struct factor){room->a + panel_start(place, top - top_of(i - place, tiles, r.rows), depth), 1, rows};
      }
      struct tiles t = {.a = lines,
                        .b = pack_b ? (struct factor){room->b, 1, TILE_COLUMNS} : moved(b, r.left, from),
                        .depth = depth,
                        .count = panels.whole,
                        .panel_step = pack_b ? panel_start(1, TILE_COLUMNS, depth) : TILE_COLUMNS,
                        .start = from == 0 ? room->start : 0,
                        .out = out + (long long)(r.top + top) * q->n + r.left,
                        .out_step = q->n,
                        .last_columns = TILE_COLUMNS};
      if (panels.whole) (pack_a && pack_b ? wide_packed_tiles : wide_unpacked_tiles)(rows, &t);
      if (!panels.last_columns) continue;
      t.b = (struct factor){last_panel, 1, panels.last_width};
      t.count = 1;
      t.start = from == 0 ? room->start + rest : 0;
      t.out += rest;
      t.last_columns = panels.last_columns;
      if (pack_a && pack_b) (panels.last_width == WIDTH ? narrow_packed_tiles : wide_packed_tiles)(rows, &t);
      else (panels.last_width == WIDTH ? narrow_unpacked_tiles : wide_unpacked_tiles)(rows, &t);
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
#pragma clang loop unroll(full)
    for (int i = 0; i < WIDTH; i++) sums[i] = splat(0), lines[i] = moved(b, j + (i < last ? i : last), 0).x;
    int p = 0;
    for (; p + WIDTH <= q->k; p += WIDTH)
#pragma clang loop unroll(full)
      for (int i = 0; i < WIDTH; i++) sums[i] += load(x + p) * load(lines[i] + p);
    if (p < q->k)
#pragma clang loop unroll(full)
      for (int i = 0; i < WIDTH; i++) sums[i] += load_some(x + p, q->k - p, 0) * load_some(lines[i] + p, q->k - p, 0);
    transpose(sums);
#pragma clang loop unroll(full)
    for (int half = WIDTH / 2; half > 0; half /= 2)
#pragma clang loop unroll(full)
      for (int i = 0; i < half; i++) sums[i] += sums[i + half];
    store_some(out + j, sums[0] + start_of(q, j, last + 1), last + 1);
  }
}

/** The same where it is the columns that lie side by side. */
static void multiply_row_by_columns(const struct product *q, struct factor a, struct factor b, int left, int right,
                                    float *out) {
  for (int j = left; j < right; j += TILE_COLUMNS) {
    const int count = right - j;
    floats low = start_of(q, j, count), high = start_of(q, j + WIDTH, count - WIDTH);
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
  struct room *room = q->workspace + thread_number();
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
  // Small pieces copy more for what they multiply: the first few threads are worth it, more of them only for more work.
  for (int pieces = 1; pieces < MOST_PIECES && work / pieces >= 2 * LEAST_WORK * (pieces < 4 ? 1 : 4); pieces *= 2) {
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
                            void *workspace) {
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
  return (double)sizeof(struct room) * thread_count();
}
