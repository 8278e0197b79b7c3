import { GradbookError } from "../../errors";
import type { Operand } from "../operand";
import { Tensor } from "../tensor";

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

// Written with `<=`, not `>`: no comparison with NaN is true, so NaN stays.
function raise(x: Tensor, low: Operand): Tensor {
  return low instanceof Tensor ? x.maximum(low) : x.le(low).where(low, x);
}

function lower(x: Tensor, high: Operand): Tensor {
  return high instanceof Tensor ? x.minimum(high) : x.ge(high).where(high, x);
}

Tensor.prototype.clamp = function (this: Tensor, low: Operand | undefined, high?: Operand): Tensor {
  if (low === undefined && high === undefined) {
    throw new GradbookError("clamp: give a lower bound, an upper bound or both, as in t.clamp(0, 1)");
  }
  const raised = low === undefined ? this : raise(this, low);
  return high === undefined ? raised : lower(raised, high);
};
