import { normalizeDims, reducedShape } from "../../tensor/shape";
import { asFloating } from "../operand";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { keepdimOf, type Dims, type ReduceOptions } from "./sum";

/** `y = ln sum of e^x_i`, so `dy/dx_i = e^(x_i - y)`: the softmax. */
function logSumExp(input: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf("logSumExp", options);
  const x = asFloating(input);
  const along = normalizeDims("logSumExp", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation: "logSumExp",
    parents: [x],
    array: noGrad(() => shifted(x, along).reshape(keepdim ? kept : reducedShape(x.shape, along, false))).array,
    gradients: [(grad, y) => grad.reshape(kept).mul(x.sub(y.reshape(kept)).exp())],
    needs: [x],
    needsResult: true,
  });
}

/** With the largest element `m` taken out, `m + ln sum of e^(x_i - m)`, no power overflows. */
function shifted(x: Tensor, dims: readonly number[]): Tensor {
  if (x.size === 0) return x.exp().sum(dims, { keepdim: true }).log();
  const largest = x.amax(dims, { keepdim: true });
  const shift = largest.isFinite().where(largest, 0);
  return x.sub(shift).exp().sum(dims, { keepdim: true }).log().add(shift);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * `ln sum of e^x`, of all elements or along the dimensions given; nothing overflows on the way.
     *
     * @example
     * tensor([1000, -1000]).logSumExp().item(); // -> 1000
     */
    logSumExp(dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.logSumExp = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return logSumExp(this, dims, options);
};
