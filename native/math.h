// Exponential and its kin, WIDTH numbers at a time, to the last bits of float32. NaN passes through every one of them, and
// -0 stays -0 wherever the function is odd. Multiplications and additions of one expression may be fused (FMA), nothing else is reordered.
#ifndef GRADBOOK_MATH_H
#define GRADBOOK_MATH_H
#include "vector.h"

#define INFINITE __builtin_inff()
#define NOT_A_NUMBER __builtin_nanf("")

typedef long long longs __attribute__((ext_vector_type(WIDTH), aligned(8), may_alias));

INLINE floats magnitude(floats x) { return from_bits(bits_of(x) & 0x7fffffff); }
/** `size`, which is not negative, with the sign of `x`. */
INLINE floats with_sign_of(floats size, floats x) { return from_bits(bits_of(size) | (bits_of(x) & ~0x7fffffff)); }
INLINE floats square_root(floats x) { return __builtin_elementwise_sqrt(x); }

/** `2^n` for whole `n` from -126 to 127, by writing the exponent's bits. */
INLINE floats power_of_two(ints n) { return from_bits((n + 127) << 23); }

/**
 * The nearest whole number, halves to the even one. Above 2^23 there are no fractions; below, adding 2^23 leaves no bits for one.
 * (The instruction for it is slow in WebAssembly.)
 */
INLINE floats nearest_whole(floats x) {
  floats size = magnitude(x), whole = (size + 8388608.0f) - 8388608.0f;
  return select(size < 8388608.0f, with_sign_of(whole, x), x);
}
INLINE floats floor_of(floats x) {
  floats near = nearest_whole(x);
  return select(near > x, near - 1.0f, near);
}
INLINE floats ceiling_of(floats x) {
  floats near = nearest_whole(x);
  return select(near < x, with_sign_of(magnitude(near + 1.0f), x), near);
}

/** `e^x = 2^n e^r`: see {@link split_power}. */
struct split_power {
  /** `e^r`, between `sqrt(1/2)` and `sqrt(2)`. */
  floats fraction;
  /** A number in whose last bits `n` stands, after what the caller had added to it. */
  floats shifted;
};

/**
 * Splits `x` (plus `rest`, what rounding lost of it) so that `n` is the whole number nearest to `x / ln 2`, and the rest `r` at most
 * `ln 2 / 2`, where a polynomial is exact enough. `ln 2` is subtracted in two parts, since one float32 would not be. Adding
 * `rounder` = 1.5 * 2^23 (and a whole number, which adds to `n`) leaves no bits for a fraction.
 *
 * Source of the polynomial: Moshier, Cephes Mathematical Library, expf, 1989.
 */
INLINE struct split_power split_power_of(floats x, floats rest, float rounder) {
  floats shifted = x * 1.44269504f + rounder;
  floats whole = shifted - rounder;
  floats r = x - whole * 0.693359375f;
  r = r - whole * -2.12194440e-4f + rest;
  floats p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return (struct split_power){p * (r * r) + r + 1.0f, shifted};
}

#define ROUNDER 12582912.0f
/** What `-0 + x` is to a compiler: nothing at all. */
#define NO_REST splat(-0.0f)

/** `e^x`. `2^n` is multiplied in two halves: either of them is an ordinary number, even where the result is a denormal or infinite. */
INLINE floats exponential(floats x) {
  x = select(x > 89.0f, splat(89.0f), x);
  x = select(x < -104.0f, splat(-104.0f), x);
  struct split_power power = split_power_of(x, NO_REST, ROUNDER);
  ints n = bits_of(power.shifted) - bits_of(splat(ROUNDER)), half = n >> 1;
  return power.fraction * power_of_two(half) * power_of_two(n - half);
}

/** `e^x - 1`: near 0, where that would cancel, as `x` times a series (that of e^x less its first term). */
INLINE floats exponential_less_one(floats x) {
  floats p = splat(1.9841270e-4f);
  p = p * x + 1.3888889e-3f;
  p = p * x + 8.3333333e-3f;
  p = p * x + 4.1666667e-2f;
  p = p * x + 1.6666667e-1f;
  p = p * x + 0.5f;
  return select(magnitude(x) < 0.34f, x * (p * x + 1.0f), exponential(x) - 1.0f);
}

/** `2^n` times the fraction, where that is an ordinary number: it only adds to the bits of the exponent. NaN must be seen to by the caller. */
INLINE floats joined(struct split_power power) {
  return from_bits(bits_of(power.fraction) + (bits_of(power.shifted) << 23));
}

/**
 * `e^x` for `x` up to 0, which takes less: 2^64 times as much is an ordinary number for all `x` down to -104; what is below gives 0.
 * `x - x` is 0, or NaN.
 */
