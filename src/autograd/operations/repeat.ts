import { GradbookError } from "../../errors";
import { checkList, formatShape, normalizeDim } from "../../tensor/shape";
import { Tensor } from "../tensor";
import { takeSlices } from "./index-select";

declare module "../tensor" {
  interface Tensor {
    /**
     * The whole tensor again and again: `counts[i]` times along dimension `i`, aligned at the last one.
     *
     * @example
     * tensor([[1, 2]]).repeat([2, 2]).toArray(); // -> [[1, 2, 1, 2], [1, 2, 1, 2]]
     */
    repeat(counts: readonly number[]): Tensor;
    /**
     * Each slice along `dim` repeated in its place, all as often or each as often as listed; without `dim`, each element.
     *
     * @example
     * tensor([1, 2]).repeatInterleave(2).toList(); // -> [1, 1, 2, 2]
     * tensor([1, 2]).repeatInterleave([1, 3]).toList(); // -> [1, 2, 2, 2]
     */
    repeatInterleave(repeats: number | readonly number[] | Tensor, dim?: number): Tensor;
  }
}

/** Each dimension gets a new one before it, along which it is stretched; then both are made one. */
Tensor.prototype.repeat = function (this: Tensor, counts: readonly number[]): Tensor {
  if (!checkList("repeat", "the counts", counts).every((count) => Number.isInteger(count) && count >= 0)) {
    throw new GradbookError(`repeat: the counts ${formatShape(counts)} must be whole numbers, 0 or more`);
  }
  const ndim = Math.max(this.ndim, counts.length);
  const shape = [...new Array<number>(ndim - this.ndim).fill(1), ...this.shape];
  const times = [...new Array<number>(ndim - counts.length).fill(1), ...counts];
  return this.reshape(shape.flatMap((length) => [1, length]))
    .expand(shape.flatMap((length, i) => [times[i], length]))
    .reshape(shape.map((length, i) => length * times[i]));
};

Tensor.prototype.repeatInterleave = function (
  this: Tensor,
  repeats: number | readonly number[] | Tensor,
  dim?: number,
): Tensor {
  if (dim === undefined) return this.flatten().repeatInterleave(repeats, 0);
  const along = normalizeDim("repeatInterleave", dim, this.ndim);
  const length = this.shape[along];
  const given = repeats instanceof Tensor ? repeats.toList() : typeof repeats === "number" ? [repeats] : repeats;
  const counts = given.length === 1 ? new Array<number>(length).fill(given[0]) : given;
  if (counts.length !== length || !counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new GradbookError(
      `repeatInterleave: expected one whole number, or one for each of the ${length} slices, got ${formatShape(given)}`,
    );
  }
  const places = counts.flatMap((count, i) => new Array<number>(count).fill(i));
  return takeSlices(this, along, Int32Array.from(places));
};
