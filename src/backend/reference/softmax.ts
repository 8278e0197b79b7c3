import type { NDArray } from "../../tensor/types";
import type { AttentionSoftmaxOptions, Block, SoftmaxKind } from "../backend";

/**
 * `e^x_i / sum of e^x_j` along one dimension, or its logarithm. The largest `x` is subtracted first: that changes
 * nothing in the result, and no power overflows.
 */
export function softmax(kind: SoftmaxKind, x: NDArray, { outer, length, inner }: Block, out: NDArray): void {
  const { data, offset } = x;
  const result = out.data;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      const from = offset + start;
      const to = out.offset + start;
      let max = -Infinity;
      for (let k = 0; k < length; k++) max = Math.max(max, data[from + k * inner]);
      // A row of nothing but -Infinity (all masked) gives NaN, as in PyTorch.
      let sum = 0;
      for (let k = 0; k < length; k++) {
        const power = Math.exp(data[from + k * inner] - max);
        result[to + k * inner] = power;
        sum += power;
      }
      if (kind === "softmax") {
        for (let k = 0; k < length; k++) result[to + k * inner] /= sum;
      } else {
        const logSum = max + Math.log(sum);
        for (let k = 0; k < length; k++) result[to + k * inner] = data[from + k * inner] - logSum;
      }
    }
  }
}

/** `y (grad - sum of grad y)` for softmax, `grad - e^y * sum of grad` for its logarithm. */
export function softmaxBackward(
  kind: SoftmaxKind,
  grad: NDArray,
  y: NDArray,
  { outer, length, inner }: Block,
  out: NDArray,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      const [g, r, to] = [grad.offset + start, y.offset + start, out.offset + start];
      let sum = 0;
      for (let k = 0; k < length * inner; k += inner) {
        sum += kind === "softmax" ? grad.data[g + k] * y.data[r + k] : grad.data[g + k];
      }
      for (let k = 0; k < length * inner; k += inner) {
        const slope = grad.data[g + k];
        const result = y.data[r + k];
        out.data[to + k] = kind === "softmax" ? result * (slope - sum) : slope - Math.exp(result) * sum;
      }
    }
  }
}

/** `softmax(scale * scores)` of each query over its keys; with `causal`, query `i` gives keys after `i` the weight 0. */
export function attentionSoftmax(scores: NDArray, { scale, causal }: AttentionSoftmaxOptions, out: NDArray): void {
  const [queries, keys] = scores.shape.slice(-2);
  const { data } = scores;
  const result = out.data;
  for (let row = 0; row * keys < scores.size; row++) {
    const seen = causal ? Math.min((row % queries) + 1, keys) : keys;
    const from = scores.offset + row * keys;
    const to = out.offset + row * keys;
    let max = -Infinity;
    for (let k = 0; k < seen; k++) max = Math.max(max, scale * data[from + k]);
    let sum = 0;
    for (let k = 0; k < seen; k++) {
      const power = Math.exp(scale * data[from + k] - max);
      result[to + k] = power;
      sum += power;
    }
    for (let k = 0; k < seen; k++) result[to + k] /= sum;
    for (let k = seen; k < keys; k++) result[to + k] = 0;
  }
}

/** The gradient of softmax, times `scale`. Keys that were left out have `y = 0`, and so their gradient is 0. */
export function attentionSoftmaxBackward(grad: NDArray, y: NDArray, scale: number, out: NDArray): void {
  const keys = grad.shape[grad.ndim - 1];
  for (let row = 0; row * keys < grad.size; row++) {
    const [g, r, to] = [grad.offset + row * keys, y.offset + row * keys, out.offset + row * keys];
    let sum = 0;
    for (let k = 0; k < keys; k++) sum += grad.data[g + k] * y.data[r + k];
    for (let k = 0; k < keys; k++) out.data[to + k] = scale * y.data[r + k] * (grad.data[g + k] - sum);
  }
}
