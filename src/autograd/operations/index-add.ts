import { normalizeDim } from "../../tensor/shape";
import { asTensor, type Operand } from "../operand";
import { Tensor } from "../tensor";
import { addSlices, checkIndices } from "./index-select";
import { fitted, placesOf, put } from "./put";

declare module "../tensor" {
  interface Tensor {
    /**
     * A copy with the slices of `source` added at `indices` along `dim`. An index that occurs twice receives both.
     *
     * @example
     * tensor.zeros([2, 2]).indexAdd(0, [1, 1], tensor([[1, 2], [3, 4]])).toArray(); // -> [[0, 0], [4, 6]]
     */
    indexAdd(dim: number, indices: readonly number[] | Tensor, source: Operand): Tensor;
    /**
     * A copy with the slices of `source` (or one number) in the place of those at `indices` along `dim`.
     *
     * @example
     * tensor.zeros([3]).indexCopy(0, [2, 0], tensor([7, 8])).toList(); // -> [8, 0, 7]
     */
    indexCopy(dim: number, indices: readonly number[] | Tensor, source: Operand): Tensor;
  }
}
Tensor.prototype.indexAdd = function (
  this: Tensor,
  dim: number,
  indices: readonly number[] | Tensor,
  source: Operand,
): Tensor {
  const along = normalizeDim("indexAdd", dim, this.ndim);
  const list = checkIndices("indexAdd", indices, this.shape[along]);
  const shape = this.shape.map((length, i) => (i === along ? list.length : length));
  const slices = fitted("indexAdd", asTensor("indexAdd", source, this).to(this.dtype), shape);
  return this.add(addSlices(slices, along, list, this.shape));
};
Tensor.prototype.indexCopy = function (
  this: Tensor,
  dim: number,
  indices: readonly number[] | Tensor,
  source: Operand,
): Tensor {
  const { places, shape } = placesOf(this.shape, (all) => all.indexSelect(dim, indices));
  return put(this, places, fitted("indexCopy", asTensor("indexCopy", source, this), shape));
};
