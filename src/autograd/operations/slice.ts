import { GradbookError } from "../../errors";
import type { NDArray } from "../../tensor/ndarray";
import { formatShape, normalizeDim } from "../../tensor/shape";
import { resolveRange, selectDim, sliceDim, type Range } from "../../tensor/views";
import { Tensor } from "../tensor";
import { viewOf } from "./view-of";

/** Part of each dimension, as a view. */
export function slice(x: Tensor, ranges: readonly Range[]): Tensor {
  if (ranges.length > x.ndim) {
    throw new GradbookError(`slice: ${ranges.length} ranges for a tensor of shape ${formatShape(x.shape)}`);
  }
  return viewOf("slice", x, (array) => cut(array, ranges));
}

function cut(array: NDArray, ranges: readonly Range[]): NDArray {
  return ranges.reduce((view, range, dim) => {
    const { start, count, step } = resolveRange(range, view.shape[dim]);
    return sliceDim(view, dim, start, count, step);
  }, array);
}

/** The slice at one position of `dim`, without that dimension. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  const along = normalizeDim("select", dim, x.ndim);
  const length = x.shape[along];
  const at = index < 0 ? index + length : index;
  if (!Number.isInteger(index) || at < 0 || at >= length) {
    throw new GradbookError(`select: index ${index} is outside of dimension ${along}, which has ${length} elements`);
  }
  return viewOf("select", x, (array) => selectDim(array, along, at));
}

/** `length` positions of `dim` from `start` on. */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const along = normalizeDim("narrow", dim, x.ndim);
  const from = start < 0 ? start + x.shape[along] : start;
  if (
    !Number.isInteger(from) ||
    !Number.isInteger(length) ||
    from < 0 ||
    length < 0 ||
    from + length > x.shape[along]
  ) {
    throw new GradbookError(
      `narrow: ${length} positions from ${start} on do not lie in dimension ${along}, which has ${x.shape[along]} elements`,
    );
  }
  return viewOf("narrow", x, (array) => sliceDim(array, along, from, length, 1));
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
     * The slice at `index` of the dimension `dim`, as a view without that dimension.
     *
     * @throws if the index is outside of the dimension.
     * @example
     * tensor([[1, 2], [3, 4]]).select(1, 0).toList(); // -> [1, 3]
     */
    select(dim: number, index: number): Tensor;
    /**
     * `length` positions of the dimension `dim` from `start` on, as a view.
     *
     * @throws if they are not all inside of the dimension.
     * @example
     * tensor([1, 2, 3, 4]).narrow(0, 1, 2).toList(); // -> [2, 3]
     */
    narrow(dim: number, start: number, length: number): Tensor;
  }
}
Tensor.prototype.slice = function (this: Tensor, ...ranges: Range[]): Tensor {
  return slice(this, ranges);
};
Tensor.prototype.select = function (this: Tensor, dim: number, index: number): Tensor {
  return select(this, dim, index);
};
Tensor.prototype.narrow = function (this: Tensor, dim: number, start: number, length: number): Tensor {
  return narrow(this, dim, start, length);
};