INLINE floats exponential_below_one(floats x) {
  x = select(x < -104.0f, splat(-104.0f), x);
  return joined(split_power_of(x, NO_REST, ROUNDER + 64.0f)) * 0x1p-64f + (x - x);
}

/**
 * `ln x = e ln 2 + ln m`, with `m` between `sqrt(1/2)` and `sqrt(2)`.
 *
 * Source of the polynomial: Moshier, Cephes Mathematical Library, logf, 1989.
 */
INLINE floats logarithm(floats x) {
  ints small = x < 1.17549435e-38f;
  ints bits = bits_of(select(small, x * 8388608.0f, x)) - 0x3f3504f3;
  floats e = __builtin_convertvector((bits >> 23) - (small & 23), floats);
  floats f = from_bits((bits & 0x7fffff) + 0x3f3504f3) - 1.0f, square = f * f;
  floats p = splat(7.0376836292e-2f);
  p = p * f + -1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f + -1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f + -1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f + -2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  floats y = p * f * square;
  y = e * -2.12194440e-4f + y;
  y = f + (square * -0.5f + y);
  y = e * 0.693359375f + y;
  y = select(x > 0.0f, y, select(x == 0.0f, splat(-INFINITE), splat(NOT_A_NUMBER)));
  return select((x == INFINITE) | (x != x), x, y);
}

/** `ln(1 + x)`: the logarithm of the rounded sum, and what rounding took from it, which matters where `x` is small. */
INLINE floats logarithm_of_one_and(floats x) {
  floats sum = 1.0f + x;
  floats y = logarithm(sum) + (x - (sum - 1.0f)) / sum;
  return select(sum == 1.0f, x, select((sum > 0.0f) & (sum < INFINITE), y, logarithm(sum)));
}

/** The logarithm of one number above 0 in double precision, for what is summed up in it: `2 artanh((m - 1) / (m + 1))` as a series. */
INLINE double logarithm_of_sum(double x) {
  long long bits = __builtin_bit_cast(long long, x) - 0x3fe6a09e667f3bcdll;
  double m = __builtin_bit_cast(double, (bits & 0xfffffffffffffll) + 0x3fe6a09e667f3bcdll);
  double s = (m - 1) / (m + 1), u = s * s;
  double p = 0.16795132448737987;
  p = p * u + 0.18125838859539184;
  p = p * u + 0.2222330057690694;
  p = p * u + 0.28571418155861023;
  p = p * u + 0.40000000045872808;
  p = p * u + 0.66666666666597518;
  p = p * u + 2.0000000000000027;
  double y = s * p + (double)(bits >> 52) * 0.69314718055994531;
  return x > 0 && x < __builtin_inf() ? y : x == 0 ? -__builtin_inf() : x;
}

/** `1 / (1 + e^-x)` and `1 / (1 + e^x)`, which add up to 1. */
struct shares {
  floats own, other;
};

/** From `e = e^x` they are `e / (e + 1)` and `1 / (e + 1)`; 2^64 times all of it is an ordinary number down to where the first is 0. */
INLINE struct shares shares_of(floats x) {
  x = select(x > 40.0f, splat(40.0f), x);
  x = select(x < -104.0f, splat(-104.0f), x);
  floats e = joined(split_power_of(x, NO_REST, ROUNDER + 64.0f));
  floats share = 1.0f / ((e + 0x1p64f) + (x - x));
  return (struct shares){e * share, share * 0x1p64f};
}

/** `1 / (1 + e^-x)`. */
INLINE floats sigmoid(floats x) { return shares_of(x).own; }

/** `x sigmoid(x)`. */
INLINE floats silu(floats x) { return x * sigmoid(x); }

/** `s + x s (1 - s)` with `s = sigmoid(z)` and `rise` in place of `x`. Where that is infinity times 0, `z - z` makes it NaN. */
INLINE floats gated_slope(floats z, floats rise) {
  struct shares shares = shares_of(z);
  return shares.own + rise * (shares.own * shares.other) + (z - z);
}
INLINE floats silu_slope(floats x) { return gated_slope(x, x); }

/** `ln(1 + e^x) = max(x, 0) + ln(1 + e)` with `e = e^-|x|`; the logarithm is `2 artanh(e / (2 + e))` as a series. */
INLINE floats softplus(floats x) {
  floats e = exponential_below_one(-magnitude(x)), s = e / (2.0f + e), u = s * s;
  floats p = splat(0.2441306554f);
  p = p * u + 0.2139325135f;
  p = p * u + 0.2862072204f;
  p = p * u + 0.3999869091f;
  p = p * u + 0.6666667931f;
  p = p * u + 2.0f;
  return s * p + select(x > 0.0f, x, splat(0.0f));
}

