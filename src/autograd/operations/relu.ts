import { binary, unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = max(x, 0)`: the slope is 1 where `y > 0`, else 0. */
export function relu(x: Tensor): Tensor {
  return record({
    operation: "relu",
    parents: [x],
    array: unary("relu", x.array),
    gradients: [(grad, y) => reluBackward(grad, y)],
    needsResult: true,
  });
}

/** `y > 0 ? grad : 0` in one pass, and its own gradients, so that it can be differentiated again. */
function reluBackward(grad: Tensor, y: Tensor): Tensor {
  return record({
    operation: "reluBackward",
    parents: [grad, y],
    array: binary("reluBackward", grad.array, y.array),
    gradients: [(outer) => reluBackward(outer, y), undefined],
    needs: [grad, y],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The rectified linear unit `max(x, 0)`, element by element.
     *
     * @example
     * tensor([-1, 2]).relu().toList(); // -> [0, 2]
     */
    relu(): Tensor;
  }
}
Tensor.prototype.relu = function (this: Tensor): Tensor {
  return relu(this);
};
