import type { NDArray } from "../../tensor/types";

/** An element-wise loop over a strided array, cut into rows: each row is one tight loop. */
export interface Rows {
  /** Elements in a row. */
  readonly count: number;
  /** Distance of neighbours in a row, one number per operand. */
  readonly steps: readonly number[];
  /** Where each row starts, one list per operand. */
  readonly starts: readonly Int32Array[];
}

/**
 * Cuts the loop over operands of one shape into as few and as long rows as their strides allow: dimensions that every
 * operand walks without a break are merged.
 */
export function rowsOf(operands: readonly NDArray[]): Rows {
  const shape: number[] = [];
  const strides: number[][] = operands.map(() => []);
  const [first] = operands;
  for (let dim = 0; dim < first.ndim; dim++) {
    const length = first.shape[dim];
    if (length === 1) continue;
    const last = shape.length - 1;
    const merges = last >= 0 && operands.every((x, o) => strides[o][last] === x.strides[dim] * length);
    if (merges) {
      shape[last] *= length;
      operands.forEach((x, o) => (strides[o][last] = x.strides[dim]));
    } else {
      shape.push(length);
      operands.forEach((x, o) => strides[o].push(x.strides[dim]));
    }
  }
  const count = shape.pop() ?? 1;
  const steps = strides.map((own) => own.pop() ?? 0);
  return { count, steps, starts: operands.map((x, o) => offsets(shape, strides[o], x.offset)) };
}

/** The offset of every index of `shape`, in row-major order. */
export function offsets(shape: readonly number[], strides: readonly number[], start: number): Int32Array {
  let size = 1;
  for (const length of shape) size *= length;
  const result = new Int32Array(size);
  const index = new Int32Array(shape.length);
  let at = start;
  for (let i = 0; i < size; i++) {
    result[i] = at;
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      at += strides[dim];
      if (++index[dim] < shape[dim]) break;
      at -= strides[dim] * shape[dim];
      index[dim] = 0;
    }
  }
  return result;
}
