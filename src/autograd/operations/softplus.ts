import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = ln(1 + e^x)`, so `dy/dx = sigmoid(x)`. */
export function softplus(x: Tensor): Tensor {
  return record({
    operation: "softplus",
    parents: [x],
    array: unary("softplus", x.array),
    gradients: [(grad) => grad.mul(x.sigmoid())],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * A smooth form of relu, `ln(1 + e^x)`, element by element.
     *
     * @example
     * tensor([1000]).softplus().toList(); // -> [1000]
     */
    softplus(): Tensor;
  }
}
Tensor.prototype.softplus = function (this: Tensor): Tensor {
  return softplus(this);
};
