import { GradbookError } from "../../errors";
import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y = max(x, low)` (or `min(x, high)`): the gradient is 0 on and outside of the bound. */
function bound(kind: "maximum" | "minimum", x: Tensor, limit: number): Tensor {
  return record({
    operation: "clamp",
    parents: [x],
    array: binary(kind, x.array, asTensor("clamp", limit, x).array),
    gradients: [(grad) => (kind === "maximum" ? x.le(limit) : x.ge(limit)).where(0, grad)],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * `min(max(x, low), high)`, element by element; a bound that is `undefined` does not bind. Between the bounds the gradient passes,
     * on and outside of them it is 0, or the bound's if that is a tensor.
     *
     * @throws if both bounds are missing.
     * @example
     * tensor([-2, 0.5, 3]).clamp(0, 1).toList(); // -> [0, 0.5, 1]
     */
    clamp(low: Operand | undefined, high?: Operand): Tensor;
  }
}
Tensor.prototype.clamp = function (this: Tensor, low: Operand | undefined, high?: Operand): Tensor {
  if (low === undefined && high === undefined) {
    throw new GradbookError("clamp: give a lower bound, an upper bound or both, as in t.clamp(0, 1)");
  }
  const raised = typeof low === "number" ? bound("maximum", this, low) : low ? this.maximum(low) : this;
  return typeof high === "number" ? bound("minimum", raised, high) : high ? raised.minimum(high) : raised;
};
