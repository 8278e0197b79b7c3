// How element-wise kernels go through strided arrays. A walk is a list of whole numbers: the number of dimensions, their lengths, then
// for each strided operand its step along each dimension (in elements; 0 where it is stretched).
#ifndef GRADBOOK_WALK_H
#define GRADBOOK_WALK_H
#include "vector.h"

enum {
  MOST_DIMENSIONS = 16,
  MOST_OPERANDS = 3,
  /** Elements of an operand that are brought together on the stack when they do not lie side by side. */
  STAGED = 256,
  /** Rows of up to so many elements are staged together. */
  SHORT = 64,
  /** Elements in one piece of parallel work. */
  GRAIN = 16384,
};

/**
 * Does the statements for `i` = 0, WIDTH, 2 WIDTH ... below `count`: a vector at `i`, of which the first `some` lanes are in use: all but in
 * the last. In the main loop the compiler knows that, and load_some and store_some cost no more there than load and store. That
 * loop takes four vectors a turn, numbered by `part`: their results do not wait for each other (sums take one accumulator a part), and a turn
 * costs something in WebAssembly.
 */
#define FOR_VECTORS(i, count, ...)                                                                                    \
  do {                                                                                                                \
    int i = 0;                                                                                                        \
    while (i + 4 * WIDTH <= (count)) {                                                                                \
      _Pragma("clang loop unroll(full)") for (int part = 0; part < 4; part++, i += WIDTH) {                           \
        [[maybe_unused]] const int some = WIDTH;                                                                      \
        __VA_ARGS__                                                                                                   \
      }                                                                                                               \
    }                                                                                                                 \
    [[maybe_unused]] const int part = 0;                                                                              \
    for (; i + WIDTH <= (count); i += WIDTH) {                                                                        \
      [[maybe_unused]] const int some = WIDTH;                                                                        \
      __VA_ARGS__                                                                                                     \
    }                                                                                                                 \
    if (i < (count)) {                                                                                                \
      [[maybe_unused]] const int some = (count) - i;                                                                  \
      __VA_ARGS__                                                                                                     \
    }                                                                                                                 \
  } while (0)

INLINE int smaller(int a, int b) { return a < b ? a : b; }

INLINE int walk_size(const int *walk) {
  int size = 1;
  for (int d = 0; d < walk[0]; d++) size *= walk[1 + d];
  return size;
}

/** Distance of neighbours in a row, the last dimension, of an operand. */
INLINE int walk_step(const int *walk, int operand) {
  int ndim = walk[0];
  return ndim == 0 ? 1 : walk[1 + ndim + operand * ndim + ndim - 1];
}

/** A part of a row: where it starts in each operand and in the row-major order of all elements, and how many elements it has. */
struct row {
  int at[MOST_OPERANDS];
  int from;
  int count;
};

/** The place of a walker: its index in all dimensions but the last, and where that row starts in each operand. */
struct walker {
  const int *walk;
  int operands;
  int last;
  int index[MOST_DIMENSIONS];
  struct row row;
};

/** Stands on the element number `first`; the walk ends before the number `last`. */
INLINE void walk_start(struct walker *w, const int *walk, int operands, int first, int last) {
  int ndim = walk[0];
  const int *shape = walk + 1, *steps = shape + ndim;
  w->walk = walk, w->operands = operands, w->last = last;
  for (int o = 0; o < operands; o++) w->row.at[o] = 0;
  int rest = first;
  for (int d = ndim - 1; d >= 0; d--) {
    int i = rest % shape[d];
    rest /= shape[d];
    w->index[d] = i;
    for (int o = 0; o < operands; o++) w->row.at[o] += i * steps[o * ndim + d];
  }
  int left = ndim == 0 ? 1 : shape[ndim - 1] - w->index[ndim - 1];
  w->row.from = first;
  w->row.count = smaller(left, last - first);
}

/** Goes on to the next row; false at the end. */
INLINE _Bool walk_on(struct walker *w) {
  struct row *row = &w->row;
  row->from += row->count;
  if (row->from >= w->last) return 0;
  int ndim = w->walk[0], d = ndim - 1;
  const int *shape = w->walk + 1, *steps = shape + ndim;
  if (w->index[d] > 0) {
    for (int o = 0; o < w->operands; o++) row->at[o] -= w->index[d] * steps[o * ndim + d];
    w->index[d] = 0;
  }
  row->count = smaller(shape[d], w->last - row->from);
  for (d--; d >= 0; d--) {
    for (int o = 0; o < w->operands; o++) row->at[o] += steps[o * ndim + d];
    if (++w->index[d] < shape[d]) break;
    for (int o = 0; o < w->operands; o++) row->at[o] -= shape[d] * steps[o * ndim + d];
    w->index[d] = 0;
  }
  return 1;
}

/** `count` elements, `step` apart, brought side by side. */
INLINE void stage(const float *x, int step, int count, float *out) {
  if (step == 0) {
    for (int i = 0; i < count; i += WIDTH) store(out + i, splat(x[0]));
    return;
  }
  for (int i = 0; i < count; i++) out[i] = x[i * step];
}

#endif
