import { isFloating } from "../../tensor/dtype";
import { Tensor } from "../tensor";

export interface NanToNumOptions {
  /** What stands for NaN. Default 0. */
  nan?: number;
  /** What stands for infinity. Default: the largest finite number of the element type. */
  posinf?: number;
  /** What stands for minus infinity. Default: the smallest finite number of the element type. */
  neginf?: number;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Numbers in the place of NaN and the infinities; where one was replaced, the gradient is 0.
     *
     * @example
     * tensor([NaN, 1, Infinity]).nanToNum({ posinf: 9 }).toList(); // -> [0, 1, 9]
     */
    nanToNum(options?: NanToNumOptions): Tensor;
  }
}
Tensor.prototype.nanToNum = function (this: Tensor, { nan = 0, posinf, neginf }: NanToNumOptions = {}): Tensor {
  if (!isFloating(this.dtype)) return this;
  const largest = this.dtype === "float64" ? Number.MAX_VALUE : (2 - 2 ** -23) * 2 ** 127;
  const finite = this.isNaN().where(nan, this);
  const below = finite.eq(Infinity).where(posinf ?? largest, finite);
  return below.eq(-Infinity).where(neginf ?? -largest, below);
};
