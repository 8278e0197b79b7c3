import { GradbookError } from "../../errors";
import { matmul as kernel } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { permute } from "../../tensor/views";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import type { Tensor } from "../tensor";

/**
 * `Y = X W^T + b` in one pass, so `dX = dY W`, `dW = dY^T X` and `db` = the sum of the rows of `dY`.
 *
 * @param x `[..., inFeatures]`
 * @param weight `[outFeatures, inFeatures]`
 * @param bias `[outFeatures]`, optional
 * @returns `[..., outFeatures]`
 * @example
 * nn.linear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([5])).toList(); // -> [16]
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [outFeatures, inFeatures] = weight.shape;
  if (weight.ndim !== 2 || x.ndim === 0 || x.shape[x.ndim - 1] !== inFeatures) {
    throw new GradbookError(
      `linear: an input of shape ${formatShape(x.shape)} does not fit weights ${formatShape(weight.shape)} = [outFeatures, inFeatures]: ` +
        `its last dimension must be ${inFeatures}`,
    );
  }
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== outFeatures)) {
    throw new GradbookError(`linear: the bias has the shape ${formatShape(bias.shape)}; it must be [${outFeatures}]`);
  }
  if (x.ndim !== 2) {
    return linear(x.reshape([-1, inFeatures]), weight, bias).reshape([...x.shape.slice(0, -1), outFeatures]);
  }
  const gradients = [
    (grad: Tensor) => grad.matmul(weight),
    (grad: Tensor) => grad.t().matmul(x),
    (grad: Tensor) => sumTo(grad, [outFeatures]),
  ];
  return record({
    operation: "linear",
    parents: bias ? [x, weight, bias] : [x, weight],
    array: kernel(x.array, permute(weight.array, [1, 0]), bias?.array),
    gradients,
    needs: [x, weight],
  });
}
