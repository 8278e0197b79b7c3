// Which instruction set the addon uses.
#ifndef GRADBOOK_CPU_H
#define GRADBOOK_CPU_H
#include "kernels.h"

struct instruction_set {
  const char *name;
  const struct kernel *kernels;
};

/** The best that this processor and its operating system support, but none better than the one called `cap`. */
struct instruction_set choose_instructions(const char *cap);

#endif
