import { nonzero } from "../../tensor/lines";
import { broadcastShapes } from "../../tensor/shape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The elements where `mask` is true, as one list in row-major order. Both are broadcast.
     *
     * @example
     * const x = tensor([[1, -2], [-3, 4]]);
     * x.maskedSelect(x.gt(0)).toList(); // -> [1, 4]
     */
    maskedSelect(mask: Tensor): Tensor;
    /**
     * The index of every element that is not 0, one row each: `[count, ndim]` (int32).
     *
     * @example
     * tensor([[0, 1], [2, 0]]).nonzero().toArray(); // -> [[0, 1], [1, 0]]
     */
    nonzero(): Tensor;
  }
}
Tensor.prototype.maskedSelect = function (this: Tensor, mask: Tensor): Tensor {
  const shape = broadcastShapes("maskedSelect", this.shape, mask.shape);
  return this.expand(shape).flatten().at(mask.to("bool").expand(shape).flatten());
};
Tensor.prototype.nonzero = function (this: Tensor): Tensor {
  return new Tensor(nonzero(this.array));
};
