import { GradbookError } from "../../errors";
import { cholesky, solveLower, solveUpper } from "./cholesky";

interface Regression {
  readonly node: string;
  readonly parents: readonly string[];
  readonly column: (node: string) => Float64Array;
  readonly count: number;
}

/**
 * The linear function of the parents that is nearest to the node, and the mean squared distance.
 * Columns are centred first, so that large means cost no digits; Cov(parents) = L Lᵀ then gives the weights.
 */
export function leastSquares({ node, parents, column, count }: Regression): {
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly variance: number;
} {
  const k = parents.length;
  if (count < k + 2) {
    throw new GradbookError(`fit: '${node}' with ${k} parents needs at least ${k + 2} rows, got ${count}.`);
  }
  const [y, ...xs] = [node, ...parents].map((name) => centred(column(name)));
  const products = Float64Array.from({ length: k * k }, (_, at) => covariance(xs[Math.floor(at / k)], xs[at % k]));
  const { lower, dependent } = cholesky(products, k);
  if (dependent >= 0) {
    throw new GradbookError(
      `fit: the parent '${parents[dependent]}' of '${node}' is constant or follows from its other parents ` +
        `${parents.slice(0, dependent).join(", ")} exactly: take the edge away.`,
    );
  }
  const right = xs.map((x) => covariance(x, y));
  const weights = [...solveUpper(lower, solveLower(lower, right))];
  const intercept = weights.reduce((left, weight, i) => left - weight * xs[i].mean, y.mean);
  const variance = y.values.reduce((sum, value, row) => {
    const residual = weights.reduce((left, weight, i) => left - weight * xs[i].values[row], value);
    return sum + residual ** 2 / count;
  }, 0);
  return { intercept, weights, variance };
}

interface Centred {
  readonly mean: number;
  readonly values: Float64Array;
}

function centred(values: Float64Array): Centred {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, values: values.map((value) => value - mean) };
}

const covariance = (a: Centred, b: Centred): number =>
  a.values.reduce((sum, value, row) => sum + value * b.values[row], 0) / a.values.length;
