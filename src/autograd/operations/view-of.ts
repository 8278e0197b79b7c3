import { assign, zeros } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import type { Shape } from "../../tensor/shape";
import { isRecording, record } from "../tape";
import type { Gradient } from "../tape-entry";
import { Tensor } from "../tensor";

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

/**
 * Several parts of `x` that do not overlap. On the way back each writes its gradient into one array that they share, where a sum of arrays
 * that are 0 outside of one part would cost an array and an addition for each.
 */
export function partsOf(operation: string, x: Tensor, views: readonly View[]): Tensor[] {
  let shared: Tensor | undefined;
  const whole = record({
    operation: "parts",
    parents: [x],
    array: x.array,
    gradients: [
      (grad) => {
        shared = undefined;
        return grad;
      },
    ],
  });
  const written = new Set<View>();
  const write = (view: View): Gradient => {
    return (grad) => {
      // Recorded, a gradient must not change in place. And what was begun and not ended, by an error, is begun anew.
      if (isRecording()) return spread("pad", grad, x.shape, view);
      const isNew = !shared || written.has(view);
      if (isNew) written.clear();
      const sum = isNew || !shared ? new Tensor(zeros(x.dtype, x.shape)) : shared;
      shared = sum;
      written.add(view);
      assign(grad.array, view(sum.array));
      return isNew ? sum : undefined;
    };
  };
  return views.map((view) => record({ operation, parents: [whole], array: view(x.array), gradients: [write(view)] }));
}
