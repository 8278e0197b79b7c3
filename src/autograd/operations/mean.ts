import { reduce } from "../../tensor/kernels";
import { normalizeDims, reducedShape, sizeOf } from "../../tensor/shape";
import { asFloating } from "../operand";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import type { Dims, ReduceOptions } from "./sum";

/** `y = (sum of x_i) / n`: every element receives an n-th of the gradient. */
export function mean(input: Tensor, dims?: Dims, { keepdim = false }: ReduceOptions = {}): Tensor {
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

export interface VarianceOptions extends ReduceOptions {
  /** Divide by `n - 1` (true, the default, as for a sample) or by `n`. */
  unbiased?: boolean;
}

/** The mean squared distance from the mean. */
export function variance(input: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  const x = asFloating(input);
  const along = normalizeDims("variance", dims, x.ndim);
  const count = sizeOf(along.map((dim) => x.shape[dim]));
  const centred = x.sub(x.mean(along, { keepdim: true }));
  return centred
    .mul(centred)
    .sum(along, options)
    .div(count - ((options.unbiased ?? true) ? 1 : 0));
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
    /**
     * The variance `sum of (x - mean)^2 / (n - 1)`, with `{ unbiased: false }` over `n`.
     *
     * @example
     * tensor([1, 3]).variance(0, { unbiased: false }).item(); // -> 1
     */
    variance(dims?: Dims, options?: VarianceOptions): Tensor;
    /** The standard deviation, the square root of {@link Tensor.variance}. */
    std(dims?: Dims, options?: VarianceOptions): Tensor;
  }
}
Tensor.prototype.mean = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return mean(this, dims, options);
};
Tensor.prototype.variance = function (this: Tensor, dims?: Dims, options?: VarianceOptions): Tensor {
  return variance(this, dims, options);
};
Tensor.prototype.std = function (this: Tensor, dims?: Dims, options?: VarianceOptions): Tensor {
  return variance(this, dims, options).sqrt();
};
