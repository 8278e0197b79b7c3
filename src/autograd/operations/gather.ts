import { GradbookError } from "../../errors";
import { placesAlong } from "../../tensor/lines";
import { broadcastShapes, formatShape, normalizeDim, type Shape } from "../../tensor/shape";
import { asTensor, checkTensor, type Operand } from "../operand";
import { Tensor } from "../tensor";
import { addSlices, checkIndices } from "./index-select";
import { put, take } from "./put";

/** The place that each index names: along `dim` the index, in all other dimensions where the index itself stands. */
function places(operation: string, shape: Shape, dim: number, index: Tensor): Int32Array {
  checkTensor(operation, "the index", index);
  const along = normalizeDim(operation, dim, shape.length);
  const fits = index.ndim === shape.length && index.shape.every((length, i) => i === along || length <= shape[i]);
  if (!fits) {
    throw new GradbookError(
      `${operation}: indices of shape ${formatShape(index.shape)} for a tensor of shape ${formatShape(shape)}; ` +
        `both need the same dimensions, and except along ${along} no index may stand outside of the tensor`,
    );
  }
  return placesAlong(shape, along, checkIndices(operation, index, shape[along]), index.shape);
}

/** The elements of `source` that stand where there is an index. */
function sources(operation: string, source: Operand, x: Tensor, index: Tensor): Tensor {
  const values = asTensor(operation, source, x);
  if (values.ndim === 0) return values.expand(index.shape);
  if (values.ndim === index.ndim && index.shape.every((length, i) => length <= values.shape[i])) {
    return values.slice(...index.shape.map((length): [number, number] => [0, length]));
  }
  throw new GradbookError(
    `${operation}: indices of shape ${formatShape(index.shape)} for a source of shape ${formatShape(values.shape)}; it needs a value for each index`,
  );
}

declare module "../tensor" {
  interface Tensor {
    /**
     * One element for each index, taken along `dim` from the line in which the index stands: `y[i][j] = x[i][index[i][j]]` for `dim` 1.
     *
     * @example
     * const scores = tensor([[1, 5], [7, 2]]);
     * scores.gather(1, tensor([[1], [0]])).toArray(); // -> [[5], [7]]
     */
    gather(dim: number, index: Tensor): Tensor;
    /**
     * Like {@link Tensor.gather}, with the other dimensions of both broadcast: fits the indices of `argsort` and `argmax`.
     *
     * @example
     * const x = tensor([[3, 1], [2, 4]]);
     * x.takeAlongDim(x.argsort(1), 1).toArray(); // -> [[1, 3], [2, 4]]
     */
    takeAlongDim(index: Tensor, dim: number): Tensor;
    /**
     * A copy with `source` written where the indices point: `y[i][index[i][j]] = source[i][j]` for `dim` 1. Of two at one place the
     * last stays.
     *
     * @example
     * tensor.zeros([2, 3]).scatter(1, tensor([[2], [0]]), 1).toArray(); // -> [[0, 0, 1], [1, 0, 0]]
     */
    scatter(dim: number, index: Tensor, source: Operand): Tensor;
    /**
     * A copy with `source` added where the indices point: `y[i][index[i][j]] += source[i][j]` for `dim` 1. Two at one place both count.
     *
     * @example
     * tensor.zeros([3]).scatterAdd(0, tensor([1, 1]), tensor([2, 3])).toList(); // -> [0, 5, 0]
     */
    scatterAdd(dim: number, index: Tensor, source: Operand): Tensor;
  }
}
Tensor.prototype.gather = function (this: Tensor, dim: number, index: Tensor): Tensor {
  return take(this, places("gather", this.shape, dim, index), index.shape);
};
Tensor.prototype.takeAlongDim = function (this: Tensor, index: Tensor, dim: number): Tensor {
  const along = normalizeDim("takeAlongDim", dim, this.ndim);
  const others = (shape: Shape): number[] => shape.map((length, i) => (i === along ? 1 : length));
  const shape = [...broadcastShapes("takeAlongDim", others(this.shape), others(index.shape))];
  const stretched = (x: Tensor): Tensor => x.expand(shape.map((length, i) => (i === along ? x.shape[i] : length)));
  return stretched(this).gather(along, stretched(index));
};
Tensor.prototype.scatter = function (this: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  return put(this, places("scatter", this.shape, dim, index), sources("scatter", source, this, index));
};
Tensor.prototype.scatterAdd = function (this: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  const to = places("scatterAdd", this.shape, dim, index);
  const values = sources("scatterAdd", source, this, index).to(this.dtype).flatten();
  return this.add(addSlices(values, 0, to, [this.size]).reshape(this.shape));
};
