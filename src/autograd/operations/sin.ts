import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = sin x`, so `dy/dx = cos x`. */
export function sin(x: Tensor): Tensor {
  return record({
    operation: "sin",
    parents: [x],
    array: unary("sin", x.array),
    gradients: [(grad) => grad.mul(x.cos())],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The sine; the angle is in radians, element by element.
     *
     * @example
     * tensor([0]).sin().toList(); // -> [0]
     */
    sin(): Tensor;
  }
}
Tensor.prototype.sin = function (this: Tensor): Tensor {
  return sin(this);
};
