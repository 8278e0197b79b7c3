import { GradbookError, inWords } from "../../errors";
import { isFloating } from "../../tensor/dtype";
import { full, where as select } from "../../tensor/kernels";
import { asTensor, checkTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = condition ? a : b`: the gradient goes to the one that was chosen, the other receives 0. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "where",
    parents: [condition, a, b],
    array: select(condition.array, a.array, b.array),
    gradients: [
      undefined,
      (grad) => sumTo(condition.where(grad, 0), a.shape),
      (grad) => sumTo(condition.where(0, grad), b.shape),
    ],
    needs: [condition],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * `a` where this is true (not 0), `b` elsewhere.
     *
     * @example
     * tensor([-1, 2]).gt(0).where(1, 0).toList(); // -> [0, 1]
     */
    where(a: Operand, b: Operand): Tensor;
    /**
     * This tensor with `value` where `mask` is true; the element type stays.
     *
     * @throws if a fraction is to be put among whole numbers.
     * @example
     * tensor([1, 2]).maskedFill(tensor([true, false]), -Infinity).toList(); // -> [-Infinity, 2]
     */
    maskedFill(mask: Tensor, value: number): Tensor;
  }
}
Tensor.prototype.where = function (this: Tensor, a: Operand, b: Operand): Tensor {
  const partner = a instanceof Tensor ? a : b instanceof Tensor ? b : new Tensor(full("float32", [], 0));
  return where(this, asTensor("where", a, partner), asTensor("where", b, partner));
};
Tensor.prototype.maskedFill = function (this: Tensor, mask: Tensor, value: number): Tensor {
  checkTensor("maskedFill", "the mask", mask);
  if (typeof value !== "number")
    throw new GradbookError(`maskedFill: the value must be a number, got ${inWords(value)}`);
  if (!isFloating(this.dtype) && !Number.isInteger(value)) {
    throw new GradbookError(
      `maskedFill: ${value} among elements of ${this.dtype}; convert them first with t.to("float32")`,
    );
  }
  return mask.where(new Tensor(full(this.dtype, [], value)), this);
};
