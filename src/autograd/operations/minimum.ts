import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { share } from "../share";

/** `y = min(a, b)`: the gradient goes to the smaller one, and half to each where they are equal. */
export function minimum(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "minimum",
    parents: [a, b],
    array: binary("minimum", a.array, b.array),
    gradients: [(grad) => sumTo(grad.mul(share(b, a)), a.shape), (grad) => sumTo(grad.mul(share(a, b)), b.shape)],
    needs: [a, b],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The smaller of both, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([-1, 2]).minimum(0).toList(); // -> [-1, 0]
     */
    minimum(other: Operand): Tensor;
  }
}
Tensor.prototype.minimum = function (this: Tensor, other: Operand): Tensor {
  return minimum(this, asTensor("minimum", other, this));
};
