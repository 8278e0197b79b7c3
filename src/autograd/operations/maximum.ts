import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { share } from "../share";

/** `y = max(a, b)`: the gradient goes to the larger one, and half to each where they are equal. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "maximum",
    parents: [a, b],
    array: binary("maximum", a.array, b.array),
    gradients: [(grad) => sumTo(grad.mul(share(a, b)), a.shape), (grad) => sumTo(grad.mul(share(b, a)), b.shape)],
    needs: [a, b],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The larger of both, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([-1, 2]).maximum(0).toList(); // -> [0, 2]
     */
    maximum(other: Operand): Tensor;
  }
}
Tensor.prototype.maximum = function (this: Tensor, other: Operand): Tensor {
  return maximum(this, asTensor("maximum", other, this));
};
