import { GradbookError } from "../../errors";
import { normalizeDim } from "../../tensor/shape";
import { asFloating } from "../operand";
import { Tensor } from "../tensor";
import type { ReduceOptions } from "./sum";

declare module "../tensor" {
  interface Tensor {
    /**
     * The middle element in order, of all or along `dim`; of two in the middle the smaller one. NaN if there is one.
     *
     * @example
     * tensor([5, 1, 9, 2]).median().item(); // -> 2
     */
    median(dim?: number, options?: ReduceOptions): Tensor;
    /**
     * The value below which the part `q` (0 to 1) of the elements lies, of all or along `dim`; between two elements in proportion.
     *
     * @throws if `q` is not from 0 to 1.
     * @example
     * tensor([1, 2, 3, 4]).quantile(0.5).item(); // -> 2.5
     */
    quantile(q: number, dim?: number, options?: ReduceOptions): Tensor;
  }
}

/** The elements in order, as one line if no dimension is given, and the dimension of the order. */
function inOrder(
  operation: string,
  x: Tensor,
  dim: number | undefined,
): { sorted: Tensor; along: number; last: number } {
  const along = dim === undefined ? 0 : normalizeDim(operation, dim, x.ndim);
  const sorted = (dim === undefined ? x.flatten() : x).sort(along).values;
  if (sorted.shape[along] === 0) throw new GradbookError(`${operation}: there are no elements`);
  return { sorted, along, last: sorted.shape[along] - 1 };
}

/** NaN is the last in order: where it stands, the result is NaN too. */
function unlessNaN(sorted: Tensor, along: number, last: number, result: Tensor): Tensor {
  const end = sorted.narrow(along, last, 1);
  return end.isNaN().where(end, result);
}

function finish(x: Tensor, result: Tensor, dim: number | undefined, along: number, keepdim = false): Tensor {
  if (dim !== undefined) return keepdim ? result : result.squeeze(along);
  return result.reshape(keepdim ? x.shape.map(() => 1) : []);
}

Tensor.prototype.median = function (this: Tensor, dim?: number, options: ReduceOptions = {}): Tensor {
  const { sorted, along, last } = inOrder("median", this, dim);
  const middle = sorted.narrow(along, Math.floor(last / 2), 1);
  return finish(this, unlessNaN(sorted, along, last, middle), dim, along, options.keepdim);
};
Tensor.prototype.quantile = function (this: Tensor, q: number, dim?: number, options: ReduceOptions = {}): Tensor {
  if (!(q >= 0 && q <= 1)) throw new GradbookError(`quantile: q is ${q}; it must be from 0 to 1`);
  const { sorted, along, last } = inOrder("quantile", asFloating(this), dim);
  const place = q * last;
  const [below, above] = [Math.floor(place), Math.ceil(place)].map((at) => sorted.narrow(along, at, 1));
  const between = below.lerp(above, place - Math.floor(place));
  return finish(this, unlessNaN(sorted, along, last, between), dim, along, options.keepdim);
};
