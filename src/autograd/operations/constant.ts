import { isFloating } from "../../tensor/dtype";
import { unary } from "../../tensor/kernels";
import { Tensor } from "../tensor";

// Functions that are flat almost everywhere: their gradient is 0, so nothing is recorded.

declare module "../tensor" {
  interface Tensor {
    /** -1, 0 or 1, element by element. */
    sign(): Tensor;
    /** The largest whole number not above each element. */
    floor(): Tensor;
    /** The smallest whole number not below each element. */
    ceil(): Tensor;
    /**
     * The nearest whole number, or the nearest with `decimals` digits behind the point; halves go to the even one.
     *
     * @example
     * tensor([2.5, 1.75]).round().toList(); // -> [2, 2]
     * tensor([0.126]).to("float64").round(2).toList(); // -> [0.13]
     */
    round(decimals?: number): Tensor;
    /**
     * Each element without its fraction.
     *
     * @example
     * tensor([1.7, -1.7]).trunc().toList(); // -> [1, -1]
     */
    trunc(): Tensor;
    /**
     * True where an element is not a number: the result of 0 / 0, for example.
     *
     * @example
     * tensor([NaN, Infinity]).isNaN().toArray(); // -> [true, false]
     */
    isNaN(): Tensor;
    /** True where an element is infinite, above or below. */
    isInf(): Tensor;
    /** True where an element is neither infinite nor NaN. */
    isFinite(): Tensor;
    /** True where an element is 0 or false. */
    logicalNot(): Tensor;
  }
}
Tensor.prototype.sign = function (this: Tensor): Tensor {
  return new Tensor(unary("sign", this.array));
};
Tensor.prototype.floor = function (this: Tensor): Tensor {
  return new Tensor(unary("floor", this.array));
};
Tensor.prototype.ceil = function (this: Tensor): Tensor {
  return new Tensor(unary("ceil", this.array));
};
Tensor.prototype.round = function (this: Tensor, decimals: number = 0): Tensor {
  if (decimals !== 0 && isFloating(this.dtype)) {
    return this.detach()
      .mul(10 ** decimals)
      .round()
      .div(10 ** decimals);
  }
  return new Tensor(unary("round", this.array));
};
Tensor.prototype.trunc = function (this: Tensor): Tensor {
  return new Tensor(unary("trunc", this.array));
};
Tensor.prototype.isNaN = function (this: Tensor): Tensor {
  return new Tensor(unary("isNaN", this.array));
};
Tensor.prototype.isInf = function (this: Tensor): Tensor {
  return new Tensor(unary("isInf", this.array));
};
Tensor.prototype.isFinite = function (this: Tensor): Tensor {
  return new Tensor(unary("isFinite", this.array));
};
Tensor.prototype.logicalNot = function (this: Tensor): Tensor {
  return new Tensor(unary("not", this.array));
};
