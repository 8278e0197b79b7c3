import { broadcastShapes } from "../../tensor/shape";
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
/** Both as truth values. */
function truths(operation: string, a: Tensor, b: Operand): [Tensor, Tensor] {
  const other = asTensor(operation, b, a);
  broadcastShapes(operation, a.shape, other.shape);
  return [a.ne(0), other.ne(0)];
}

// Among truth values a product is "and", a sum "or".
Tensor.prototype.logicalAnd = function (this: Tensor, other: Operand): Tensor {
  const [a, b] = truths("logicalAnd", this, other);
  return a.mul(b);
};
Tensor.prototype.logicalOr = function (this: Tensor, other: Operand): Tensor {
  const [a, b] = truths("logicalOr", this, other);
  return a.add(b);
};
Tensor.prototype.logicalXor = function (this: Tensor, other: Operand): Tensor {
  const [a, b] = truths("logicalXor", this, other);
  return a.ne(b);
};
