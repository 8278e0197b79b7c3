import { GradbookError } from "../../errors";
import { normalizeDim } from "../../tensor/shape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The differences of neighbours along `dim` (default the last), `x[i + 1] - x[i]`, taken `n` times.
     *
     * @example
     * tensor([1, 4, 9, 16]).diff().toList(); // -> [3, 5, 7]
     */
    diff(n?: number, dim?: number): Tensor;
  }
}
Tensor.prototype.diff = function (this: Tensor, n: number = 1, dim: number = -1): Tensor {
  const along = normalizeDim("diff", dim, this.ndim);
  if (!Number.isInteger(n) || n < 0) throw new GradbookError(`diff: n is ${n}; it must be a whole number, 0 or more`);
  if (n === 0) return this;
  const length = Math.max(0, this.shape[along] - 1);
  const first = this.shape[along] - length;
  return this.narrow(along, first, length)
    .sub(this.narrow(along, 0, length))
    .diff(n - 1, along);
};
