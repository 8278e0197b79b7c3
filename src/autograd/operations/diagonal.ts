import { GradbookError } from "../../errors";
import { formatShape, normalizeDim } from "../../tensor/shape";
import { Tensor } from "../tensor";
import { spread, viewOf, type View } from "./view-of";

/** Walking down a diagonal is a step along both dimensions at once: their strides add up. */
function diagonalView(offset: number, dim0: number, dim1: number): View {
  return (array) => {
    const others = [...array.shape.keys()].filter((dim) => dim !== dim0 && dim !== dim1);
    const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
    const length = Math.max(0, Math.min(array.shape[dim0] - row, array.shape[dim1] - column));
    const [down, right] = [array.strides[dim0], array.strides[dim1]];
    return array.view(
      [...others.map((dim) => array.shape[dim]), length],
      [...others.map((dim) => array.strides[dim]), down + right],
      length === 0 ? array.offset : array.offset + row * down + column * right,
    );
  };
}

function diagonal(x: Tensor, offset: number, dim0: number, dim1: number): Tensor {
  const [a, b] = [normalizeDim("diagonal", dim0, x.ndim), normalizeDim("diagonal", dim1, x.ndim)];
  if (a === b)
    throw new GradbookError(`diagonal: the dimensions ${dim0} and ${dim1} are the same; a diagonal needs two`);
  return viewOf("diagonal", x, diagonalView(offset, a, b));
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The diagonal of the dimensions `dim0` and `dim1` (default the first two), as a view: it becomes the last dimension. `offset` 1 is
     * the diagonal above the main one, -1 the one below.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).diagonal().toList(); // -> [1, 4]
     */
    diagonal(offset?: number, dim0?: number, dim1?: number): Tensor;
    /**
     * Of a vector, the matrix with it on the diagonal and 0 elsewhere; of a matrix, its diagonal.
     *
     * @throws if the tensor has more than two dimensions.
     * @example
     * tensor([1, 2]).diag().toArray(); // -> [[1, 0], [0, 2]]
     */
    diag(offset?: number): Tensor;
    /**
     * The sum of the diagonal of a matrix.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).trace().item(); // -> 5
     */
    trace(): Tensor;
  }
}
Tensor.prototype.diagonal = function (this: Tensor, offset: number = 0, dim0: number = 0, dim1: number = 1): Tensor {
  return diagonal(this, offset, dim0, dim1);
};
Tensor.prototype.diag = function (this: Tensor, offset: number = 0): Tensor {
  if (this.ndim === 2) return this.diagonal(offset);
  if (this.ndim !== 1) {
    throw new GradbookError(
      `diag: the shape ${formatShape(this.shape)} is neither a vector's nor a matrix's; use diagonal()`,
    );
  }
  const n = this.size + Math.abs(offset);
  return spread("diag", this, [n, n], diagonalView(offset, 0, 1));
};
Tensor.prototype.trace = function (this: Tensor): Tensor {
  if (this.ndim !== 2) throw new GradbookError(`trace: expected a matrix, got the shape ${formatShape(this.shape)}`);
  return this.diagonal().sum();
};
