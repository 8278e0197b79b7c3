import { GradbookError } from "../../errors";
import { assign, zeros } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { formatShape } from "../../tensor/shape";
import { resolveRange, sliceDim, type Range } from "../../tensor/views";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** Part of each dimension, as a view; the gradient is 0 outside of it. */
export function slice(x: Tensor, ranges: readonly Range[]): Tensor {
  if (ranges.length > x.ndim) {
    throw new GradbookError(`slice: ${ranges.length} ranges for a tensor of shape ${formatShape(x.shape)}`);
  }
  return record({
    operation: "slice",
    parents: [x],
    array: cut(x.array, ranges),
    gradients: [(grad) => pad(grad, x, ranges)],
  });
}

/** Zeros in the shape of `x`, with `grad` in the part that was cut out; its gradient is that part again. */
function pad(grad: Tensor, x: Tensor, ranges: readonly Range[]): Tensor {
  const array = zeros(grad.dtype, x.shape);
  assign(grad.array, cut(array, ranges));
  return record({ operation: "pad", parents: [grad], array, gradients: [(outer) => slice(outer, ranges)] });
}

function cut(array: NDArray, ranges: readonly Range[]): NDArray {
  return ranges.reduce((view, range, dim) => {
    const { start, count, step } = resolveRange(range, view.shape[dim]);
    return sliceDim(view, dim, start, count, step);
  }, array);
}

/** One position, `":"` or `"start:end:step"` as text, or a list of positions. */
export type Index = number | string | readonly number[] | Tensor;

/** The part of `x` that `indices` name, one index a dimension. */
export function at(x: Tensor, indices: readonly Index[]): Tensor {
  if (indices.length > x.ndim) {
    throw new GradbookError(`at: ${indices.length} indices for a tensor of shape ${formatShape(x.shape)}`);
  }
  let result = x;
  let dim = 0;
  for (const index of indices) {
    if (typeof index === "number") {
      result = result.slice(...all(dim), single(index, result.shape[dim], dim)).squeeze(dim);
      continue;
    }
    if (typeof index === "string") result = result.slice(...all(dim), parseRange(index));
    else result = result.indexSelect(dim, index);
    dim++;
  }
  return result;
}

function all(count: number): Range[] {
  return Array.from({ length: count }, () => []);
}

function single(index: number, length: number, dim: number): Range {
  const start = index < 0 ? index + length : index;
  if (!Number.isInteger(index) || start < 0 || start >= length) {
    throw new GradbookError(`at: index ${index} is outside of dimension ${dim}, which has ${length} elements`);
  }
  return [start, start + 1];
}

function parseRange(text: string): Range {
  const parts = text.split(":").map((part) => (part.trim() === "" ? undefined : Number(part)));
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part !== undefined && !Number.isInteger(part))) {
    throw new GradbookError(`at: '${text}' is not a range; write ":", "1:3", "::2" or "-2:"`);
  }
  return [parts[0] ?? null, parts[1] ?? null, parts[2] ?? 1];
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Part of each dimension, as a view: one `[start, end, step]` a dimension, end excluded, `[]` for all of it.
     *
     * @example
     * tensor([[1, 2, 3], [4, 5, 6]]).slice([], [0, 3, 2]).toArray(); // -> [[1, 3], [4, 6]]
     */
    slice(...ranges: Range[]): Tensor;
    /**
     * Elements by position: a number picks one (and drops the dimension), `"1:3"` a range, a list several.
     *
     * @example
     * tensor([[1, 2, 3], [4, 5, 6]]).at(1, [0, 2]).toList(); // -> [4, 6]
     */
    at(...indices: Index[]): Tensor;
  }
}
Tensor.prototype.slice = function (this: Tensor, ...ranges: Range[]): Tensor {
  return slice(this, ranges);
};
Tensor.prototype.at = function (this: Tensor, ...indices: Index[]): Tensor {
  return at(this, indices);
};
