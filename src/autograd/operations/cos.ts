import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = cos x`, so `dy/dx = -sin x`. */
export function cos(x: Tensor): Tensor {
  return record({
    operation: "cos",
    parents: [x],
    array: unary("cos", x.array),
    gradients: [(grad) => grad.mul(x.sin()).neg()],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The cosine; the angle is in radians, element by element.
     *
     * @example
     * tensor([0]).cos().toList(); // -> [1]
     */
    cos(): Tensor;
  }
}
Tensor.prototype.cos = function (this: Tensor): Tensor {
  return cos(this);
};
