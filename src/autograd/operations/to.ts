import type { DType } from "../../tensor/dtype";
import { checkDType, isFloating } from "../../tensor/dtype";
import { copy } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** Conversion between element types; the gradient is converted back. Whole numbers have no gradient. */
export function to(x: Tensor, dtype: DType): Tensor {
  const type = checkDType(dtype);
  if (x.dtype === type) return x;
  const array = copy(x.array, type);
  if (!isFloating(type)) return new Tensor(array);
  return record({ operation: "to", parents: [x], array, gradients: [(grad) => grad.to(x.dtype)] });
}

/** `y = x` in memory of its own: the gradient passes through. */
export function clone(x: Tensor): Tensor {
  return record({ operation: "clone", parents: [x], array: copy(x.array, x.dtype), gradients: [(grad) => grad] });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The same values as another element type; fractions are cut off when whole numbers are asked for.
     *
     * @example
     * tensor([1.7, -1.7]).to("int32").toList(); // -> [1, -1]
     */
    to(dtype: DType): Tensor;
    /** A copy in memory of its own, through which gradients pass. */
    clone(): Tensor;
    /** The same values in memory laid out in row-major order: this tensor, if it is already so. */
    contiguous(): Tensor;
    /**
     * The same memory without the history: no gradient flows back through it.
     *
     * @example
     * tensor([1], { requiresGrad: true }).detach().requiresGrad; // -> false
     */
    detach(): Tensor;
  }
}
Tensor.prototype.to = function (this: Tensor, dtype: DType): Tensor {
  return to(this, dtype);
};
Tensor.prototype.clone = function (this: Tensor): Tensor {
  return clone(this);
};
Tensor.prototype.contiguous = function (this: Tensor): Tensor {
  return this.array.contiguous ? this : clone(this);
};
Tensor.prototype.detach = function (this: Tensor): Tensor {
  return new Tensor(this.array);
};
