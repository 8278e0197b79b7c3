import { GradbookError } from "../../errors";
import { normalizeDim } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { addSlices } from "./index-select";

/** Windows overlap: an element receives the gradients of all windows that it is part of. */
function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  const along = normalizeDim("unfold", dim, x.ndim);
  const length = x.shape[along];
  const valid = Number.isInteger(size) && Number.isInteger(step) && size >= 0 && size <= length && step >= 1;
  if (!valid) {
    throw new GradbookError(
      `unfold: windows of ${size} by steps of ${step} do not fit dimension ${along}, which has ${length} elements; the step must be 1 or more`,
    );
  }
  const count = Math.floor((length - size) / step) + 1;
  const { shape, strides } = x.array;
  const places = Int32Array.from({ length: count * size }, (_, i) => Math.floor(i / size) * step + (i % size));
  return record({
    operation: "unfold",
    parents: [x],
    array: x.array.view(
      [...shape.map((own, i) => (i === along ? count : own)), size],
      [...strides.map((stride, i) => (i === along ? stride * step : stride)), strides[along]],
    ),
    gradients: [(grad) => addSlices(grad.movedim(-1, along + 1).flatten(along, along + 1), along, places, x.shape)],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * All windows of `size` along `dim`, by steps of `step`: their number takes the dimension's place, their elements are a new last one.
     * A view.
     *
     * @example
     * tensor([1, 2, 3, 4]).unfold(0, 2, 1).toArray(); // -> [[1, 2], [2, 3], [3, 4]]
     */
    unfold(dim: number, size: number, step: number): Tensor;
  }
}
Tensor.prototype.unfold = function (this: Tensor, dim: number, size: number, step: number): Tensor {
  return unfold(this, dim, size, step);
};
