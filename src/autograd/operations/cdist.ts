import { GradbookError } from "../../errors";
import { formatShape } from "../../tensor/shape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The distance of every row of this tensor to every row of `other`: `[..., P, M]` and `[..., R, M]` give `[..., P, R]`.
     *
     * @param p which distance, see {@link Tensor.norm}: 2 (default) as the crow flies, 1 along the axes.
     * @example
     * tensor([[0, 0], [3, 0]]).cdist(tensor([[0, 4]])).toArray(); // -> [[4], [5]]
     */
    cdist(other: Tensor, p?: number): Tensor;
  }
}
Tensor.prototype.cdist = function (this: Tensor, other: Tensor, p: number = 2): Tensor {
  if (this.ndim < 2 || other.ndim < 2 || this.shape[this.ndim - 1] !== other.shape[other.ndim - 1]) {
    throw new GradbookError(
      `cdist: expected rows of one length, [..., P, M] and [..., R, M], got ${formatShape(this.shape)} and ${formatShape(other.shape)}`,
    );
  }
  return this.unsqueeze(-2).sub(other.unsqueeze(-3)).norm(p, -1);
};
