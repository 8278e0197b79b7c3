import { GradbookError } from "../errors";

/** What numbers come in: lists, typed arrays, tensors, lists of lists. */
export type Numbers = ArrayLike<number> | TensorLike;
export type Matrix = readonly ArrayLike<number>[] | TensorLike;

/** The part of a tensor that pictures read. */
export interface TensorLike {
  readonly shape: readonly number[];
  toTypedArray(): ArrayLike<number>;
}

export const isTensor = (value: unknown): value is TensorLike =>
  typeof (value as TensorLike | null)?.toTypedArray === "function" && Array.isArray((value as TensorLike).shape);

const largest = 1e100;

/** Five digits: more than a picture shows, half the bytes. */
export const round = (value: number): number => Number(value.toPrecision(5));

/** A number for a payload: what is not finite, or too large to draw, becomes a gap. */
export const gap = (value: number | null | undefined): number | null =>
  value == null || !Number.isFinite(value) || Math.abs(value) > largest ? null : round(value);

/** As `gap`, for where a payload must have a number. */
export const solid = (value: number | null | undefined): number => gap(value) ?? 0;

/** A list of numbers from whatever holds them. */
export function listOf(values: unknown, who: string): number[] {
  if (isTensor(values)) return Array.from(values.toTypedArray());
  if (typeof values === "number") return [values];
  if (values && typeof (values as ArrayLike<number>).length === "number") {
    return Array.from(values as ArrayLike<unknown>, (value) =>
      isTensor(value) ? (value.toTypedArray()[0] ?? NaN) : Number(value),
    );
  }
  throw new GradbookError(`${who}: expected a list of numbers or a tensor, got ${typeof values}`);
}

/** Rows of numbers from a tensor of two dimensions or a list of lists. */
export function rowsOf(values: unknown, who: string): number[][] {
  if (isTensor(values)) {
    const [rows = 0, columns = 1, ...rest] = values.shape;
    if (rest.length)
      throw new GradbookError(`${who}: expected a tensor of 2 dimensions, got the shape [${values.shape.join(", ")}]`);
    const flat = values.toTypedArray();
    return Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => flat[i * columns + j] ?? NaN),
    );
  }
  if (Array.isArray(values)) return values.map((row) => listOf(row, who));
  throw new GradbookError(`${who}: expected a list of rows or a tensor of 2 dimensions, got ${typeof values}`);
}

/**
 * Which of n points to keep so that at most `most` remain: the first and the last, and of every stretch between them the
 * lowest and the highest, so that no spike is lost.
 */
export function thin(values: readonly (number | null)[], most: number): number[] {
  const n = values.length;
  if (n <= most) return values.map((_, i) => i);
  const keep = new Set([0, n - 1]);
  const low = indexOfBest(values, 0, n, (a, b) => a < b);
  const high = indexOfBest(values, 0, n, (a, b) => a > b);
  if (low >= 0) keep.add(low);
  if (high >= 0) keep.add(high);
  const buckets = Math.max(0, Math.floor((most - keep.size) / 2));
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor((b * n) / buckets);
    const to = Math.floor(((b + 1) * n) / buckets);
    for (const better of [(x: number, y: number) => x < y, (x: number, y: number) => x > y]) {
      const found = indexOfBest(values, from, to, better);
      if (found >= 0) keep.add(found);
    }
  }
  return [...keep].sort((a, b) => a - b);
}

function indexOfBest(
  values: readonly (number | null)[],
  from: number,
  to: number,
  better: (a: number, b: number) => boolean,
): number {
  let best = -1;
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (value == null) continue;
    if (best < 0 || better(value, values[best] ?? value)) best = i;
  }
  return best;
}
