import { tensor } from "../autograd/index";
import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { Random } from "./random";

/** How rows are dealt to batches. */
export interface BatchOptions {
  /** Rows of a batch; the last one may have fewer. Default 32. */
  readonly batchSize?: number;
  /** Visits the rows in the random order of this seed. Default: as they stand. */
  readonly seed?: number;
}

/** One batch of rows. */
export interface Batch {
  readonly x: Tensor;
  readonly y: Tensor;
  /** Which rows these are. */
  readonly rows: readonly number[];
}

/**
 * The numbers 0 ... n - 1 in random order: an order of visiting.
 *
 * @example
 * shuffled(5, 1).length; // -> 5
 */
export function shuffled(n: number, seed: number): number[] {
  return new Random(seed).shuffle(Array.from({ length: n }, (_, i) => i));
}

/** The rows of a tensor, as a new tensor of the same type without history. */
function takeRows(t: Tensor, rows: readonly number[]): Tensor {
  const values = t.toTypedArray();
  const width = t.size / (t.shape[0] || 1);
  const taken = rows.flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width)));
  return tensor(taken, { dtype: t.dtype }).reshape([rows.length, ...t.shape.slice(1)]);
}

/**
 * Deals the rows of `x` and `y` to batches, once each.
 *
 * @example
 * const set = { x: tensor([[1], [2], [3]]), y: tensor([0, 1, 0]) };
 * [...batches(set, { batchSize: 2 })].map((batch) => batch.rows); // -> [[0, 1], [2]]
 */
export function* batches(
  set: { readonly x: Tensor; readonly y: Tensor },
  options: BatchOptions = {},
): Generator<Batch> {
  const { batchSize = 32, seed } = options;
  const count = set.x.shape[0] ?? 0;
  if (set.y.shape[0] !== count)
    throw new GradbookError(`batches: x has ${count} rows, y has ${set.y.shape[0] ?? 0}; they must match.`);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new GradbookError(`batches: batchSize is ${batchSize}; give a whole number of 1 or more.`);
  const order = seed === undefined ? Array.from({ length: count }, (_, i) => i) : shuffled(count, seed);
  for (let start = 0; start < count; start += batchSize) {
    const rows = order.slice(start, start + batchSize);
    yield { x: takeRows(set.x, rows), y: takeRows(set.y, rows), rows };
  }
}
