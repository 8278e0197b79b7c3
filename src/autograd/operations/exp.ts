import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = e^x`, which is its own derivative: `dy/dx = y`. */
export function exp(x: Tensor): Tensor {
  return record({
    operation: "exp",
    parents: [x],
    array: unary("exp", x.array),
    gradients: [(grad, y) => grad.mul(y)],
    needsResult: true,
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The exponential `e^x`, element by element.
     *
     * @example
     * tensor([0]).exp().toList(); // -> [1]
     */
    exp(): Tensor;
  }
}
Tensor.prototype.exp = function (this: Tensor): Tensor {
  return exp(this);
};