/**
 * `(e - 1) / (e + 1)` with `e = e^2x`, which is 1 from 9 on; near 0, where that would cancel, a polynomial.
 *
 * Source of the polynomial: Moshier, Cephes Mathematical Library, tanhf, 1989.
 */
INLINE floats hyperbolic_tangent(floats x) {
  floats bounded = select(x > 10.0f, splat(10.0f), x);
  bounded = select(bounded < -10.0f, splat(-10.0f), bounded);
  floats e = joined(split_power_of(bounded + bounded, NO_REST, ROUNDER));
  floats far = (e - 1.0f) / (e + 1.0f);
  floats z = x * x;
  floats p = splat(-5.70498872745e-3f);
  p = p * z + 2.06390887954e-2f;
  p = p * z + -5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z + -3.33332819422e-1f;
  floats near = x * (p * z + 1.0f);
  // Where x is NaN, it is the near value that is.
  return select(z >= 0.390625f, far, near);
}

#define TWICE_ROOT_TWO_OVER_PI 1.59576912f

/** `x/2 (1 + tanh u)` with `u = sqrt(2/pi) (x + 0.044715 x^3)`, written as `x sigmoid(2u)`, which does not cancel. */
INLINE floats gelu_tanh(floats x) {
  return x * sigmoid(x * (x * x * (TWICE_ROOT_TWO_OVER_PI * 0.044715f) + TWICE_ROOT_TWO_OVER_PI));
}

/** With `s = sigmoid(2u)`: `s + x s (1 - s) (2u)'`. */
INLINE floats gelu_tanh_slope(floats x) {
  floats square = x * x;
  floats twice = x * (square * (TWICE_ROOT_TWO_OVER_PI * 0.044715f) + TWICE_ROOT_TWO_OVER_PI);
  return gated_slope(twice, x * (square * (3.0f * TWICE_ROOT_TWO_OVER_PI * 0.044715f) + TWICE_ROOT_TWO_OVER_PI));
}

/** `2^(b log2 a)`, in double precision, since an error of the exponent grows with it; the special cases as in C's `pow`. */
INLINE floats power(floats a, floats b) {
  if (__builtin_reduce_and(b == 2.0f)) return a * a;
  if (__builtin_reduce_and(b == 3.0f)) return a * a * a;
  doubles size = __builtin_convertvector(magnitude(a), doubles);
  longs bits = __builtin_bit_cast(longs, size) - 0x3fe6a09e667f3bcdll;
  doubles m = __builtin_bit_cast(doubles, (bits & 0xfffffffffffffll) + 0x3fe6a09e667f3bcdll);
  doubles s = (m - 1.0) / (m + 1.0), u = s * s;
  doubles p = (doubles)0.19609542219262693;
  p = p * u + 0.22174151815700577;
  p = p * u + 0.28572168427840705;
  p = p * u + 0.39999994870890559;
  p = p * u + 0.66666666679642828;
  p = p * u + 1.9999999999999472;
  doubles log2 = s * p * 1.4426950408889634 + __builtin_convertvector(bits >> 52, doubles);
  log2 = size == 0.0 ? (doubles)-__builtin_inf() : size < __builtin_inf() ? log2 : size;
  doubles exponent = log2 * __builtin_convertvector(b, doubles);
  exponent = exponent > 1000.0 ? (doubles)1000.0 : exponent < -1000.0 ? (doubles)-1000.0 : exponent;
  const doubles rounder = (doubles)6755399441055744.0;
  doubles shifted = exponent + rounder, r = exponent - (shifted - rounder);
  longs n = __builtin_bit_cast(longs, shifted) - __builtin_bit_cast(longs, rounder);
  doubles e = (doubles)1.3175900502077488e-06;
  e = e * r + 1.5309739056586856e-05;
  e = e * r + 1.5403851581552924e-04;
  e = e * r + 1.3333452055835557e-03;
  e = e * r + 9.6181285430517755e-03;
  e = e * r + 5.5504109393488786e-02;
  e = e * r + 0.24022650698879866;
  e = e * r + 0.69314718054651214;
  e = e * r + 0.99999999999976352;
  floats y = __builtin_convertvector(e * __builtin_bit_cast(doubles, (n + 1023) << 52), floats);
  y = select(magnitude(a) == 1.0f, splat(1.0f), y);
  ints whole = nearest_whole(b) == b, odd = whole & (nearest_whole(b * 0.5f) != b * 0.5f);
  y = from_bits(bits_of(y) | (bits_of(a) & odd & ~0x7fffffff));
  y = select((a < 0.0f) & (a > -INFINITE) & ~whole, splat(NOT_A_NUMBER), y);
  return select((a == 1.0f) | (b == 0.0f), splat(1.0f), y);
}

#endif
