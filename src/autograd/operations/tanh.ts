import { binary, unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = tanh x`, so `dy/dx = 1 - y^2`. */
export function tanh(x: Tensor): Tensor {
  return record({
    operation: "tanh",
    parents: [x],
    array: unary("tanh", x.array),
    gradients: [(grad, y) => tanhBackward(grad, y)],
    needsResult: true,
  });
}

/** `grad * (1 - y^2)` in one pass, and its own gradients, so that it can be differentiated again. */
function tanhBackward(grad: Tensor, y: Tensor): Tensor {
  return record({
    operation: "tanhBackward",
    parents: [grad, y],
    array: binary("tanhBackward", grad.array, y.array),
    gradients: [(outer) => tanhBackward(outer, y), (outer) => outer.mul(grad).mul(y).mul(-2)],
    needs: [grad, y],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The hyperbolic tangent, from -1 to 1, element by element.
     *
     * @example
     * tensor([0]).tanh().toList(); // -> [0]
     */
    tanh(): Tensor;
  }
}
Tensor.prototype.tanh = function (this: Tensor): Tensor {
  return tanh(this);
};
