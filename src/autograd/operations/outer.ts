import { GradbookError } from "../../errors";
import { formatShape } from "../../tensor/shape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The outer product of two vectors: `y[i][j] = a[i] b[j]`.
     *
     * @example
     * tensor([1, 2]).outer(tensor([3, 4])).toArray(); // -> [[3, 4], [6, 8]]
     */
    outer(other: Tensor): Tensor;
    /**
     * The inner product of two vectors: `sum of a[i] b[i]`.
     *
     * @example
     * tensor([1, 2]).dot(tensor([3, 4])).item(); // -> 11
     */
    dot(other: Tensor): Tensor;
  }
}

function checkVectors(operation: string, a: Tensor, b: Tensor): void {
  if (a.ndim === 1 && b.ndim === 1) return;
  throw new GradbookError(
    `${operation}: expected two vectors, got ${formatShape(a.shape)} and ${formatShape(b.shape)}; for matrices use matmul()`,
  );
}
Tensor.prototype.outer = function (this: Tensor, other: Tensor): Tensor {
  checkVectors("outer", this, other);
  return this.unsqueeze(1).mul(other);
};
Tensor.prototype.dot = function (this: Tensor, other: Tensor): Tensor {
  checkVectors("dot", this, other);
  return this.matmul(other);
};
