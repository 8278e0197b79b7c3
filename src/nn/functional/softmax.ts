import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

/**
 * Scores along `dim` (default the last) as probabilities that sum to 1: `e^x_i / sum of e^x_j`.
 *
 * @example
 * nn.softmax(tensor([[1, 1], [0, 0]])).toArray(); // -> [[0.5, 0.5], [0.5, 0.5]]
 */
export function softmax(x: Tensor, dim: number = -1): Tensor {
  return x.softmax(dim);
}

/**
 * The softmax of `-x`: the smallest score becomes the largest probability.
 *
 * @example
 * nn.softmin(tensor([0, 1000])).toList(); // -> [1, 0]
 */
export function softmin(x: Tensor, dim: number = -1): Tensor {
  return x.neg().softmax(dim);
}

/**
 * The logarithm of {@link softmax}, `x_i - ln sum of e^x_j`: finite where the softmax would round to 0.
 *
 * @example
 * nn.logSoftmax(tensor([0, 2000])).toList(); // -> [-2000, 0]
 */
export function logSoftmax(x: Tensor, dim: number = -1): Tensor {
  return x.logSoftmax(dim);
}

/**
 * The gated linear unit: of two halves `a` and `b` along `dim` (default the last), `a sigmoid(b)`.
 *
 * Source: Dauphin, Fan, Auli and Grangier, Language Modeling with Gated Convolutional Networks, 2016.
 *
 * @throws if the length along `dim` is odd.
 * @example
 * nn.glu(tensor([4, 6, 0, 0])).toList(); // -> [2, 3]
 */
export function glu(x: Tensor, dim: number = -1): Tensor {
  const along = dim < 0 ? dim + x.ndim : dim;
  const length = x.shape[along];
  if (length === undefined || length % 2 !== 0) {
    throw new GradbookError(`glu: dimension ${dim} of [${x.shape.join(", ")}] cannot be halved`);
  }
  const all = Array.from({ length: along }, (): [] => []);
  const a = x.slice(...all, [0, length / 2]);
  const b = x.slice(...all, [length / 2, length]);
  return a.mul(b.sigmoid());
}
