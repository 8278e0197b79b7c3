import { reduce } from "../../tensor/kernels";
import { normalizeDims, reducedShape, sizeOf } from "../../tensor/shape";
import { asFloating } from "../operand";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { keepdimOf, type Dims, type ReduceOptions } from "./sum";

/** `y = (sum of x_i) / n`: every element receives an n-th of the gradient. */
export function mean(input: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf("mean", options);
  const x = asFloating(input);
  const along = normalizeDims("mean", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  const count = sizeOf(along.map((dim) => x.shape[dim]));
  const total = new Tensor(reduce("sum", x.array, along, keepdim));
  return record({
    operation: "mean",
    parents: [x],
    array: noGrad(() => total.div(count)).array,
    gradients: [(grad) => grad.div(count).reshape(kept).expand(x.shape)],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The mean of all elements, or along the dimensions given. Whole numbers give float32.
     *
     * @example
     * tensor([1, 2, 6]).mean().item(); // -> 3
     */
    mean(dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.mean = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return mean(this, dims, options);
};
