import { GradbookError } from "../../errors";
import { isFloating } from "../../tensor/dtype";
import { binary } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * What is left of the division by `other`, with the sign of `other`, as Python's `%`: `a - b floor(a / b)`.
     *
     * @throws if whole numbers are divided by 0.
     * @example
     * tensor([-7, 7]).remainder(3).toList(); // -> [2, 1]
     */
    remainder(other: Operand): Tensor;
    /**
     * What is left of the division by `other`, with the sign of this tensor, as JavaScript's `%`: `a - b trunc(a / b)`.
     *
     * @throws if whole numbers are divided by 0.
     * @example
     * tensor([-7, 7]).fmod(3).toList(); // -> [-1, 1]
     */
    fmod(other: Operand): Tensor;
    /**
     * The largest whole number not above `a / b`, as Python's `//`. Whole numbers stay int32. Flat, so without gradient.
     *
     * @throws if whole numbers are divided by 0.
     * @example
     * tensor([-7, 7]).floorDivide(2).toList(); // -> [-4, 3]
     */
    floorDivide(other: Operand): Tensor;
  }
}

type Kind = "remainder" | "fmod" | "floorDivide";

/** Among whole numbers there is no infinity to stand for a division by 0. */
function divide(kind: Kind, a: Tensor, b: Tensor): NDArray {
  const result = binary(kind, a.array, b.array);
  if (!isFloating(result.dtype) && b.eq(0).any().item()) {
    throw new GradbookError(
      `${kind}: division of whole numbers by 0; divide by another number, or take t.to("float32") first`,
    );
  }
  return result;
}

/** `y = a - b q` with a whole `q`, so `dy/da = 1` and `dy/db = -q`. */
function rest(kind: "remainder" | "fmod", a: Tensor, b: Tensor): Tensor {
  const quotient = (): Tensor => (kind === "fmod" ? a.detach().div(b.detach()).trunc() : a.floorDivide(b));
  return record({
    operation: kind,
    parents: [a, b],
    array: divide(kind, a, b),
    gradients: [(grad) => sumTo(grad, a.shape), (grad) => sumTo(grad.mul(quotient()).neg(), b.shape)],
    needs: [a, b],
  });
}
Tensor.prototype.remainder = function (this: Tensor, other: Operand): Tensor {
  return rest("remainder", this, asTensor("remainder", other, this));
};
Tensor.prototype.fmod = function (this: Tensor, other: Operand): Tensor {
  return rest("fmod", this, asTensor("fmod", other, this));
};
Tensor.prototype.floorDivide = function (this: Tensor, other: Operand): Tensor {
  return new Tensor(divide("floorDivide", this, asTensor("floorDivide", other, this)));
};
