import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = a + b`: each operand receives the whole gradient. */
export function add(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "add",
    parents: [a, b],
    array: binary("add", a.array, b.array),
    gradients: [(grad) => sumTo(grad, a.shape), (grad) => sumTo(grad, b.shape)],
    needs: [],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The sum, element by element. `other` is a tensor of a shape that broadcasts, or a number.
     *
     * @example
     * tensor([1, 2]).add(10).toList(); // -> [11, 12]
     */
    add(other: Operand): Tensor;
  }
}
Tensor.prototype.add = function (this: Tensor, other: Operand): Tensor {
  return add(this, asTensor("add", other, this));
};
