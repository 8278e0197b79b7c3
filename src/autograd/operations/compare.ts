import type { BinaryKind } from "../../backend/backend";
import { binary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { Tensor } from "../tensor";

function compare(kind: BinaryKind, a: Tensor, b: Operand): Tensor {
  return new Tensor(binary(kind, a.array, asTensor(kind, b, a).array));
}

declare module "../tensor" {
  interface Tensor {
    /**
     * True where both are equal; the result has the type bool and no gradient.
     *
     * @example
     * tensor([1, 2]).eq(2).toArray(); // -> [false, true]
     */
    eq(other: Operand): Tensor;
    /** True where both differ. */
    ne(other: Operand): Tensor;
    /** True where this is less. */
    lt(other: Operand): Tensor;
    /** True where this is less or equal. */
    le(other: Operand): Tensor;
    /** True where this is greater. */
    gt(other: Operand): Tensor;
    /** True where this is greater or equal. */
    ge(other: Operand): Tensor;
  }
}
Tensor.prototype.eq = function (this: Tensor, other: Operand): Tensor {
  return compare("eq", this, other);
};
Tensor.prototype.ne = function (this: Tensor, other: Operand): Tensor {
  return compare("ne", this, other);
};
Tensor.prototype.lt = function (this: Tensor, other: Operand): Tensor {
  return compare("lt", this, other);
};
Tensor.prototype.le = function (this: Tensor, other: Operand): Tensor {
  return compare("le", this, other);
};
Tensor.prototype.gt = function (this: Tensor, other: Operand): Tensor {
  return compare("gt", this, other);
};
Tensor.prototype.ge = function (this: Tensor, other: Operand): Tensor {
  return compare("ge", this, other);
};
