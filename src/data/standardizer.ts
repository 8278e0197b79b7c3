import { Tensor, tensor } from "../autograd/index";
import { GradbookError } from "../errors";

type Rows = readonly (readonly number[])[];

const rowsOf = (x: Tensor | Rows): Rows => (x instanceof Tensor ? (x.toArray() as number[][]) : x);

/**
 * Shifts and scales every column to mean 0 and standard deviation 1: `z = (x - mean) / deviation`, with the numbers of the
 * rows it was fitted on. Fit it on the training rows only, then use it on all parts.
 *
 * The deviation divides by n; a column without spread is only shifted.
 *
 * @example
 * const scale = Standardizer.fit([[1, 10], [3, 30]]);
 * scale.transform([[3, 10]]); // -> [[1, -1]]
 */
export class Standardizer {
  private constructor(
    readonly mean: readonly number[],
    readonly deviation: readonly number[],
  ) {}

  /** Takes mean and deviation of each column of `x`, [rows, columns]. */
  static fit(x: Tensor | Rows): Standardizer {
    const rows = rowsOf(x);
    const width = rows[0]?.length ?? 0;
    if (width === 0)
      throw new GradbookError("Standardizer.fit: there are no numbers to take a mean of; give [rows, columns].");
    const mean = Array.from(
      { length: width },
      (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? NaN), 0) / rows.length,
    );
    const deviation = mean.map(
      (m, j) => Math.sqrt(rows.reduce((sum, row) => sum + ((row[j] ?? NaN) - m) ** 2, 0) / rows.length) || 1,
    );
    return new Standardizer(mean, deviation);
  }

  /** Standardises rows of the same columns. A tensor gives a tensor, lists give lists. */
  transform(x: Tensor): Tensor;
  transform(x: Rows): number[][];
  transform(x: Tensor | Rows): Tensor | number[][] {
    return this.#each("transform", x, (value, j) => (value - (this.mean[j] ?? 0)) / (this.deviation[j] ?? 1));
  }

  /** The way back: `x = z * deviation + mean`. */
  inverse(z: Tensor): Tensor;
  inverse(z: Rows): number[][];
  inverse(z: Tensor | Rows): Tensor | number[][] {
    return this.#each("inverse", z, (value, j) => value * (this.deviation[j] ?? 1) + (this.mean[j] ?? 0));
  }

  #each(operation: string, x: Tensor | Rows, change: (value: number, column: number) => number): Tensor | number[][] {
    const rows = rowsOf(x);
    const width = rows[0]?.length ?? this.mean.length;
    if (width !== this.mean.length) {
      throw new GradbookError(`Standardizer.${operation}: got ${width} columns, was fitted on ${this.mean.length}.`);
    }
    const changed = rows.map((row) => row.map(change));
    return x instanceof Tensor ? tensor(changed) : changed;
  }
}
