import { GradbookError } from "../../errors";
import { isFloating } from "../../tensor/dtype";
import { assign, binary } from "../../tensor/kernels";
import { broadcastShapes, formatShape, sameShape } from "../../tensor/shape";
import { asTensor, type Operand } from "../operand";
import { isRecording } from "../tape";
import { Tensor } from "../tensor";
import { at, type Index } from "./at";

// Changes in place, as in PyTorch with a trailing underscore. They are not recorded: on a tensor that a gradient
// flows through they are allowed in noGrad only, as an optimiser does.

function check(operation: string, x: Tensor, source?: Operand): void {
  if (!isRecording()) return;
  if (x.requiresGrad) {
    throw new GradbookError(
      `${operation}: this tensor takes part in gradients; change it in noGrad(() => ...), or compute a new one`,
    );
  }
  if (source instanceof Tensor && source.requiresGrad) {
    throw new GradbookError(
      `${operation}: the values come from a tensor with gradient, which would not flow back through a change in place; ` +
        `compute a new tensor${forms[operation] ? `, as in ${forms[operation]}` : ""}, or pass values.detach()`,
    );
  }
}

/** What does the same with gradients, where it has another name. */
const forms: Readonly<Record<string, string>> = {
  add_: "t.add(values)",
  sub_: "t.sub(values)",
  mul_: "t.mul(values)",
  div_: "t.div(values)",
  setAt_: "t.indexPut(values, ...indices)",
  maskedFill_: "t.maskedFill(mask, values)",
  scatter_: "t.scatter(dim, index, values)",
  scatterAdd_: "t.scatterAdd(dim, index, values)",
  indexAdd_: "t.indexAdd(dim, indices, values)",
};

/** Writes values of a shape that broadcasts; anything else is an error that names both shapes. */
function overwrite(operation: string, x: Tensor, values: Tensor): Tensor {
  if (!sameShape(broadcastShapes(operation, x.shape, values.shape), x.shape)) {
    throw new GradbookError(`${operation}: ${formatShape(values.shape)} does not fit into ${formatShape(x.shape)}`);
  }
  assign(values.array, x.array);
  return x;
}

function update(kind: "add" | "sub" | "mul" | "div", x: Tensor, other: Operand): Tensor {
  check(`${kind}_`, x, other);
  const operand = asTensor(`${kind}_`, other, x);
  if (!sameShape(broadcastShapes(`${kind}_`, x.shape, operand.shape), x.shape)) {
    return overwrite(`${kind}_`, x, operand);
  }
  const result = binary(kind, x.array, operand.array);
  if (isFloating(result.dtype) && !isFloating(x.dtype)) {
    throw new GradbookError(
      `${kind}_: the result is ${result.dtype}, this tensor holds ${x.dtype}; compute a new one with t.${kind}(...), or convert it first`,
    );
  }
  return overwrite(`${kind}_`, x, new Tensor(result));
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
    /**
     * Writes `value`, broadcast, into the part that `indices` name as in {@link Tensor.at}: `t[0, 1:] = 5` in Python is `t.setAt_(5, 0, "1:")`.
     * For a new tensor through which gradients flow, see {@link Tensor.indexPut}.
     *
     * @throws if the value does not fit into the part.
     * @example
     * tensor.zeros([2, 3]).setAt_(5, 0, "1:").toArray(); // -> [[0, 5, 5], [0, 0, 0]]
     */
    setAt_(value: Operand, ...indices: Index[]): Tensor;
    /** Writes `value` where `mask` is true. */
    maskedFill_(mask: Tensor, value: number): Tensor;
    /**
     * Limits the elements in place, see {@link Tensor.clamp}.
     *
     * @example
     * tensor([-2, 3]).clamp_(0, 1).toList(); // -> [0, 1]
     */
    clamp_(low: number | undefined, high?: number): Tensor;
    /** Writes `source` where the indices point, see {@link Tensor.scatter}. */
    scatter_(dim: number, index: Tensor, source: Operand): Tensor;
    /** Adds `source` where the indices point, see {@link Tensor.scatterAdd}. */
    scatterAdd_(dim: number, index: Tensor, source: Operand): Tensor;
    /** Adds the slices of `source` at `indices` along `dim`, see {@link Tensor.indexAdd}. */
    indexAdd_(dim: number, indices: readonly number[] | Tensor, source: Operand): Tensor;
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
  check("copy_", this, source);
  return overwrite("copy_", this, asTensor("copy_", source, this));
};
Tensor.prototype.fill_ = function (this: Tensor, value: number): Tensor {
  check("fill_", this);
  assign(asTensor("fill_", value, this).array, this.array);
  return this;
};
Tensor.prototype.zero_ = function (this: Tensor): Tensor {
  return this.fill_(0);
};
Tensor.prototype.setAt_ = function (this: Tensor, value: Operand, ...indices: Index[]): Tensor {
  check("setAt_", this, value);
  // Without lists the part is a view, and only it is written.
  const isView = indices.every((index) => index === null || typeof index === "number" || typeof index === "string");
  if (!isView) return overwrite("setAt_", this, this.detach().indexPut(value, ...indices));
  overwrite("setAt_", at(this.detach(), indices, "setAt_"), asTensor("setAt_", value, this));
  return this;
};
Tensor.prototype.maskedFill_ = function (this: Tensor, mask: Tensor, value: number): Tensor {
  check("maskedFill_", this);
  return overwrite("maskedFill_", this, this.detach().maskedFill(mask, value));
};
Tensor.prototype.clamp_ = function (this: Tensor, low: number | undefined, high?: number): Tensor {
  check("clamp_", this);
  return overwrite("clamp_", this, this.detach().clamp(low, high));
};
Tensor.prototype.scatter_ = function (this: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  check("scatter_", this, source);
  return overwrite("scatter_", this, this.detach().scatter(dim, index, source));
};
Tensor.prototype.scatterAdd_ = function (this: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  check("scatterAdd_", this, source);
  return overwrite("scatterAdd_", this, this.detach().scatterAdd(dim, index, source));
};
Tensor.prototype.indexAdd_ = function (
  this: Tensor,
  dim: number,
  indices: readonly number[] | Tensor,
  source: Operand,
): Tensor {
  check("indexAdd_", this, source);
  return overwrite("indexAdd_", this, this.detach().indexAdd(dim, indices, source));
};
