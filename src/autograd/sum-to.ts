import { sameShape, type Shape } from "../tensor/shape";
import type { Tensor } from "./tensor";

/**
 * The gradient of broadcasting: where one element was used many times, its gradients add up.
 * Sums `grad` over the dimensions along which a tensor of shape `shape` was stretched.
 */
export function sumTo(grad: Tensor, shape: Shape): Tensor {
  if (sameShape(grad.shape, shape)) return grad;
  const added = grad.ndim - shape.length;
  if (added === 1 && sameShape(grad.shape.slice(1), shape)) return grad.sum(0);
  const dims = grad.shape.flatMap((length, i) => (i < added || (shape[i - added] === 1 && length !== 1) ? [i] : []));
  const summed = dims.length === 0 ? grad : grad.sum(dims, { keepdim: true });
  return added === 0 ? summed : summed.reshape(shape);
}
