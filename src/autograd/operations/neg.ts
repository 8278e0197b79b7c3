import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = -x`, so `dy/dx = -1`. */
export function neg(x: Tensor): Tensor {
  return record({
    operation: "neg",
    parents: [x],
    array: unary("neg", x.array),
    gradients: [(grad) => grad.neg()],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The negative, element by element.
     *
     * @example
     * tensor([1, -2]).neg().toList(); // -> [-1, 2]
     */
    neg(): Tensor;
  }
}
Tensor.prototype.neg = function (this: Tensor): Tensor {
  return neg(this);
};
