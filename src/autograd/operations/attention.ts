import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { empty, full, matmul } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { formatShape } from "../../tensor/shape";
import { permute, transposition } from "../../tensor/views";
import { joint } from "../joint";
import { sumTo } from "../sum-to";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";

export interface AttentionOptions {
  /** Whether a position sees only itself and earlier ones. Default false. */
  causal?: boolean;
  /** True where a query may see a key, or numbers that are added to the scores; broadcast to `[..., queries, keys]`. */
  mask?: Tensor;
  /** Factor of the scores. Default `1 / sqrt(features)`. */
  scale?: number;
  /**
   * Grouped-query attention: `k` and `v` have fewer heads (dimension -3) than `q`, and each serves a group of as many neighbouring
   * heads of `q`. Default false: the leading dimensions are broadcast.
   */
  enableGqa?: boolean;
}

/**
 * Scaled dot-product attention: `softmax(Q K^T scale + mask) V`.
 *
 * Sources: Vaswani et al., Attention Is All You Need, 2017; for `enableGqa` Ainslie et al., GQA: Training Generalized Multi-Query
 * Transformer Models from Multi-Head Checkpoints, 2023.
 *
 * @param q `[..., queries, features]`
 * @param k `[..., keys, features]`
 * @param v `[..., keys, values]`
 * @returns `[..., queries, values]`
 * @throws if the shapes do not fit each other, or with `enableGqa` if the heads of `q` are no multiple of those of `k` and `v`.
 * @example
 * const [q, k, v] = [tensor([[0, 0]]), tensor([[1, 2], [3, 4]]), tensor([[10], [20]])];
 * nn.scaledDotProductAttention(q, k, v).item(); // -> 15
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  checkShapes(q, k, v);
  const { causal = false, mask, scale = 1 / Math.sqrt(q.shape[q.ndim - 1]), enableGqa = false } = options;
  const groups = enableGqa ? groupsOf(q, k, v) : 1;
  if (mask) return masked(q, repeatHeads(k, groups), repeatHeads(v, groups), { causal, mask, scale });
  const queries = q.shape[q.ndim - 2];
  if (groups === 1) return attention(q, k, v, { causal, scale, queries });
  // The queries of a group stand below each other, as if they were more queries of one head: nothing is repeated.
  const heads = k.shape[k.ndim - 3];
  const grouped = q.reshape([...q.shape.slice(0, -3), heads, groups * queries, q.shape[q.ndim - 1]]);
  return attention(grouped, k, v, { causal, scale, queries }).reshape([...q.shape.slice(0, -1), v.shape[v.ndim - 1]]);
}

interface Scores {
  readonly causal: boolean;
  readonly scale: number;
  /** Queries of one head; the rows of `q` may hold those of several heads. */
  readonly queries: number;
}

/**
 * With the weights `P = softmax(scale Q K^T)`: `Y = P V`, so `dV = P^T dY`, `dP = dY V^T`; through the softmax to `dS`, of the scores;
 * then `dQ = dS K` and `dK = dS^T Q`.
 */
function attention(q: Tensor, k: Tensor, v: Tensor, options: Scores): Tensor {
  const weights = new Tensor(attentionWeights(q.array, k.array, options));
  return record({
    operation: "scaledDotProductAttention",
    parents: [q, k, v],
    array: matmul(weights.array, v.array),
    gradients: joint(3, (grad) => {
      const p = isRecording() ? compositeWeights(q, k, options) : weights;
      const dv = v.requiresGrad ? sumTo(p.transpose(-2, -1).matmul(grad), v.shape) : undefined;
      if (!q.requiresGrad && !k.requiresGrad) return [undefined, undefined, dv];
      const ds = scoreGradient(grad.matmul(v.transpose(-2, -1)), p, options.scale);
      const dq = q.requiresGrad ? sumTo(ds.matmul(k), q.shape) : undefined;
      const dk = k.requiresGrad ? sumTo(ds.transpose(-2, -1).matmul(q), k.shape) : undefined;
      return [dq, dk, dv];
    }),
    needs: [q, k, v, weights],
  });
}

