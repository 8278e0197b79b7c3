import { GradbookError } from "../../errors";
import { searchsorted } from "../../tensor/lines";
import { formatShape, sameShape } from "../../tensor/shape";
import { empty, full } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { noGrad } from "../tape";
import { Tensor } from "../tensor";
import { concat } from "./concat";
import { addSlices } from "./index-select";

export interface Unique {
  /** Every element that occurs, once, in order. */
  readonly values: Tensor;
  /** For each element, where in `values` it stands (int32, in the tensor's shape). */
  readonly inverse: Tensor;
  /** How often each value occurs (int32). */
  readonly counts: Tensor;
}

export interface BincountOptions {
  /** What each element counts. Default 1. */
  weights?: Tensor;
  /** The least length of the result. Default 0. */
  minlength?: number;
}

export interface SearchsortedOptions {
  /** Behind elements that are equal (true) or before them (false, the default). */
  right?: boolean;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The different elements in order, where each element stands among them, and how often each occurs.
     *
     * @example
     * const { values, counts, inverse } = tensor([3, 1, 3]).unique();
     * values.toList(); // -> [1, 3]
     * counts.toList(); // -> [1, 2]
     * inverse.toList(); // -> [1, 0, 1]
     */
    unique(): Unique;
    /**
     * How often each of the numbers 0, 1, 2 ... occurs in a list of whole numbers (int32; with weights, their type).
     *
     * @throws if an element is negative or not a whole number.
     * @example
     * tensor([0, 2, 2]).bincount().toList(); // -> [1, 0, 2]
     */
    bincount(options?: BincountOptions): Tensor;
    /**
     * Where each of `values` would be inserted into this tensor, whose last dimension is in order, so that it stays so (int32).
     *
     * @example
     * tensor([1, 3, 5]).searchsorted(tensor([0, 3, 9])).toList(); // -> [0, 1, 3]
     */
    searchsorted(values: Operand, options?: SearchsortedOptions): Tensor;
    /**
     * True where an element is one of `values`.
     *
     * @example
     * tensor([1, 2, 3]).isIn([3, 1]).toArray(); // -> [true, false, true]
     */
    isIn(values: readonly number[] | Tensor): Tensor;
  }
}

/** In order, a new value begins where an element differs from the one before it. */
Tensor.prototype.unique = function (this: Tensor): Unique {
  return noGrad(() => {
    const { values: sorted, indices } = this.detach().flatten().sort(0);
    const rest = Math.max(0, this.size - 1);
    const begins = concat([
      new Tensor(full("bool", [this.size - rest], 1)),
      sorted.narrow(0, this.size - rest, rest).ne(sorted.narrow(0, 0, rest)),
    ]);
    const group = begins.cumsum(0).sub(1);
    const inverse = group.scatter(0, indices, group).reshape(this.shape);
    return { values: sorted.at(begins), inverse, counts: group.bincount() };
  });
};

Tensor.prototype.bincount = function (this: Tensor, { weights, minlength = 0 }: BincountOptions = {}): Tensor {
  const numbers = this.toList();
  const most = numbers.reduce((largest, value) => Math.max(largest, value), -1);
  if (this.ndim !== 1 || !numbers.every((value) => Number.isInteger(value) && value >= 0)) {
    throw new GradbookError("bincount: expected a list of whole numbers, 0 or more");
  }
  if (weights && !sameShape(weights.shape, this.shape)) {
    throw new GradbookError(
      `bincount: weights of shape ${formatShape(weights.shape)} for numbers of shape ${formatShape(this.shape)}; they must be equal`,
    );
  }
  const counted = weights ?? new Tensor(full("int32", this.shape, 1));
  return addSlices(counted, 0, Int32Array.from(numbers), [Math.max(minlength, most + 1)]);
};

Tensor.prototype.searchsorted = function (
  this: Tensor,
  values: Operand,
  { right = false }: SearchsortedOptions = {},
): Tensor {
  const wanted = asTensor("searchsorted", values, this);
  const before = (x: Tensor): readonly number[] => x.shape.slice(0, -1);
  if (this.ndim === 0 || (this.ndim > 1 && !sameShape(before(this), before(wanted)))) {
    throw new GradbookError(
      `searchsorted: values of shape ${formatShape(wanted.shape)} for lines of shape ${formatShape(this.shape)}; ` +
        "use one line, or as many lines of values",
    );
  }
  return new Tensor(searchsorted(this.array, wanted.array, right ? "right" : "left"));
};

Tensor.prototype.isIn = function (this: Tensor, values: readonly number[] | Tensor): Tensor {
  const wanted = new Set(values instanceof Tensor ? values.toList() : values);
  const found = empty("bool", this.shape);
  this.toTypedArray().forEach((value, i) => (found.data[found.offset + i] = wanted.has(value) ? 1 : 0));
  return new Tensor(found);
};
