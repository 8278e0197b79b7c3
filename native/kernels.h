// The tables of kernels: one for each instruction set that the addon was compiled for.
#ifndef GRADBOOK_KERNELS_H
#define GRADBOOK_KERNELS_H
#include <stddef.h>

struct kernel {
  const char *name;
  /** Calls the kernel with arguments that all came as JavaScript's numbers. */
  double (*call)(const double *arguments);
  int arguments;
  int returns;
};

/** In the order of kernels.def, ended by an empty entry. */
#ifdef __x86_64__
extern const struct kernel kernels_avx512[], kernels_avx2[];
#endif
extern const struct kernel kernels_baseline[];

#endif
