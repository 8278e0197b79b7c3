import { full, reduce } from "../../tensor/kernels";
import { normalizeDims, reducedShape } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { concat } from "./concat";
import { keepdimOf, type Dims, type ReduceOptions } from "./sum";

/** `y = product of x_i`, so `dy/dx_k` is the product of all others. */
function prod(x: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  const keepdim = keepdimOf("prod", options);
  const along = normalizeDims("prod", dims, x.ndim);
  const kept = reducedShape(x.shape, along, true);
  return record({
    operation: "prod",
    parents: [x],
    array: reduce("prod", x.array, along, keepdim),
    gradients: [(grad) => grad.reshape(kept).mul(productOfOthers(x, along))],
    needs: [x],
  });
}

/** What stands before each element times what stands after it: unlike `y / x`, right where an element is 0. */
function productOfOthers(x: Tensor, dims: readonly number[]): Tensor {
  const order = [...x.shape.keys()].filter((dim) => !dims.includes(dim)).concat(dims);
  const moved = x.permute(order);
  const rest = moved.shape.slice(0, x.ndim - dims.length);
  const lines = moved.reshape([...rest, x.size === 0 ? 0 : -1]);
  const others = productBefore(lines).mul(productBefore(lines.flip(-1)).flip(-1));
  return others.reshape(moved.shape).permute(order.map((_, dim) => order.indexOf(dim)));
}

function productBefore(lines: Tensor): Tensor {
  const rest = lines.shape.slice(0, -1);
  const length = lines.shape[rest.length];
  if (length === 0) return lines;
  const one = new Tensor(full(lines.dtype, [...rest, 1], 1));
  return concat([one, lines.narrow(-1, 0, length - 1)], -1).cumprod(-1);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The product of all elements, or along the dimensions given. Whole numbers give int32.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).prod(1).toList(); // -> [2, 12]
     */
    prod(dims?: Dims, options?: ReduceOptions): Tensor;
  }
}
Tensor.prototype.prod = function (this: Tensor, dims?: Dims, options?: ReduceOptions): Tensor {
  return prod(this, dims, options);
};
