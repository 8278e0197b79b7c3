import { scan } from "../../tensor/lines";
import { normalizeDim } from "../../tensor/shape";
import { noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { fromTheEnd } from "./cumsum";
import { identity } from "./triangle";

/** `y_i = x_0 ... x_i`: an element is part of all products from its own on, so `dx_k = sum over i >= k of dy_i y_i / x_k`. */
function cumprod(x: Tensor, dim: number): Tensor {
  const along = normalizeDim("cumprod", dim, x.ndim);
  const hasZero = (): boolean => noGrad(() => x.eq(0).any().item() === 1);
  return record({
    operation: "cumprod",
    parents: [x],
    array: scan("cumprod", x.array, along),
    gradients: [(grad, y) => (hasZero() ? aroundZeros(grad, x, along) : fromTheEnd(grad.mul(y), along).div(x))],
    needs: [x],
    needsResult: true,
  });
}

/**
 * The same without a division: row `k` of a matrix holds the line with its element `k` replaced by 1, so that its running products
 * are those of all other elements. It takes `n^2` products, which is why it is kept for lines with a 0 in them.
 */
function aroundZeros(grad: Tensor, x: Tensor, dim: number): Tensor {
  const line = x.movedim(dim, -1).unsqueeze(-2);
  const others = identity(x.shape[dim]).where(1, line).cumprod(-1).triu();
  return others.mul(grad.movedim(dim, -1).unsqueeze(-2)).sum(-1).movedim(-1, dim);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The running product along `dim`: element `i` is the product of the elements up to and with `i`.
     *
     * @example
     * tensor([1, 2, 3]).cumprod(0).toList(); // -> [1, 2, 6]
     */
    cumprod(dim: number): Tensor;
  }
}
Tensor.prototype.cumprod = function (this: Tensor, dim: number): Tensor {
  return cumprod(this, dim);
};
