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
#pragma clang loop unroll(full)
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

#endif
