import { Tensor } from "../tensor";
import type { Dims, ReduceOptions } from "./sum";

declare module "../tensor" {
  interface Tensor {
    /**
     * Whether any element is true (not 0), of all or along the dimensions given; false where there are none.
     *
     * @example
     * tensor([[0, 2], [0, 0]]).any(1).toArray(); // -> [true, false]
     */
    any(dims?: Dims, options?: ReduceOptions): Tensor;
    /**
     * Whether all elements are true (not 0), of all or along the dimensions given; true where there are none.
     *
     * @example
     * tensor([[1, 2], [0, 1]]).all(1).toArray(); // -> [true, false]
     */
    all(dims?: Dims, options?: ReduceOptions): Tensor;
    /**
     * How many elements are not 0 (int32), of all or along the dimensions given.
     *
     * @example
     * tensor([[1, 2], [0, 1]]).countNonzero(1).toList(); // -> [2, 1]
     */
    countNonzero(dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.countNonzero = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return this.ne(0).sum(dims, options);
};
Tensor.prototype.any = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return this.countNonzero(dims, options).gt(0);
};
Tensor.prototype.all = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return this.logicalNot().countNonzero(dims, options).eq(0);
};
