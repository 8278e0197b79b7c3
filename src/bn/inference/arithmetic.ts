import type { DiscreteFactor } from "../factor";
import type { Variable } from "../variable";

/** How factors are multiplied and a variable is eliminated: the same elimination sums, or finds the largest. */
export interface Arithmetic {
  /** A factor of probabilities in the form that the arithmetic computes with. */
  from(factor: DiscreteFactor): DiscreteFactor;
  times(a: DiscreteFactor, b: DiscreteFactor): DiscreteFactor;
  eliminate(factor: DiscreteFactor, variables: readonly Variable[]): DiscreteFactor;
  /** What changes nothing when multiplied. */
  readonly one: number;
}

/** Σ Π of the probabilities as they are: fast, and exact as long as nothing is below 1e-300. */
export const sumProduct: Arithmetic = {
  from: (factor) => factor,
  times: (a, b) => a.product(b),
  eliminate: (factor, variables) => factor.marginalize(variables),
  one: 1,
};

/** log Σ exp: the same sums with logarithms of probabilities, however small those are. */
export const logSumProduct: Arithmetic = {
  from: (factor) => factor.map(Math.log),
  times: (a, b) => a.plus(b),
  eliminate: (factor, variables) => {
    const largest = factor.maximize(variables).factor;
    // What is -Infinity everywhere stays so; subtracting it would give NaN.
    const base = largest.map((value) => (value === -Infinity ? 0 : value));
    const shifted = factor.plus(base.map((value) => -value)).map(Math.exp);
    return shifted.marginalize(variables).map(Math.log).plus(base);
  },
  one: 0,
};

/** max Σ log: the most probable states. */
export const maxProduct: Arithmetic = {
  ...logSumProduct,
  eliminate: (factor, variables) => factor.maximize(variables).factor,
};
