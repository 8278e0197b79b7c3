// The innermost loops of the matrix product: a tile of `out` that stays in registers while `k` is walked.
#ifndef GRADBOOK_TILE_H
#define GRADBOOK_TILE_H
#include "pack.h"

// Rows of a tile, two vectors wide. The sums must leave registers for one row of `b` and one element of `a`. Tiles whose
// factors were not packed also need registers for where their rows lie.
#if WIDTH == 16
enum { TILE_ROWS = 14, UNPACKED_ROWS = 8 };
#elif WIDTH == 8
enum { TILE_ROWS = 6, UNPACKED_ROWS = 6 };
#elif defined(__aarch64__)
enum { TILE_ROWS = 12, UNPACKED_ROWS = 8 };
#else
enum { TILE_ROWS = 4, UNPACKED_ROWS = 4 };
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

/** Tiles side by side: the same rows of `a` meet one panel of columns after the other. */
struct tiles {
  struct factor a, b;
  int depth;
  /** How many there are, and from one panel of `b` to the next. */
  int count, panel_step;
  /** What the sums of each column begin with, or null to go on with what `out` holds. */
  const float *start;
  float *out;
  int out_step;
  /** Columns of the last panel. */
  int last_columns;
};

/**
 * `rows` and `vectors` are constants wherever this is called: the loops over them unroll, and `c` lies in registers. The
 * steps are constants too where the factors were packed.
 */
INLINE void multiply_tile(const unsigned rows, const unsigned vectors, const unsigned a_line, const unsigned a_step,
                          const unsigned b_step, const struct tiles *t, const float *b, const float *start, float *out,
                          int columns) {
  floats c[TILE_ROWS][2];
  const int last = columns - (int)(vectors - 1) * WIDTH;
  float *to = out;
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < rows; i++, to += t->out_step)
    for (unsigned v = 0; v < vectors; v++)
      c[i][v] = start             ? load(start + v * WIDTH)
                : v < vectors - 1 ? load(to + v * WIDTH)
                                  : load_some(to + v * WIDTH, last, 0);
  const float *a = t->a.x;
  int depth = t->depth;
#pragma clang loop unroll_count(UNROLL)
  for (int p = 0; p < depth; p++, a += (int)a_step, b += (int)b_step) {
    floats row[2];
    for (unsigned v = 0; v < vectors; v++) row[v] = load(b + v * WIDTH);
#pragma clang loop unroll(full)
    for (unsigned i = 0; i < rows; i++) {
      floats x = splat(a[(int)(i * a_line)]);
      for (unsigned v = 0; v < vectors; v++) c[i][v] += x * row[v];
    }
    KEEP_ORDER(depth);
  }
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < rows; i++, out += t->out_step)
    for (unsigned v = 0; v < vectors; v++)
      if (v < vectors - 1 || last >= WIDTH) store(out + v * WIDTH, c[i][v]);
      else store_some(out + v * WIDTH, c[i][v], last);
}

INLINE void multiply_tiles(const unsigned rows, const unsigned vectors, const unsigned a_line, const unsigned a_step,
                           const unsigned b_step, const struct tiles *t) {
  const int width = (int)vectors * WIDTH;
  for (int i = 0; i < t->count; i++)
    multiply_tile(rows, vectors, a_line, a_step, b_step, t, t->b.x + (ptrdiff_t)i * t->panel_step,
                  t->start ? t->start + i * width : 0, t->out + i * width, i < t->count - 1 ? width : t->last_columns);
}

INLINE void packed_tiles(const unsigned rows, const unsigned vectors, const struct tiles *t) {
  multiply_tiles(rows, vectors, 1, rows, vectors * WIDTH, t);
}

INLINE void unpacked_tiles(const unsigned rows, const unsigned vectors, const struct tiles *t) {
  multiply_tiles(rows, vectors, (unsigned)t->a.line_step, (unsigned)t->a.k_step, (unsigned)t->b.k_step, t);
}

// The number of rows is made a constant.
#define HEIGHT(most, body, rows)                                                                                      \
  case rows:                                                                                                          \
    if (rows <= most) body(rows, vectors, t);                                                                         \
    break;
#define HEIGHTS(most, body)                                                                                           \
  HEIGHT(most, body, 1)                                                                                               \
  HEIGHT(most, body, 2)                                                                                               \
  HEIGHT(most, body, 3)                                                                                               \
  HEIGHT(most, body, 4)                                                                                               \
  HEIGHT(most, body, 5)                                                                                               \
  HEIGHT(most, body, 6)                                                                                               \
  HEIGHT(most, body, 7)                                                                                               \
  HEIGHT(most, body, 8)                                                                                               \
  HEIGHT(most, body, 9)                                                                                               \
  HEIGHT(most, body, 10)                                                                                              \
  HEIGHT(most, body, 11)                                                                                              \
  HEIGHT(most, body, 12)                                                                                              \
  HEIGHT(most, body, 13)                                                                                              \
  HEIGHT(most, body, 14)
#define TILE_FUNCTION(name, most, body, count)                                                                        \
  static void name(int rows, const struct tiles *t) {                                                                  \
    const unsigned vectors = count;                                                                                   \
    switch (rows) { HEIGHTS(most, body) }                                                                             \
  }
TILE_FUNCTION(wide_packed_tiles, TILE_ROWS, packed_tiles, 2)
TILE_FUNCTION(narrow_packed_tiles, TILE_ROWS, packed_tiles, 1)
TILE_FUNCTION(wide_unpacked_tiles, UNPACKED_ROWS, unpacked_tiles, 2)
TILE_FUNCTION(narrow_unpacked_tiles, UNPACKED_ROWS, unpacked_tiles, 1)

#endif
