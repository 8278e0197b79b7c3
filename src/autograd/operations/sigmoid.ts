import { binary, unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = 1 / (1 + e^-x)`, so `dy/dx = y (1 - y)`. */
export function sigmoid(x: Tensor): Tensor {
  return record({
    operation: "sigmoid",
    parents: [x],
    array: unary("sigmoid", x.array),
    gradients: [(grad, y) => sigmoidBackward(grad, y)],
    needsResult: true,
  });
}

/** `grad * y * (1 - y)` in one pass, and its own gradients, so that it can be differentiated again. */
function sigmoidBackward(grad: Tensor, y: Tensor): Tensor {
  return record({
    operation: "sigmoidBackward",
    parents: [grad, y],
    array: binary("sigmoidBackward", grad.array, y.array),
    gradients: [(outer) => sigmoidBackward(outer, y), (outer) => outer.mul(grad).mul(y.mul(-2).add(1))],
    needs: [grad, y],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The logistic function `1 / (1 + e^-x)`, from 0 to 1, element by element.
     *
     * @example
     * tensor([0]).sigmoid().toList(); // -> [0.5]
     */
    sigmoid(): Tensor;
  }
}
Tensor.prototype.sigmoid = function (this: Tensor): Tensor {
  return sigmoid(this);
};
