// The normal distribution, WIDTH numbers at a time: the error function, and GELU with its slope.
#ifndef GRADBOOK_NORMAL_H
#define GRADBOOK_NORMAL_H
#include "math.h"

/** Of the standard normal distribution: its density at `x`, and the probability that lies beyond `|x|`. */
struct normal_parts {
  floats density, tail;
};

/**
 * The tail is the density times Mills' ratio, which is `1 / (|x| + 2)` times a polynomial of `(|x| - 2) / (|x| + 2)`, fitted with a relative
 * error of 2e-8. `x^2` has more digits than a float32 keeps, and the power would magnify their loss: `rest` is what rounding took.
 */
INLINE struct normal_parts normal_parts_of(floats x) {
  floats z = magnitude(x);
  z = select(z > 15.0f, splat(15.0f), z);
  floats u = z * -0.5f;
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  // A fused multiplication and subtraction rounds once, so that this difference is not 0.
  floats exponent = u * z, rest = u * z - exponent;
#else
  // `high` has so few bits that its square is exact.
  floats high = from_bits(bits_of(z) & (int)0xfffff000);
  floats exponent = high * high * -0.5f, rest = (z - high) * (high * -0.5f + u);
#endif
  floats power = joined(split_power_of(exponent, rest, ROUNDER + 64.0f)) * 0x1p-64f;
  floats t = 1.0f / (z + 2.0f), q = (z - 2.0f) * t;
  floats p = splat(-7.917799301e-05f);
  p = p * q + 2.667237174e-05f;
  p = p * q + 0.000726800784f;
  p = p * q + 0.0008892516344f;
  p = p * q + -0.001891200182f;
  p = p * q + -0.006753653009f;
  p = p * q + -0.0004832384664f;
  p = p * q + 0.03672191606f;
  p = p * q + 0.02879840801f;
  p = p * q + -0.3314045777f;
  p = p * q + 0.6724079927f;
  return (struct normal_parts){power * 0.3989422804f, power * (p * t)};
}

/** `x Phi(x)`, with `Phi` the distribution function of the normal distribution. */
INLINE floats gelu(floats x) {
  floats tail = normal_parts_of(x).tail;
  return x * select(x < 0.0f, tail, 1.0f - tail);
}

/** `Phi(x) + x phi(x)`. */
INLINE floats gelu_slope(floats x) {
  struct normal_parts parts = normal_parts_of(x);
  return select(x < 0.0f, parts.tail, 1.0f - parts.tail) + x * parts.density;
}

/** `2/sqrt(pi) * integral of e^(-t^2) from 0 to x`: near 0 a polynomial, else 1 less twice the normal tail beyond `sqrt(2) x`. */
INLINE floats error_function(floats x) {
  floats u = x * x;
  floats p = splat(7.853859921e-05f);
  p = p * u + -0.0008010193194f;
  p = p * u + 0.005188327637f;
  p = p * u + -0.02685381191f;
  p = p * u + 0.1128358515f;
  p = p * u + -0.3761262582f;
  p = p * u + 1.128379166f;
  floats far = with_sign_of(1.0f - 2.0f * normal_parts_of(x * 1.41421356f).tail, x);
  return select(magnitude(x) < 1.0f, x * p, far);
}

#endif
