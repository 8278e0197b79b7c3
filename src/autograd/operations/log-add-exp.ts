import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = ln(e^a + e^b)`, so `dy/da = e^(a - y) = sigmoid(a - b)`, and `dy/db = sigmoid(b - a)`. */
function logAddExp(a: Tensor, b: Tensor): Tensor {
  return record({
    operation: "logAddExp",
    parents: [a, b],
    array: binary("logAddExp", a.array, b.array),
    gradients: [
      (grad) => sumTo(grad.mul(a.sub(b).sigmoid()), a.shape),
      (grad) => sumTo(grad.mul(b.sub(a).sigmoid()), b.shape),
    ],
    needs: [a, b],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * `ln(e^a + e^b)`, the sum of two probabilities that are given as logarithms; nothing overflows on the way.
     *
     * @example
     * tensor([1000]).logAddExp(0).toList(); // -> [1000]
     */
    logAddExp(other: Operand): Tensor;
  }
}
Tensor.prototype.logAddExp = function (this: Tensor, other: Operand): Tensor {
  return logAddExp(this, asTensor("logAddExp", other, this));
};
