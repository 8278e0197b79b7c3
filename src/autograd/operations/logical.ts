import { asTensor, type Operand } from "../operand";
import { Tensor } from "../tensor";

// Truth values: everything but 0 is true, results have the type bool and no gradient.

declare module "../tensor" {
  interface Tensor {
    /**
     * True where both are true: two conditions at once.
     *
     * @example
     * const x = tensor([1, 5, 9]);
     * x.gt(2).logicalAnd(x.lt(8)).toArray(); // -> [false, true, false]
     */
    logicalAnd(other: Operand): Tensor;
    /** True where at least one is true. */
    logicalOr(other: Operand): Tensor;
    /** True where exactly one is true. */
    logicalXor(other: Operand): Tensor;
  }
}
// Among truth values a product is "and", a sum "or".
Tensor.prototype.logicalAnd = function (this: Tensor, other: Operand): Tensor {
  return this.ne(0).mul(asTensor("logicalAnd", other, this).ne(0));
};
Tensor.prototype.logicalOr = function (this: Tensor, other: Operand): Tensor {
  return this.ne(0).add(asTensor("logicalOr", other, this).ne(0));
};
Tensor.prototype.logicalXor = function (this: Tensor, other: Operand): Tensor {
  return this.ne(0).ne(asTensor("logicalXor", other, this).ne(0));
};
