import type { Tensor } from "../../autograd/index";

/**
 * The cosine of the angle between vectors along `dim`, `x1 . x2 / (|x1| |x2|)`, from -1 to 1.
 *
 * @param dim the dimension that holds the vectors. Default 1, as in PyTorch.
 * @param eps lengths below it count as `eps`. Default 1e-8.
 * @example
 * nn.cosineSimilarity(tensor([[1, 0]]), tensor([[0, 2]])).toList(); // -> [0]
 */
export function cosineSimilarity(x1: Tensor, x2: Tensor, dim: number = 1, eps: number = 1e-8): Tensor {
  const lengths = x1.norm(2, dim).maximum(eps).mul(x2.norm(2, dim).maximum(eps));
  return x1.mul(x2).sum(dim).div(lengths);
}

export interface DistanceOptions {
  /** Which norm: 2 (default) is the ordinary distance, 1 the sum of the differences, `Infinity` the largest. */
  p?: number;
  /** Added to each difference, so that equal points have a gradient. Default 1e-6. */
  eps?: number;
  /** Keep the last dimension with length 1. Default false. */
  keepdim?: boolean;
}

/**
 * The distances of points that stand in the last dimension, `(sum of |x1 - x2 + eps|^p)^(1/p)`.
 *
 * @example
 * nn.pairwiseDistance(tensor([[0, 0]]), tensor([[3, 4]])).item().toFixed(3); // -> "5.000"
 */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  { p = 2, eps = 1e-6, keepdim = false }: DistanceOptions = {},
): Tensor {
  return x1.sub(x2).add(eps).norm(p, -1, { keepdim });
}

export interface NormalizeOptions {
  /** Which norm becomes 1. Default 2. */
  p?: number;
  /** The dimension that holds the vectors. Default 1, as in PyTorch. */
  dim?: number;
  /** Norms below it count as `eps`. Default 1e-12. */
  eps?: number;
}

/**
 * Vectors along `dim` divided by their length: `x / max(|x|, eps)`.
 *
 * @example
 * nn.normalize(tensor([[3, 4]])).toList().map((v) => v.toFixed(1)); // -> ["0.6", "0.8"]
 */
export function normalize(x: Tensor, { p = 2, dim = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor {
  return x.div(x.norm(p, dim, { keepdim: true }).maximum(eps));
}