/** `softmax(scale Q K^T)`, one row a query. */
function attentionWeights(q: NDArray, k: NDArray, { causal, scale, queries }: Scores): NDArray {
  const scores = matmul(q, permute(k, transposition(k.ndim, -2, -1)));
  const keys = scores.shape[scores.ndim - 1];
  const byHead = (array: NDArray): NDArray => {
    const heads = queries * keys === 0 ? 0 : array.size / (queries * keys);
    return array.view([heads, queries, keys], [queries * keys, keys, 1]);
  };
  const out = empty(scores.dtype, scores.shape);
  backend().attentionSoftmax(byHead(scores), { causal, scale }, byHead(out));
  return out;
}

/** The gradient with respect to the scores: `scale * P (dP - sum of dP P)`. */
function scoreGradient(dp: Tensor, p: Tensor, scale: number): Tensor {
  if (isRecording()) return p.mul(dp.sub(dp.mul(p).sum(-1, { keepdim: true }))).mul(scale);
  const out = empty(p.dtype, p.shape);
  backend().attentionSoftmaxBackward(dp.array, p.array, scale, out);
  return new Tensor(out);
}

/** The weights from tensor operations, so that they can be differentiated again. */
function compositeWeights(q: Tensor, k: Tensor, { causal, scale, queries }: Scores): Tensor {
  const scores = q.matmul(k.transpose(-2, -1)).mul(scale);
  if (!causal) return scores.softmax(-1);
  const rows = scores.shape[scores.ndim - 2];
  return scores.maskedFill(future(rows, scores.shape[scores.ndim - 1], queries), -Infinity).softmax(-1);
}

function masked(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  { causal, mask, scale }: { causal: boolean; mask: Tensor; scale: number },
): Tensor {
  const queries = q.shape[q.ndim - 2];
  let scores = q.matmul(k.transpose(-2, -1)).mul(scale);
  if (causal) scores = scores.maskedFill(future(queries, k.shape[k.ndim - 2], queries), -Infinity);
  scores = mask.dtype === "bool" ? scores.maskedFill(mask.logicalNot(), -Infinity) : scores.add(mask);
  return scores.softmax(-1).matmul(v);
}

/** True where a key comes after its query; `rows` may hold the queries of several heads. */
function future(rows: number, keys: number, queries: number): Tensor {
  const array = full("bool", [rows, keys], 0);
  for (let row = 0; row < rows; row++) {
    for (let key = (row % queries) + 1; key < keys; key++) array.data[array.offset + row * keys + key] = 1;
  }
  return new Tensor(array);
}

/** Each head `groups` times, one after the other. */
function repeatHeads(x: Tensor, groups: number): Tensor {
  if (groups === 1) return x;
  const [heads, length, features] = x.shape.slice(-3);
  const leading = x.shape.slice(0, -3);
  const repeated = x.unsqueeze(-3).expand([...leading, heads, groups, length, features]);
  return repeated.reshape([...leading, heads * groups, length, features]);
}

function checkShapes(q: Tensor, k: Tensor, v: Tensor): void {
  const shapes = `q ${formatShape(q.shape)}, k ${formatShape(k.shape)}, v ${formatShape(v.shape)}`;
  if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2) {
    throw new GradbookError(`scaledDotProductAttention: q, k and v need at least two dimensions, got ${shapes}`);
  }
  if (q.shape[q.ndim - 1] !== k.shape[k.ndim - 1]) {
    throw new GradbookError(`scaledDotProductAttention: q and k must have the same number of features, got ${shapes}`);
  }
  if (k.shape[k.ndim - 2] !== v.shape[v.ndim - 2]) {
    throw new GradbookError(`scaledDotProductAttention: k and v must be of the same length, got ${shapes}`);
  }
}

/** How many heads of `q` share one of `k` and `v`. */
function groupsOf(q: Tensor, k: Tensor, v: Tensor): number {
  const heads = (x: Tensor): number => (x.ndim < 3 ? 0 : x.shape[x.ndim - 3]);
  const groups = heads(q) / heads(k);
  if (Number.isInteger(groups) && heads(k) === heads(v)) return groups;
  throw new GradbookError(
    `scaledDotProductAttention: with enableGqa, k and v need the same number of heads (dimension -3), and q a multiple of it; ` +
      `got ${heads(q)}, ${heads(k)} and ${heads(v)}`,
  );
}
