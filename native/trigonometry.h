// Sine and cosine, WIDTH numbers at a time, of angles of any size.
#ifndef GRADBOOK_TRIGONOMETRY_H
#define GRADBOOK_TRIGONOMETRY_H
#include "math.h"

/** An angle less `quarter` quarter turns: between -pi/4 and pi/4. */
struct turned {
  floats angle;
  ints quarter;
};

/**
 * The same for one huge angle, a multiple `m 2^e` of which is a whole number: of `2/pi` only those bits are multiplied that are neither
 * whole turns nor too small to matter.
 *
 * Source: Payne and Hanek, Radian Reduction for Trigonometric Functions, 1983.
 */
INLINE float turn_back_far(float x, int *quarter) {
  static const unsigned two_over_pi[] = {0,          0xa2f9836e, 0x4e441529, 0xfc2757d1,
                                         0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};
  unsigned bits = __builtin_bit_cast(unsigned, x) & 0x7fffffff;
  unsigned long long m = (bits & 0x7fffff) | 0x800000;
  // The first bit of the window weighs 2 quarter turns once it is multiplied by 2^e.
  int start = (int)(bits >> 23) - 150 + 30, word = start / 32, shift = start % 32;
  unsigned long long window[3];
  for (int i = 0; i < 3; i++) {
    unsigned long long pair = (unsigned long long)two_over_pi[word + i] << 32 | two_over_pi[word + i + 1];
    window[i] = (pair >> (32 - shift)) & 0xffffffff;
  }
  // Quarter turns, as a number of 64 bits with 62 behind the point.
  unsigned long long turns = (m * window[0] << 32) + m * window[1] + (m * window[2] >> 32);
  unsigned long long nearest = (turns + (1ull << 61)) >> 62;
  double rest = (double)(long long)(turns - (nearest << 62)) * (1.5707963267948966 / 4611686018427387904.0);
  *quarter = (int)nearest;
  if (x >= 0) return (float)rest;
  *quarter = -*quarter;
  return (float)-rest;
}

INLINE struct turned turned_back(floats x) {
  doubles wide = __builtin_convertvector(x, doubles);
  const doubles rounder = (doubles)6755399441055744.0;
  doubles shifted = wide * 0.63661977236758134 + rounder, whole = shifted - rounder;
  // pi/2 in two parts; the first has so few bits that its product with a whole number below 2^28 is exact.
  doubles rest = wide - whole * 1.57079631090164184570;
  rest = rest - whole * 1.58932547735281966916e-08;
  struct turned result = {__builtin_convertvector(rest, floats),
                          __builtin_convertvector(__builtin_bit_cast(longs, shifted), ints)};
  ints far = magnitude(x) > 2.0e8f;
  if (__builtin_reduce_or(far) == 0) return result;
  for (int lane = 0; lane < WIDTH; lane++) {
    if (!far[lane]) continue;
    int quarter = 0;
    float size = __builtin_fabsf(x[lane]);
    result.angle[lane] = size < INFINITE ? turn_back_far(x[lane], &quarter) : NOT_A_NUMBER;
    result.quarter[lane] = quarter;
  }
  return result;
}

/** Sine of `turned.angle + quarter` quarter turns, by the Taylor series of sine or cosine (with coefficients fitted to the interval). */
INLINE floats sine_of(floats r, ints quarter) {
  floats u = r * r;
  floats s = splat(-1.9501822e-4f);
  s = s * u + 8.3320164529568398e-3f;
  s = s * u + -0.16666650224237131f;
  s = s * u + 1.0f;
  floats c = splat(2.4372679e-5f);
  c = c * u + -1.3886529149e-3f;
  c = c * u + 4.1666613233518099e-2f;
  c = c * u + -0.5f;
  c = c * u + 1.0f;
  floats y = select((quarter & 1) == 0, r * s, c);
  return from_bits(bits_of(y) ^ ((quarter & 2) << 30));
}
INLINE floats sine(floats x) {
  struct turned t = turned_back(x);
  return sine_of(t.angle, t.quarter);
}
INLINE floats cosine(floats x) {
  struct turned t = turned_back(x);
  return sine_of(t.angle, t.quarter + 1);
}

#endif
