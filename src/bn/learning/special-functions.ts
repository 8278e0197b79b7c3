const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * ln Γ(x) for x > 0, to about 15 digits.
 * Source: Lanczos, A Precision Approximation of the Gamma Function (1964), with the coefficients of Godfrey (2001).
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = lanczos[0];
  for (let i = 1; i < 9; i++) sum += lanczos[i] / (x + i - 1);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * P(X >= x) for a chi-squared variable: Q(k / 2, x / 2), the upper incomplete gamma function.
 * Source: Press, Teukolsky, Vetterling, Flannery, Numerical Recipes (2007), 6.2.
 */
export function chiSquaredSurvival(x: number, degreesOfFreedom: number): number {
  const [a, z] = [degreesOfFreedom / 2, x / 2];
  if (!(z > 0)) return 1;
  const scale = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - scale * lowerSeries(a, z) : scale * upperFraction(a, z);
}

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10000 && term > sum * 1e-17; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method for the continued fraction. */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = c * d;
    h *= step;
    if (Math.abs(step - 1) < 1e-16) break;
  }
  return h;
}
