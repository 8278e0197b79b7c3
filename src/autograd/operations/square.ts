import { binary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = x^2`, so `dy/dx = 2 x`. */
export function square(x: Tensor): Tensor {
  return record({
    operation: "square",
    parents: [x],
    array: binary("mul", x.array, x.array),
    gradients: [(grad) => grad.mul(2).mul(x)],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Each element times itself.
     *
     * @example
     * tensor([-2, 3]).square().toList(); // -> [4, 9]
     */
    square(): Tensor;
  }
}
Tensor.prototype.square = function (this: Tensor): Tensor {
  return square(this);
};
