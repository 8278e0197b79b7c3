import { full } from "../../tensor/kernels";
import { Tensor } from "../tensor";

export interface AttentionOptions {
  /** Whether a position sees only itself and earlier ones. Default false. */
  causal?: boolean;
  /** True where a query may see a key, or numbers that are added to the scores; broadcast to `[..., queries, keys]`. */
  mask?: Tensor;
  /** Factor of the scores. Default `1 / sqrt(features)`. */
  scale?: number;
}

/**
 * Scaled dot-product attention: `softmax(Q K^T scale + mask) V`.
 *
 * Source: Vaswani et al., Attention Is All You Need, 2017.
 *
 * @param q `[..., queries, features]`
 * @param k `[..., keys, features]`
 * @param v `[..., keys, values]`
 * @returns `[..., queries, values]`
 * @example
 * const [q, k, v] = [tensor([[0, 0]]), tensor([[1, 2], [3, 4]]), tensor([[10], [20]])];
 * nn.scaledDotProductAttention(q, k, v).item(); // -> 15
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const scale = options.scale ?? 1 / Math.sqrt(q.shape[q.ndim - 1]);
  let scores = q.matmul(k.transpose(-2, -1)).mul(scale);
  if (options.causal) scores = scores.maskedFill(future(q.shape[q.ndim - 2], k.shape[k.ndim - 2]), -Infinity);
  if (options.mask?.dtype === "bool") scores = scores.maskedFill(options.mask.logicalNot(), -Infinity);
  else if (options.mask) scores = scores.add(options.mask);
  return scores.softmax(-1).matmul(v);
}

/** True where a key comes after its query. */
function future(queries: number, keys: number): Tensor {
  const array = full("bool", [queries, keys], 0);
  for (let q = 0; q < queries; q++) for (let k = q + 1; k < keys; k++) array.data[q * keys + k] = 1;
  return new Tensor(array);
}
