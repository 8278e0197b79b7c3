import { GradbookError } from "../../errors";
import { assign, binary } from "../../tensor/kernels";
import { broadcastShapes, formatShape, sameShape } from "../../tensor/shape";
import { asTensor, type Operand } from "../operand";
import { isRecording } from "../tape";
import { Tensor } from "../tensor";

// Changes in place, as in PyTorch with a trailing underscore. They are not recorded: on a tensor that a gradient
// flows through they are allowed in noGrad only, as an optimiser does.

function check(operation: string, x: Tensor): void {
  if (!isRecording() || !x.requiresGrad) return;
  throw new GradbookError(
    `${operation}: this tensor takes part in gradients; change it in noGrad(() => ...), or compute a new one`,
  );
}

function update(kind: "add" | "sub" | "mul" | "div", x: Tensor, other: Operand): Tensor {
  check(`${kind}_`, x);
  const operand = asTensor(`${kind}_`, other, x);
  if (!sameShape(broadcastShapes(`${kind}_`, x.shape, operand.shape), x.shape)) {
    throw new GradbookError(`${kind}_: ${formatShape(operand.shape)} does not fit into ${formatShape(x.shape)}`);
  }
  assign(binary(kind, x.array, operand.array), x.array);
  return x;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Adds in place. Within `noGrad` only, if this tensor takes part in gradients.
     *
     * @example
     * tensor([1, 2]).add_(1).toList(); // -> [2, 3]
     */
    add_(other: Operand): Tensor;
    /** Subtracts in place. */
    sub_(other: Operand): Tensor;
    /** Multiplies in place. */
    mul_(other: Operand): Tensor;
    /** Divides in place. */
    div_(other: Operand): Tensor;
    /** Overwrites the elements with those of `source`, broadcast to this shape. */
    copy_(source: Operand): Tensor;
    /** Sets every element to `value`. */
    fill_(value: number): Tensor;
    /** Sets every element to 0. */
    zero_(): Tensor;
  }
}
Tensor.prototype.add_ = function (this: Tensor, other: Operand): Tensor {
  return update("add", this, other);
};
Tensor.prototype.sub_ = function (this: Tensor, other: Operand): Tensor {
  return update("sub", this, other);
};
Tensor.prototype.mul_ = function (this: Tensor, other: Operand): Tensor {
  return update("mul", this, other);
};
Tensor.prototype.div_ = function (this: Tensor, other: Operand): Tensor {
  return update("div", this, other);
};
Tensor.prototype.copy_ = function (this: Tensor, source: Operand): Tensor {
  check("copy_", this);
  assign(asTensor("copy_", source, this).array, this.array);
  return this;
};
Tensor.prototype.fill_ = function (this: Tensor, value: number): Tensor {
  check("fill_", this);
  assign(asTensor("fill_", value, this).array, this.array);
  return this;
};
Tensor.prototype.zero_ = function (this: Tensor): Tensor {
  return this.fill_(0);
};
