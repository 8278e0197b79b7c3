import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = ln x`, so `dy/dx = 1 / x`. */
export function log(x: Tensor): Tensor {
  return record({
    operation: "log",
    parents: [x],
    array: unary("log", x.array),
    gradients: [(grad) => grad.div(x)],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The natural logarithm, element by element.
     *
     * @example
     * tensor([1]).log().toList(); // -> [0]
     */
    log(): Tensor;
  }
}
Tensor.prototype.log = function (this: Tensor): Tensor {
  return log(this);
};
