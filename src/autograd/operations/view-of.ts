import { assign, zeros } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import type { Shape } from "../../tensor/shape";
import { record } from "../tape";
import type { Tensor } from "../tensor";

/** Chooses part of an array: the same memory, with other strides, every element at most once. */
export type View = (array: NDArray) => NDArray;

/** Part of `x`, nothing is copied; the gradient is 0 outside of it. */
export function viewOf(operation: string, x: Tensor, view: View): Tensor {
  return record({
    operation,
    parents: [x],
    array: view(x.array),
    gradients: [(grad) => spread("pad", grad, x.shape, view)],
  });
}

/** Zeros of a shape, with `x` in the part that `view` shows; its gradient is that part again. */
export function spread(operation: string, x: Tensor, shape: Shape, view: View): Tensor {
  const array = zeros(x.dtype, shape);
  assign(x.array, view(array));
  return record({ operation, parents: [x], array, gradients: [(grad) => viewOf("slice", grad, view)] });
}
