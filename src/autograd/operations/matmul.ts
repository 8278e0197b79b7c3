import { GradbookError } from "../../errors";
import { matmul as kernel } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

/**
 * `Y = A B`, so `dA = dY B^T` and `dB = A^T dY`: the only shapes that fit. Leading dimensions are broadcast; a vector
 * on the left counts as a row, on the right as a column.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  checkShapes(a, b);
  if (a.ndim === 1) return matmul(a.unsqueeze(0), b).squeeze(b.ndim === 1 ? 0 : -2);
  if (b.ndim === 1) return matmul(a, b.unsqueeze(1)).squeeze(-1);
  return record({
    operation: "matmul",
    parents: [a, b],
    array: kernel(a.array, b.array),
    gradients: [
      (grad) => sumTo(matmul(grad, b.transpose(-2, -1)), a.shape),
      (grad) => sumTo(matmul(a.transpose(-2, -1), grad), b.shape),
    ],
    needs: [a, b],
  });
}

function checkShapes(a: Tensor, b: Tensor): void {
  if (a.ndim === 0 || b.ndim === 0) {
    throw new GradbookError(
      `matmul: both need at least one dimension, got ${formatShape(a.shape)} x ${formatShape(b.shape)}; for a plain product use mul()`,
    );
  }
  const inner = a.shape[a.ndim - 1];
  const rows = b.shape[Math.max(b.ndim - 2, 0)];
  if (inner === rows) return;
  const first = `matmul: inner sizes differ: ${formatShape(a.shape)} x ${formatShape(b.shape)}`;
  throw new GradbookError(first + hint(a, b, inner, rows));
}

/** Names the transposition that would make the inner sizes fit, if there is one. */
function hint(a: Tensor, b: Tensor, inner: number, rows: number): string {
  const swap = (x: Tensor): string => (x.ndim === 2 ? "transpose(0, 1)" : "transpose(-2, -1)");
  if (b.ndim > 1 && inner === b.shape[b.ndim - 1]) return `; did you mean b.${swap(b)}?`;
  if (a.ndim > 1 && a.shape[a.ndim - 2] === rows) return `; did you mean a.${swap(a)}?`;
  return `; the last dimension of a (${inner}) must equal the ${b.ndim > 1 ? "second to last" : "only"} dimension of b (${rows})`;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The matrix product: `[..., m, k] x [..., k, n]` gives `[..., m, n]`.
     *
     * @throws if the inner sizes differ.
     * @example
     * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 1])).toList(); // -> [3, 7]
     */
    matmul(other: Tensor): Tensor;
  }
}
Tensor.prototype.matmul = function (this: Tensor, other: Tensor): Tensor {
  if (!(other instanceof Tensor)) throw new GradbookError("matmul: expected a tensor; did you mean tensor(...)?");
  return matmul(this, other);
};
