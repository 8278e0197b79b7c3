import { broadcastShapes } from "../../tensor/shape";
import type { Operand } from "../operand";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The point at `weight` on the way to `end`: `x + weight (end - x)`, 0 is this tensor, 1 is `end`.
     *
     * @example
     * tensor([0, 10]).lerp(tensor([4, 20]), 0.5).toList(); // -> [2, 15]
     */
    lerp(end: Tensor, weight: Operand): Tensor;
  }
}
Tensor.prototype.lerp = function (this: Tensor, end: Tensor, weight: Operand): Tensor {
  broadcastShapes("lerp", this.shape, end.shape);
  return this.add(end.sub(this).mul(weight));
};
