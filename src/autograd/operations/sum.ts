import { checkOptions } from "../../errors";
import { reduce } from "../../tensor/kernels";
import { normalizeDims, reducedShape } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** One dimension, several, or (left out) all of them. */
export type Dims = number | readonly number[];

export interface ReduceOptions {
  /** Keep the dimensions with length 1, so that the result broadcasts against the operand. Default false. */
  keepdim?: boolean;
}

/** Whether to keep the dimensions that a reduction runs over. */
export function keepdimOf(operation: string, options: ReduceOptions | undefined): boolean {
  if (!options) return false;
  checkOptions(operation, options, ["keepdim"]);
  return options.keepdim ?? false;
}

/** `y = sum of x_i`: every element that was summed receives the gradient of the sum. */
export function sum(x: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf("sum", options);
  const along = normalizeDims("sum", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation: "sum",
    parents: [x],
    array: reduce("sum", x.array, along, keepdim),
    gradients: [(grad) => grad.reshape(kept).expand(x.shape)],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The sum of all elements, or along the dimensions given.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).sum(1).toList(); // -> [3, 7]
     */
    sum(dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.sum = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return sum(this, dims, options);
};
