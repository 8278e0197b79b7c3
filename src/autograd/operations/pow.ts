import { GradbookError } from "../../errors";
import { isFloating } from "../../tensor/dtype";
import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = x^p`, so `dy/dx = p x^(p-1)`, 0 where `p` is 0, and `dy/dp = y ln x`, 0 where `x` is 0. */
export function pow(x: Tensor, p: Tensor): Tensor {
  const array = binary("pow", x.array, p.array);
  if (!isFloating(array.dtype) && p.lt(0).any().item()) {
    throw new GradbookError(
      'pow: whole numbers to a negative power are fractions; convert them first with t.to("float32")',
    );
  }
  return record({
    operation: "pow",
    parents: [x, p],
    array,
    gradients: [
      (grad) => sumTo(grad.mul(p.eq(0).where(0, p.mul(x.pow(p.sub(1))))), x.shape),
      (grad, y) => sumTo(grad.mul(x.eq(0).where(0, y.mul(x.log()))), p.shape),
    ],
    needs: [x, p],
    needsResult: true,
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Each element to the power of `exponent`, a number or a tensor.
     *
     * @throws if both are whole numbers and an exponent is negative.
     * @example
     * tensor([2, 3]).pow(2).toList(); // -> [4, 9]
     */
    pow(exponent: Operand): Tensor;
  }
}
Tensor.prototype.pow = function (this: Tensor, exponent: Operand): Tensor {
  return pow(this, asTensor("pow", exponent, this));
};
