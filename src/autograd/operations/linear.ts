import { GradbookError } from "../../errors";
import { matmul as kernel, reshape } from "../../tensor/kernels";
import { formatShape, sizeOf } from "../../tensor/shape";
import { permute } from "../../tensor/views";
import { checkTensor } from "../operand";
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
  checkTensor("linear", "the input", x);
  checkTensor("linear", "the weight", weight);
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
  const rows = inFeatures === 0 ? sizeOf(x.shape.slice(0, -1)) : x.size / inFeatures;
  const flat = reshape(x.array, [rows, inFeatures]);
  const out = kernel(flat, permute(weight.array, [1, 0]), bias?.array);
  return record({
    operation: "linear",
    parents: bias ? [x, weight, bias] : [x, weight],
    array: x.ndim === 2 ? out : reshape(out, [...x.shape.slice(0, -1), outFeatures]),
    gradients: [
      (grad) => grad.reshape([rows, outFeatures]).matmul(weight).reshape(x.shape),
      (grad) =>
        grad
          .reshape([rows, outFeatures])
          .t()
          .matmul(x.reshape([rows, inFeatures])),
      (grad) => sumTo(grad, [outFeatures]),
    ],
    needs: [x, weight],
  });
}
