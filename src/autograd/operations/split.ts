import { GradbookError } from "../../errors";
import { checkList, formatShape, normalizeDim } from "../../tensor/shape";
import { selectDim, sliceDim } from "../../tensor/views";
import { Tensor } from "../tensor";
import { partsOf } from "./view-of";

declare module "../tensor" {
  interface Tensor {
    /**
     * Parts of `size` along `dim` (default the first), the last one smaller if it does not divide; or parts of the sizes listed. Views.
     *
     * @throws if listed sizes do not add up to the length.
     * @example
     * tensor([1, 2, 3, 4, 5]).split(2).map((part) => part.toList()); // -> [[1, 2], [3, 4], [5]]
     * tensor([1, 2, 3]).split([1, 2]).map((part) => part.toList()); // -> [[1], [2, 3]]
     */
    split(size: number | readonly number[], dim?: number): Tensor[];
    /**
     * `count` parts along `dim` (default the first), as equal as they can be; fewer, if the length does not give as many. Views.
     *
     * @example
     * tensor([1, 2, 3, 4, 5]).chunk(2).map((part) => part.toList()); // -> [[1, 2, 3], [4, 5]]
     */
    chunk(count: number, dim?: number): Tensor[];
    /**
     * The slices along `dim` (default the first), without that dimension. Views.
     *
     * @example
     * const [x, y] = tensor([[1, 2], [3, 4]]).unbind(1);
     * y.toList(); // -> [2, 4]
     */
    unbind(dim?: number): Tensor[];
  }
}

function sizesOf(size: number, length: number): number[] {
  if (!Number.isInteger(size) || size < 1) throw new GradbookError(`split: the size is ${size}; it must be 1 or more`);
  const count = Math.max(1, Math.ceil(length / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, length - i * size));
}

Tensor.prototype.split = function (this: Tensor, size: number | readonly number[], dim: number = 0): Tensor[] {
  const along = normalizeDim("split", dim, this.ndim);
  const length = this.shape[along];
  const sizes = typeof size === "number" ? sizesOf(size, length) : checkList("split", "the sizes", size);
  if (!sizes.every((part) => part >= 0) || sizes.reduce((sum, part) => sum + part, 0) !== length) {
    throw new GradbookError(
      `split: the sizes ${formatShape(sizes)} do not add up to ${length}, the length of dimension ${along}`,
    );
  }
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, part) => sum + part, 0));
  return partsOf(
    "split",
    this,
    sizes.map((part, i) => (array) => sliceDim(array, along, starts[i], part, 1)),
  );
};
Tensor.prototype.chunk = function (this: Tensor, count: number, dim: number = 0): Tensor[] {
  if (!Number.isInteger(count) || count < 1)
    throw new GradbookError(`chunk: the count is ${count}; it must be 1 or more`);
  const length = this.shape[normalizeDim("chunk", dim, this.ndim)];
  return this.split(Math.max(1, Math.ceil(length / count)), dim);
};
Tensor.prototype.unbind = function (this: Tensor, dim: number = 0): Tensor[] {
  const along = normalizeDim("unbind", dim, this.ndim);
  return partsOf(
    "unbind",
    this,
    Array.from({ length: this.shape[along] }, (_, i) => (array) => selectDim(array, along, i)),
  );
};
