/** `1 / (1 + e^-x)`, written so that `e` is only raised to negative powers and never overflows. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** `log(1 + e^x)`, which is `x` for large `x`. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * The error function `2/sqrt(pi) * integral of e^(-t^2) from 0 to x`, by the series
 * `2/sqrt(pi) * e^(-x^2) * sum of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1))`, whose terms are all of one sign.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6, 1964.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 6) return Math.sign(x);
  const doubled = 2 * x * x;
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= doubled / n;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The density of the standard normal distribution at `x`. */
function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** The probability that a standard normal number lies below `x`. */
function below(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/**
 * `1 - erf(x)`, for large `x` by the continued fraction `e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...))))`,
 * since the difference would lose its digits there.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.14, 1964.
 */
function erfc(x: number): number {
  if (!(x > 2)) return 1 - erf(x);
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** `x Phi(x)`, with `Phi` the distribution function of the normal distribution. */
export function gelu(x: number): number {
  return x * below(x);
}

/** `Phi(x) + x phi(x)`. */
export function geluSlope(x: number): number {
  return below(x) + x * density(x);
}

const twiceRoot = 2 * Math.sqrt(2 / Math.PI);

/** `x/2 (1 + tanh u)` with `u = sqrt(2/pi) (x + 0.044715 x^3)`, written as `x sigmoid(2u)`, which does not cancel. */
export function geluTanh(x: number): number {
  return x * sigmoid(twiceRoot * (x + 0.044715 * x ** 3));
}

/** With `s = sigmoid(2u)`: `s + x s (1 - s) (2u)'`. */
export function geluTanhSlope(x: number): number {
  const twice = twiceRoot * (x + 0.044715 * x ** 3);
  return sigmoid(twice) + x * sigmoid(twice) * sigmoid(-twice) * twiceRoot * (1 + 3 * 0.044715 * x * x);
}

/** `x sigmoid(x)`. */
export function silu(x: number): number {
  return x * sigmoid(x);
}

/** With `s = sigmoid(x)`: `s + x s (1 - s)`. */
export function siluSlope(x: number): number {
  const s = sigmoid(x);
  return s + x * s * sigmoid(-x);
}

/** `a^b` as C and PyTorch have it: 1 to any power is 1, even where JavaScript's `Math.pow` says NaN. */
export function power(a: number, b: number): number {
  if (b === 2) return a * a;
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
}
