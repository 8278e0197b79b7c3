import { normalizeDims, reducedShape } from "../../tensor/shape";
import { asFloating } from "../operand";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { keepdimOf, type Dims, type ReduceOptions } from "./sum";

/** `y = (sum of |x_i|^p)^(1/p)`, so `dy/dx_i = sign(x_i) (|x_i| / y)^(p - 1)`, taken as 0 where `y` is 0. */
function norm(input: Tensor, p: number, dims?: Dims, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf("norm", options);
  const x = asFloating(input);
  if (p === 0) return x.countNonzero(dims, { keepdim }).to(x.dtype);
  if (p === Infinity) return x.abs().amax(dims, { keepdim });
  if (p === -Infinity) return x.abs().amin(dims, { keepdim });
  const along = normalizeDims("norm", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation: "norm",
    parents: [x],
    array: noGrad(() => lengthOf(x, p, along, keepdim ? kept : reducedShape(x.shape, along, false))).array,
    gradients: [(grad, y) => grad.reshape(kept).mul(slope(x, y.reshape(kept), p))],
    needs: [x],
    needsResult: true,
  });
}

function lengthOf(x: Tensor, p: number, dims: readonly number[], shape: readonly number[]): Tensor {
  if (p === 1) return x.abs().sum(dims).reshape(shape);
  if (p === 2) return x.square().sum(dims).sqrt().reshape(shape);
  return x
    .abs()
    .pow(p)
    .sum(dims)
    .pow(1 / p)
    .reshape(shape);
}

function slope(x: Tensor, y: Tensor, p: number): Tensor {
  if (p === 1) return x.sign();
  if (p === 2) return y.eq(0).where(0, x.div(y));
  const ratio = x.sign().mul(
    x
      .abs()
      .div(y)
      .pow(p - 1),
  );
  // A power below 0 of an element that is 0 would be infinite.
  return y.eq(0).logicalOr(x.eq(0)).where(0, ratio);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The length of the vector of all elements, or of those along the dimensions given: `(sum of |x|^p)^(1/p)`.
     *
     * @param p 2 (default) for the usual length, 1 for the sum of absolute values, `Infinity` for the largest of them.
     * @example
     * tensor([3, -4]).norm().item(); // -> 5
     */
    norm(p?: number, dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.norm = function (this: Tensor, p: number = 2, dims?: Dims, options?: ReduceOptions): Tensor {
  return norm(this, p, dims, options);
};
