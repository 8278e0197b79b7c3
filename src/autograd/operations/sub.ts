import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = a - b`: the gradient goes to `a` as it is, to `b` negated. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "sub",
    parents: [a, b],
    array: binary("sub", a.array, b.array),
    gradients: [(grad) => sumTo(grad, a.shape), (grad) => sumTo(grad.neg(), b.shape)],
    needs: [],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The difference, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([1, 2]).sub(1).toList(); // -> [0, 1]
     */
    sub(other: Operand): Tensor;
  }
}
Tensor.prototype.sub = function (this: Tensor, other: Operand): Tensor {
  return sub(this, asTensor("sub", other, this));
};
