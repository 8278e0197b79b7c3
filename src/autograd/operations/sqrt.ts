import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = sqrt(x)`, so `dy/dx = 1 / (2 y)`. */
export function sqrt(x: Tensor): Tensor {
  return record({
    operation: "sqrt",
    parents: [x],
    array: unary("sqrt", x.array),
    gradients: [(grad, y) => grad.div(y.mul(2))],
    needsResult: true,
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The square root, element by element.
     *
     * @example
     * tensor([9]).sqrt().toList(); // -> [3]
     */
    sqrt(): Tensor;
  }
}
Tensor.prototype.sqrt = function (this: Tensor): Tensor {
  return sqrt(this);
};
