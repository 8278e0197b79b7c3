import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = |x|`, so `dy/dx = sign(x)`, taken as 0 at 0. */
export function abs(x: Tensor): Tensor {
  return record({
    operation: "abs",
    parents: [x],
    array: unary("abs", x.array),
    gradients: [(grad) => grad.mul(x.sign())],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The absolute value, element by element.
     *
     * @example
     * tensor([-3, 2]).abs().toList(); // -> [3, 2]
     */
    abs(): Tensor;
  }
}
Tensor.prototype.abs = function (this: Tensor): Tensor {
  return abs(this);
};
