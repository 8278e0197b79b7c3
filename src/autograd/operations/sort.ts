import { GradbookError } from "../../errors";
import { argsort, firstInOrder } from "../../tensor/lines";
import { normalizeDim } from "../../tensor/shape";
import { Tensor } from "../tensor";

/** Elements, and where they stood along the dimension (int32). */
export interface ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;
}

export interface SortOptions {
  /** The largest first. Default false. */
  descending?: boolean;
}

export interface TopkOptions {
  /** The largest elements (true, the default) or the smallest. */
  largest?: boolean;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The elements in order along `dim` (default the last), and where they stood. Equal ones keep their order, NaN counts as the largest.
     * The gradient of each goes back to where it stood.
     *
     * @example
     * const { values, indices } = tensor([3, 1, 2]).sort();
     * values.toList(); // -> [1, 2, 3]
     * indices.toList(); // -> [1, 2, 0]
     */
    sort(dim?: number, options?: SortOptions): ValuesAndIndices;
    /**
     * Where the elements stand that would be first, second ... in order along `dim` (default the last), int32.
     *
     * @example
     * tensor([3, 1, 2]).argsort(0, { descending: true }).toList(); // -> [0, 2, 1]
     */
    argsort(dim?: number, options?: SortOptions): Tensor;
    /**
     * The `k` largest elements along `dim` (default the last), the largest first, and where they stand.
     *
     * @throws if there are fewer than `k`.
     * @example
     * const { values, indices } = tensor([3, 1, 2]).topk(2);
     * values.toList(); // -> [3, 2]
     * indices.toList(); // -> [0, 2]
     */
    topk(k: number, dim?: number, options?: TopkOptions): ValuesAndIndices;
  }
}

Tensor.prototype.argsort = function (this: Tensor, dim: number = -1, options: SortOptions = {}): Tensor {
  const along = normalizeDim("argsort", dim, this.ndim);
  return new Tensor(argsort(this.array, along, options.descending ? "descending" : "ascending"));
};
Tensor.prototype.sort = function (this: Tensor, dim: number = -1, options: SortOptions = {}): ValuesAndIndices {
  const along = normalizeDim("sort", dim, this.ndim);
  const indices = this.argsort(along, options);
  return { values: this.gather(along, indices), indices };
};
Tensor.prototype.topk = function (
  this: Tensor,
  k: number,
  dim: number = -1,
  options: TopkOptions = {},
): ValuesAndIndices {
  const along = normalizeDim("topk", dim, this.ndim);
  const length = this.shape[along];
  if (!Number.isInteger(k) || k < 0 || k > length) {
    throw new GradbookError(
      `topk: k is ${k}; dimension ${along} has ${length} elements, so use a number from 0 to ${length}`,
    );
  }
  const order = (options.largest ?? true) ? "descending" : "ascending";
  const few = k <= 64 && k * 8 <= length;
  const places = few ? firstInOrder(this.array, along, k, order) : argsort(this.array, along, order);
  const indices = new Tensor(places).narrow(along, 0, k);
  return { values: this.gather(along, indices), indices };
};
