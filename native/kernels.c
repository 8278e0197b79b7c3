// All kernels in one piece, compiled once for WebAssembly and once for every instruction set of the addon: an instruction set is
// this file compiled with its flags, its WIDTH and its name for the table at the end.
#include "elementwise.c"
#include "compare.c"
#include "copy.c"
#include "reduce.c"
#include "softmax.c"
#include "cross_entropy.c"
#include "normalize.c"
#include "gather.c"
#include "convolution.c"
#include "optimizer.c"
#include "random.c"
#include "matmul.c"
#include "peak.c"

#ifndef __wasm__
#include "kernels.h"

// JavaScript knows one type of number. `to_P(v)` and its like turn an argument into what the kernel takes.
#define to_P(v) (void *)(size_t)(v)
#define to_I(v) (int)(v)
#define to_F(v) (float)(v)
#define to_D(v) (v)
#define ARGUMENT(type, i) to_##type(v[i])

#define ARGUMENTS_1(a) ARGUMENT(a, 0)
#define ARGUMENTS_2(a, b) ARGUMENTS_1(a), ARGUMENT(b, 1)
#define ARGUMENTS_3(a, b, c) ARGUMENTS_2(a, b), ARGUMENT(c, 2)
#define ARGUMENTS_4(a, b, c, d) ARGUMENTS_3(a, b, c), ARGUMENT(d, 3)
#define ARGUMENTS_5(a, b, c, d, e) ARGUMENTS_4(a, b, c, d), ARGUMENT(e, 4)
#define ARGUMENTS_6(a, b, c, d, e, f) ARGUMENTS_5(a, b, c, d, e), ARGUMENT(f, 5)
#define ARGUMENTS_7(a, b, c, d, e, f, g) ARGUMENTS_6(a, b, c, d, e, f), ARGUMENT(g, 6)
#define ARGUMENTS_8(a, b, c, d, e, f, g, h) ARGUMENTS_7(a, b, c, d, e, f, g), ARGUMENT(h, 7)
#define ARGUMENTS_9(a, b, c, d, e, f, g, h, i) ARGUMENTS_8(a, b, c, d, e, f, g, h), ARGUMENT(i, 8)
#define ARGUMENTS_10(a, b, c, d, e, f, g, h, i, j) ARGUMENTS_9(a, b, c, d, e, f, g, h, i), ARGUMENT(j, 9)
#define ARGUMENTS_11(a, b, c, d, e, f, g, h, i, j, k) ARGUMENTS_10(a, b, c, d, e, f, g, h, i, j), ARGUMENT(k, 10)
#define ARGUMENTS_12(a, b, c, d, e, f, g, h, i, j, k, l) ARGUMENTS_11(a, b, c, d, e, f, g, h, i, j, k), ARGUMENT(l, 11)
#define ARGUMENTS_13(a, b, c, d, e, f, g, h, i, j, k, l, m) ARGUMENTS_12(a, b, c, d, e, f, g, h, i, j, k, l), ARGUMENT(m, 12)
#define ARGUMENTS_14(a, b, c, d, e, f, g, h, i, j, k, l, m, n) ARGUMENTS_13(a, b, c, d, e, f, g, h, i, j, k, l, m), ARGUMENT(n, 13)
#define ARGUMENTS_15(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o) ARGUMENTS_14(a, b, c, d, e, f, g, h, i, j, k, l, m, n), ARGUMENT(o, 14)
#define ARGUMENTS_16(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) ARGUMENTS_15(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o), ARGUMENT(p, 15)
#define PICK(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, chosen, ...) chosen
#define COUNT(...) PICK(__VA_ARGS__, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
#define JOIN(a, b) a##b
#define ARGUMENTS_OF(count) JOIN(ARGUMENTS_, count)
#define ARGUMENTS(...) ARGUMENTS_OF(COUNT(__VA_ARGS__))(__VA_ARGS__)

#define KERNEL(name, ...)                                                                                             \
  static double call_##name(const double *v) {                                                                        \
    name(ARGUMENTS(__VA_ARGS__));                                                                                     \
    return 0;                                                                                                         \
  }
#define QUERY(name, ...)                                                                                              \
  static double call_##name(const double *v) { return name(ARGUMENTS(__VA_ARGS__)); }
#include "kernels.def"
#undef KERNEL
#undef QUERY

#define KERNEL(name, ...) {#name, call_##name, COUNT(__VA_ARGS__), 0},
#define QUERY(name, ...) {#name, call_##name, COUNT(__VA_ARGS__), 1},
const struct kernel TABLE[] = {
#include "kernels.def"
    {0, 0, 0, 0}};
#endif
