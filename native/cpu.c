#include "cpu.h"

#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>

/** Bits of the extended control register: which registers the operating system saves when it changes threads. */
enum { VECTORS_256 = 0x06, VECTORS_512 = 0xe6 };

static unsigned saved_registers(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

enum level { BASELINE, AVX2, AVX512 };

/** The levels are x86-64-v3 and -v4: the flags with which kernels.c is compiled let the compiler use all of it. */
static enum level processor_level(void) {
  unsigned a, b, c, d, features, extended;
  if (!__get_cpuid(1, &a, &b, &features, &d)) return BASELINE;
  const unsigned first = bit_FMA | bit_MOVBE | bit_OSXSAVE | bit_AVX | bit_F16C;
  if ((features & first) != first || (saved_registers() & VECTORS_256) != VECTORS_256) return BASELINE;
  if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(c & bit_LZCNT)) return BASELINE;
  if (!__get_cpuid_count(7, 0, &a, &extended, &c, &d)) return BASELINE;
  const unsigned second = bit_BMI | bit_AVX2 | bit_BMI2;
  if ((extended & second) != second) return BASELINE;
  const unsigned third = bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | bit_AVX512VL;
  return (extended & third) == third && (saved_registers() & VECTORS_512) == VECTORS_512 ? AVX512 : AVX2;
}

struct instruction_set choose_instructions(const char *cap) {
  const enum level level = processor_level();
  const enum level most = !strcmp(cap, "baseline") ? BASELINE : !strcmp(cap, "avx2") ? AVX2 : AVX512;
  switch (level < most ? level : most) {
    case AVX512: return (struct instruction_set){"avx512", kernels_avx512};
    case AVX2: return (struct instruction_set){"avx2", kernels_avx2};
    default: return (struct instruction_set){"baseline", kernels_baseline};
  }
}
#else
/** NEON is part of every 64-bit ARM. */
struct instruction_set choose_instructions(const char *cap) {
  (void)cap;
  return (struct instruction_set){"baseline", kernels_baseline};
}
#endif
