import { GradbookError } from "../../errors";
import { argReduce, empty, reduce } from "../../tensor/kernels";
import { formatShape, normalizeDim, normalizeDims, reducedShape } from "../../tensor/shape";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { keepdimOf, type Dims, type ReduceOptions } from "./sum";

/**
 * `y = max of x_i` (or min): the gradient goes to where it was found. Equal elements share it, except along a single
 * dimension, where the first one takes it all; both as in PyTorch.
 */
export function extremum(kind: "max" | "min", x: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return extremumAs(kind, kind, x, dims, keepdimOf(kind, options));
}

function extremumAs(
  operation: string,
  kind: "max" | "min",
  x: Tensor,
  dims: Dims | undefined,
  keepdim = false,
): Tensor {
  const along = normalizeDims(operation, dims, x.ndim);
  if (along.some((dim) => x.shape[dim] === 0)) {
    throw new GradbookError(
      `${operation}: the shape ${formatShape(x.shape)} has no elements along the dimension asked for`,
    );
  }
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation,
    parents: [x],
    array: reduce(kind, x.array, along, keepdim),
    gradients: [
      (grad, y) => {
        const chosen = typeof dims === "number" ? first(kind, x, along[0]) : shared(x, y.reshape(kept), along);
        return grad.reshape(kept).mul(chosen);
      },
    ],
    needs: [x],
    needsResult: true,
  });
}

/** 1 at the first extremum of each line along `dim`, 0 elsewhere. */
function first(kind: "max" | "min", x: Tensor, dim: number): Tensor {
  const at = x.detach()[kind === "max" ? "argmax" : "argmin"](dim, { keepdim: true });
  const shape = x.shape.map((length, i) => (i === dim ? length : 1));
  const places = empty("int32", shape);
  for (let i = 0; i < places.size; i++) places.data[i] = i;
  return new Tensor(places).eq(at).to(x.dtype);
}

function shared(x: Tensor, y: Tensor, dims: readonly number[]): Tensor {
  return noGrad(() => {
    const equal = x.eq(y).to(x.dtype);
    return equal.div(equal.sum(dims, { keepdim: true }));
  });
}

/** Where the largest (smallest) element stands, counted along `dim`, or in row-major order without `dim`. */
function position(kind: "argmax" | "argmin", x: Tensor, dim?: number, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf(kind, options);
  if (dim !== undefined) return new Tensor(argReduce(kind, x.array, normalizeDim(kind, dim, x.ndim), keepdim));
  const flat = new Tensor(argReduce(kind, x.detach().flatten().array, 0, false));
  return keepdim ? flat.reshape(x.shape.map(() => 1)) : flat;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The largest element, or the largest along the dimensions given.
     *
     * @example
     * tensor([[1, 5], [7, 2]]).max(1).toList(); // -> [5, 7]
     */
    max(dims?: Dims, options?: ReduceOptions): Tensor;
    /** The smallest element, or the smallest along the dimensions given. */
    min(dims?: Dims, options?: ReduceOptions): Tensor;
    /**
     * The largest element, or the largest along the dimensions given. Unlike with `max`, equal elements always share the gradient.
     *
     * @example
     * const x = tensor([2, 5, 5], { requiresGrad: true });
     * x.amax(0).backward();
     * x.grad?.toList(); // -> [0, 0.5, 0.5]
     */
    amax(dims?: Dims, options?: ReduceOptions): Tensor;
    /** The smallest element, or the smallest along the dimensions given; equal elements share the gradient. */
    amin(dims?: Dims, options?: ReduceOptions): Tensor;
    /**
     * Where the largest element stands along `dim` (int32); without `dim`, its place in row-major order.
     *
     * @example
     * tensor([[1, 5], [7, 2]]).argmax(1).toList(); // -> [1, 0]
     */
    argmax(dim?: number, options?: ReduceOptions): Tensor;
    /** Where the smallest element stands. */
    argmin(dim?: number, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.max = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return extremum("max", this, dims, options);
};
Tensor.prototype.min = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return extremum("min", this, dims, options);
};
Tensor.prototype.amax = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return extremumAs("amax", "max", this, typeof dims === "number" ? [dims] : dims, keepdimOf("amax", options));
};
Tensor.prototype.amin = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return extremumAs("amin", "min", this, typeof dims === "number" ? [dims] : dims, keepdimOf("amin", options));
};
Tensor.prototype.argmax = function (this: Tensor, dim?: number, options?: ReduceOptions): Tensor {
  return position("argmax", this, dim, options);
};
Tensor.prototype.argmin = function (this: Tensor, dim?: number, options?: ReduceOptions): Tensor {
  return position("argmin", this, dim, options);
};
