import { reshape as reshapeArray } from "../../tensor/kernels";
import {
  checkList,
  normalizeDim,
  normalizeDims,
  resolveShape,
  sameShape,
  sizeOf,
  type Shape,
} from "../../tensor/shape";
import { expand as expandArray, permute as permuteArray, transposition } from "../../tensor/views";
import { GradbookError } from "../../errors";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";
import type { Dims } from "./sum";

// Views: the same memory read with other strides. Their gradient is the gradient, read with the first strides again.

/** The same elements, in row-major order, in another shape; one length may be -1. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const resolved = resolveShape("reshape", shape, x.size);
  if (sameShape(resolved, x.shape)) return x;
  return record({
    operation: "reshape",
    parents: [x],
    array: reshapeArray(x.array, resolved),
    gradients: [(grad) => grad.reshape(x.shape)],
  });
}

/** Dimension `i` of the result is dimension `dims[i]` of `x`; the gradient takes the inverse order. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  const order = checkList("permute", "the order of dimensions", dims).map((dim) =>
    normalizeDim("permute", dim, x.ndim),
  );
  if (order.length !== x.ndim || new Set(order).size !== x.ndim) {
    throw new GradbookError(`permute: [${dims.join(", ")}] does not name each of the ${x.ndim} dimensions once`);
  }
  const inverse = order.map((_, i) => order.indexOf(i));
  return record({
    operation: "permute",
    parents: [x],
    array: permuteArray(x.array, order),
    gradients: [(grad) => grad.permute(inverse)],
  });
}

/** Exchanges two dimensions; so does the gradient. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  return record({
    operation: "transpose",
    parents: [x],
    array: permuteArray(x.array, transposition(x.ndim, dim0, dim1)),
    gradients: [(grad) => grad.transpose(dim0, dim1)],
  });
}

/** Repeats dimensions of length 1; the gradients of the repetitions add up. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const added = checkList("expand", "a shape", shape).length - x.ndim;
  const resolved = shape.map((length, i) => (length === -1 && i >= added ? x.shape[i - added] : length));
  return record({
    operation: "expand",
    parents: [x],
    array: expandArray(x.array, resolved),
    gradients: [(grad) => sumTo(grad, x.shape)],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The same elements in another shape; one length may be -1 and is worked out.
     *
     * @example
     * tensor([1, 2, 3, 4]).reshape([2, -1]).toArray(); // -> [[1, 2], [3, 4]]
     */
    reshape(shape: Shape): Tensor;
    /** The dimensions in another order, for example `permute([2, 0, 1])`. */
    permute(dims: readonly number[]): Tensor;
    /** Two dimensions exchanged; a view, nothing is copied. */
    transpose(dim0: number, dim1: number): Tensor;
    /**
     * The transposed matrix.
     *
     * @example
     * tensor([[1, 2]]).t().shape; // -> [2, 1]
     */
    t(): Tensor;
    /** Dimensions of length 1 stretched to `shape` without copying; -1 keeps a length. */
    expand(shape: Shape): Tensor;
    /** The dimensions from `start` (default 0) to `end` (default the last) made one. */
    flatten(start?: number, end?: number): Tensor;
    /**
     * Without the dimensions given if their length is 1; without any given, without all such dimensions.
     *
     * @example
     * tensor.zeros([1, 2, 1]).squeeze(0).shape; // -> [2, 1]
     */
    squeeze(dims?: Dims): Tensor;
    /** With a new dimension of length 1 at `dim`. */
    unsqueeze(dim: number): Tensor;
  }
}
Tensor.prototype.reshape = function (this: Tensor, shape: Shape): Tensor {
  return reshape(this, shape);
};
Tensor.prototype.permute = function (this: Tensor, dims: readonly number[]): Tensor {
  return permute(this, dims);
};
Tensor.prototype.transpose = function (this: Tensor, dim0: number, dim1: number): Tensor {
  return transpose(this, dim0, dim1);
};
Tensor.prototype.t = function (this: Tensor): Tensor {
  if (this.ndim > 2) throw new GradbookError(`t: the tensor has ${this.ndim} dimensions; use transpose(dim0, dim1)`);
  return this.ndim < 2 ? this : transpose(this, 0, 1);
};
Tensor.prototype.expand = function (this: Tensor, shape: Shape): Tensor {
  return expand(this, shape);
};
Tensor.prototype.flatten = function (this: Tensor, start: number = 0, end: number = -1): Tensor {
  if (this.ndim === 0) return this.reshape([1]);
  const [from, to] = [normalizeDim("flatten", start, this.ndim), normalizeDim("flatten", end, this.ndim)];
  if (from > to) throw new GradbookError(`flatten: dimension ${start} stands behind ${end}; name the first one first`);
  return this.reshape([
    ...this.shape.slice(0, from),
    sizeOf(this.shape.slice(from, to + 1)),
    ...this.shape.slice(to + 1),
  ]);
};
Tensor.prototype.squeeze = function (this: Tensor, dims?: Dims): Tensor {
  const asked = normalizeDims("squeeze", dims, this.ndim);
  return this.reshape(this.shape.filter((length, i) => length !== 1 || !asked.includes(i)));
};
Tensor.prototype.unsqueeze = function (this: Tensor, dim: number): Tensor {
  const at = normalizeDim("unsqueeze", dim, this.ndim + 1);
  return this.reshape([...this.shape.slice(0, at), 1, ...this.shape.slice(at)]);
};
