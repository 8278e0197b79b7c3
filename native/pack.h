// One factor of a matrix product as its inner loops see it, and the panels that it is copied into.
#ifndef GRADBOOK_PACK_H
#define GRADBOOK_PACK_H
#include "vector.h"

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

// For each lane: which lane of `a` followed by `b` comes there when every second stretch of `d` lanes of `a` is exchanged for the
// stretch before it of `b`.
#define STAYING_LANE(d, lane) ((lane) & (d) ? WIDTH + (lane) - (d) : (lane))
#define COMING_LANE(d, lane) ((lane) & (d) ? WIDTH + (lane) : (lane) + (d))
#define FOUR_LANES(f, d, i) f(d, i), f(d, i + 1), f(d, i + 2), f(d, i + 3)
#if WIDTH == 16
#define LANES(f, d) FOUR_LANES(f, d, 0), FOUR_LANES(f, d, 4), FOUR_LANES(f, d, 8), FOUR_LANES(f, d, 12)
#elif WIDTH == 8
#define LANES(f, d) FOUR_LANES(f, d, 0), FOUR_LANES(f, d, 4)
#else
#define LANES(f, d) FOUR_LANES(f, d, 0)
#endif
#define EXCHANGE(square, d)                                                                                           \
  _Pragma("clang loop unroll(full)") for (int i = 0; i < WIDTH; i++) {                                                \
    if (i & d) continue;                                                                                              \
    floats a = square[i], b = square[i + d];                                                                          \
    square[i] = __builtin_shufflevector(a, b, LANES(STAYING_LANE, d));                                                \
    square[i + d] = __builtin_shufflevector(a, b, LANES(COMING_LANE, d));                                             \
  }

/**
 * Transposes a square of WIDTH vectors, as a square of four blocks is transposed: the off-diagonal blocks change places; then the same
 * within each block.
 *
 * Source: Eklundh, A fast computer method for matrix transposing, 1972.
 */
INLINE void transpose(floats square[WIDTH]) {
#if WIDTH == 16
  EXCHANGE(square, 8)
#endif
#if WIDTH >= 8
  EXCHANGE(square, 4)
#endif
  EXCHANGE(square, 2)
  EXCHANGE(square, 1)
}

/** Whether a whole vector may be stored where fewer lanes are wanted: the next one overwrites the rest, and room is left for the last. */
INLINE int room_for_whole(int width) { return width <= WIDTH || width % WIDTH == 0; }

/** Lines whose elements along `k` lie side by side, WIDTH by WIDTH. */
static void pack_transposed(struct factor f, int lines, int depth, int width, float *out) {
  const int whole = room_for_whole(width);
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
    if (count < WIDTH && room_for_whole(width))
      for (int p = 0; p < depth; p++, from += f.k_step, to += width) store(to, load_some(from, count, 0));
    else if (count >= WIDTH)
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

#endif
