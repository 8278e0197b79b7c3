import { normalizeDim } from "../../tensor/shape";
import { scan } from "../../tensor/lines";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** `y_i = x_0 + ... + x_i`: an element is part of all sums from its own on, so `dx_i = dy_i + dy_(i+1) + ...`. */
function cumsum(x: Tensor, dim: number): Tensor {
  const along = normalizeDim("cumsum", dim, x.ndim);
  return record({
    operation: "cumsum",
    parents: [x],
    array: scan("cumsum", x.array, along),
    gradients: [(grad) => fromTheEnd(grad, along)],
  });
}

/** Running sums that start at the end of `dim`. */
export function fromTheEnd(x: Tensor, dim: number): Tensor {
  return x.flip(dim).cumsum(dim).flip(dim);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The running sum along `dim`: element `i` is the sum of the elements up to and with `i`. Whole numbers give int32.
     *
     * @example
     * tensor([1, 2, 3]).cumsum(0).toList(); // -> [1, 3, 6]
     */
    cumsum(dim: number): Tensor;
  }
}
Tensor.prototype.cumsum = function (this: Tensor, dim: number): Tensor {
  return cumsum(this, dim);
};
