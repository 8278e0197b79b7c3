import { broadcastShapes, sameShape } from "../../tensor/shape";
import { asTensor, type Operand } from "../operand";
import { noGrad } from "../tape";
import { Tensor } from "../tensor";

export interface CloseOptions {
  /** The difference allowed in proportion to `other`. Default 1e-5. */
  rtol?: number;
  /** The difference allowed beside that. Default 1e-8. */
  atol?: number;
  /** Whether NaN equals NaN. Default false. */
  equalNaN?: boolean;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * True where both are equal up to rounding: `|a - b| <= atol + rtol |b|`.
     *
     * @example
     * tensor([1, 2]).isClose(tensor([1.000001, 2.1])).toArray(); // -> [true, false]
     */
    isClose(other: Operand, options?: CloseOptions): Tensor;
    /**
     * Whether all elements are equal up to rounding, see {@link Tensor.isClose}.
     *
     * @example
     * tensor([0.1]).add(0.2).allClose(tensor([0.3])); // -> true
     */
    allClose(other: Operand, options?: CloseOptions): boolean;
    /**
     * Whether both have the same shape and the same elements.
     *
     * @example
     * tensor([1, 2]).equal(tensor([1, 3])); // -> false
     */
    equal(other: Tensor): boolean;
  }
}

function isClose(a: Tensor, b: Tensor, { rtol = 1e-5, atol = 1e-8, equalNaN = false }: CloseOptions): Tensor {
  broadcastShapes("isClose", a.shape, b.shape);
  return noGrad(() => {
    const allowed = b.abs().mul(rtol).add(atol);
    // Equal infinities are close though their difference is NaN; an infinity is close to nothing else.
    const near = a.sub(b).abs().le(allowed).logicalAnd(b.isFinite()).logicalOr(a.eq(b));
    return equalNaN ? near.logicalOr(a.isNaN().logicalAnd(b.isNaN())) : near;
  });
}
Tensor.prototype.isClose = function (this: Tensor, other: Operand, options: CloseOptions = {}): Tensor {
  return isClose(this, asTensor("isClose", other, this), options);
};
Tensor.prototype.allClose = function (this: Tensor, other: Operand, options: CloseOptions = {}): boolean {
  return this.isClose(other, options).all().item() === 1;
};
Tensor.prototype.equal = function (this: Tensor, other: Tensor): boolean {
  return sameShape(this.shape, other.shape) && this.eq(other).all().item() === 1;
};
