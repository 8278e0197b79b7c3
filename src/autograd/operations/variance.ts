import { checkOptions } from "../../errors";
import { normalizeDims, reducedShape, sizeOf } from "../../tensor/shape";
import { asFloating } from "../operand";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import type { Dims, ReduceOptions } from "./sum";

export interface VarianceOptions extends ReduceOptions {
  /** Divide by `n - 1` (true, the default, as for a sample) or by `n`. */
  unbiased?: boolean;
}

/** What the squared distances are divided by. */
function divisor(x: Tensor, dims: readonly number[], { unbiased = true }: VarianceOptions): number {
  return Math.max(0, sizeOf(dims.map((dim) => x.shape[dim])) - (unbiased ? 1 : 0));
}

/** The mean squared distance from the mean. */
export function variance(input: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  checkOptions("variance", options, ["unbiased", "keepdim"]);
  const x = asFloating(input);
  const along = normalizeDims("variance", dims, x.ndim);
  return x
    .sub(x.mean(along, { keepdim: true }))
    .square()
    .sum(along, { keepdim: options.keepdim ?? false })
    .div(divisor(x, along, options));
}

/** `y = sqrt(variance)`, so `dy/dx_i = (x_i - mean) / (y (n - 1))`, taken as 0 where all elements are equal. */
function std(input: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  checkOptions("std", options, ["unbiased", "keepdim"]);
  const x = asFloating(input);
  const along = normalizeDims("std", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation: "std",
    parents: [x],
    array: noGrad(() => variance(x, along, options).sqrt()).array,
    gradients: [
      (grad, y) => {
        const scale = y.eq(0).where(0, grad.div(y.mul(divisor(x, along, options))));
        return x.sub(x.mean(along, { keepdim: true })).mul(scale.reshape(kept));
      },
    ],
    needs: [x],
    needsResult: true,
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The variance `sum of (x - mean)^2 / (n - 1)` of all elements or along the dimensions given, with `{ unbiased: false }` over `n`.
     *
     * @example
     * tensor([1, 3]).variance(0, { unbiased: false }).item(); // -> 1
     */
    variance(dims?: Dims, options?: VarianceOptions): Tensor;
    /**
     * The standard deviation, the square root of {@link Tensor.variance}.
     *
     * @example
     * tensor([1, 3, 5]).std().item(); // -> 2
     */
    std(dims?: Dims, options?: VarianceOptions): Tensor;
  }
}
Tensor.prototype.variance = function (this: Tensor, dims?: Dims, options?: VarianceOptions): Tensor {
  return variance(this, dims, options);
};
Tensor.prototype.std = function (this: Tensor, dims?: Dims, options?: VarianceOptions): Tensor {
  return std(this, dims, options);
};
