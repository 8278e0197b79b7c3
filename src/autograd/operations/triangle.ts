import { GradbookError } from "../../errors";
import { full } from "../../tensor/kernels";
import { counting } from "../../tensor/lines";
import { formatShape } from "../../tensor/shape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The lower triangle of each matrix `[..., rows, columns]`, 0 above the diagonal; `diagonal` 1 keeps one more diagonal, -1 one less.
     *
     * @example
     * tensor.ones([2, 3]).tril().toArray(); // -> [[1, 0, 0], [1, 1, 0]]
     */
    tril(diagonal?: number): Tensor;
    /**
     * The upper triangle of each matrix `[..., rows, columns]`, 0 below the diagonal; `diagonal` 1 keeps one diagonal less, -1 one more.
     *
     * @example
     * tensor.ones([2, 3]).triu().toArray(); // -> [[1, 1, 1], [0, 1, 1]]
     */
    triu(diagonal?: number): Tensor;
  }
}

/** How far each element of a matrix lies to the right of the diagonal. */
function distance(operation: string, x: Tensor): Tensor {
  if (x.ndim < 2) {
    throw new GradbookError(
      `${operation}: the tensor has the shape ${formatShape(x.shape)}; a matrix has two dimensions or more`,
    );
  }
  const [rows, columns] = x.shape.slice(-2);
  return new Tensor(counting(columns)).sub(new Tensor(counting(rows)).unsqueeze(1));
}

/** 0 (or false) that leaves the element type of `x` as it is. */
function nothing(x: Tensor): Tensor {
  return new Tensor(full(x.dtype, [], 0));
}

/** True on the diagonal of an `n` by `n` matrix. */
export function identity(n: number): Tensor {
  return distance("eye", new Tensor(full("bool", [n, n], 0))).eq(0);
}
Tensor.prototype.tril = function (this: Tensor, diagonal: number = 0): Tensor {
  return distance("tril", this).le(diagonal).where(this, nothing(this));
};
Tensor.prototype.triu = function (this: Tensor, diagonal: number = 0): Tensor {
  return distance("triu", this).ge(diagonal).where(this, nothing(this));
};
