import { runningExtremum } from "../../tensor/lines";
import { normalizeDim } from "../../tensor/shape";
import { Tensor } from "../tensor";
import type { ValuesAndIndices } from "./sort";

declare module "../tensor" {
  interface Tensor {
    /**
     * The largest element so far, at each place along `dim`, and where it stands (int32; of equal ones the last). Each receives the gradients
     * of all places where it is the largest.
     *
     * @example
     * const { values, indices } = tensor([1, 3, 2, 4]).cummax(0);
     * values.toList(); // -> [1, 3, 3, 4]
     * indices.toList(); // -> [0, 1, 1, 3]
     */
    cummax(dim: number): ValuesAndIndices;
    /** The smallest element so far, at each place along `dim`, and where it stands. */
    cummin(dim: number): ValuesAndIndices;
  }
}

function running(kind: "max" | "min", x: Tensor, dim: number): ValuesAndIndices {
  const along = normalizeDim(`cum${kind}`, dim, x.ndim);
  const indices = new Tensor(runningExtremum(kind, x.array, along));
  return { values: x.gather(along, indices), indices };
}
Tensor.prototype.cummax = function (this: Tensor, dim: number): ValuesAndIndices {
  return running("max", this, dim);
};
Tensor.prototype.cummin = function (this: Tensor, dim: number): ValuesAndIndices {
  return running("min", this, dim);
};
