import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = a / b`, so `dy/da = 1 / b` and `dy/db = -a / b^2`. */
export function div(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "div",
    parents: [a, b],
    array: binary("div", a.array, b.array),
    gradients: [(grad) => sumTo(grad.div(b), a.shape), (grad) => sumTo(grad.mul(a).div(b.mul(b)).neg(), b.shape)],
    needs: [a, b],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The quotient, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([1, 3]).div(2).toList(); // -> [0.5, 1.5]
     */
    div(other: Operand): Tensor;
  }
}
Tensor.prototype.div = function (this: Tensor, other: Operand): Tensor {
  return div(this, asTensor("div", other, this));
};
