import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = sqrt(a^2 + b^2)`, so `dy/da = a / y` and `dy/db = b / y`. */
function hypot(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "hypot",
    parents: [a, b],
    array: binary("hypot", a.array, b.array),
    gradients: [(grad, y) => sumTo(grad.mul(a.div(y)), a.shape), (grad, y) => sumTo(grad.mul(b.div(y)), b.shape)],
    needs: [a, b],
    needsResult: true,
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * `sqrt(a^2 + b^2)`, the longest side of a right triangle; the squares cannot overflow.
     *
     * @example
     * tensor([3, 0]).hypot(4).toList(); // -> [5, 4]
     */
    hypot(other: Operand): Tensor;
  }
}
Tensor.prototype.hypot = function (this: Tensor, other: Operand): Tensor {
  return hypot(this, asTensor("hypot", other, this));
};
