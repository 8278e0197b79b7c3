import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = a b`, so `dy/da = b` and `dy/db = a`. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "mul",
    parents: [a, b],
    array: binary("mul", a.array, b.array),
    gradients: [(grad) => sumTo(grad.mul(b), a.shape), (grad) => sumTo(grad.mul(a), b.shape)],
    needs: [a, b],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The product, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([1, 2]).mul(tensor([3, 4])).toList(); // -> [3, 8]
     */
    mul(other: Operand): Tensor;
  }
}
Tensor.prototype.mul = function (this: Tensor, other: Operand): Tensor {
  return mul(this, asTensor("mul", other, this));
};
