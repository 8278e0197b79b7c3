import type { NDArray } from "../../tensor/types";
import type { CrossEntropyOptions } from "../backend";

/**
 * `losses[i] = -sum over c of q_c * logSoftmax(logits[i])_c`, where `q` is 1 at the target, smoothed by
 * `labelSmoothing` towards all classes alike. In one pass, from `log sum e^x`, without the softmax itself.
 */
export function crossEntropy(
  logits: NDArray,
  targets: Int32Array,
  { ignoreIndex, labelSmoothing }: CrossEntropyOptions,
  losses: NDArray,
): void {
  const [rows, classes] = logits.shape;
  const x = logits.data;
  for (let i = 0; i < rows; i++) {
    if (targets[i] === ignoreIndex) {
      losses.data[losses.offset + i] = 0;
      continue;
    }
    const start = logits.offset + i * classes;
    const logSum = logSumExp(x, start, classes);
    let loss = (1 - labelSmoothing) * (logSum - x[start + targets[i]]);
    if (labelSmoothing > 0) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += logSum - x[start + c];
      loss += (labelSmoothing / classes) * sum;
    }
    losses.data[losses.offset + i] = loss;
  }
}

/** The gradient is famously short: `softmax(logits) - q`. */
export function crossEntropyBackward(
  logits: NDArray,
  targets: Int32Array,
  { ignoreIndex, labelSmoothing }: CrossEntropyOptions,
  scale: NDArray,
  out: NDArray,
): void {
  const [rows, classes] = logits.shape;
  const x = logits.data;
  const everywhere = labelSmoothing / classes;
  for (let i = 0; i < rows; i++) {
    const start = logits.offset + i * classes;
    const to = out.offset + i * classes;
    if (targets[i] === ignoreIndex) {
      out.data.fill(0, to, to + classes);
      continue;
    }
    const factor = scale.data[scale.offset + i * scale.strides[0]];
    const logSum = logSumExp(x, start, classes);
    for (let c = 0; c < classes; c++) out.data[to + c] = factor * (Math.exp(x[start + c] - logSum) - everywhere);
    out.data[to + targets[i]] -= factor * (1 - labelSmoothing);
  }
}

function logSumExp(x: NDArray["data"], start: number, count: number): number {
  let max = -Infinity;
  for (let c = 0; c < count; c++) max = Math.max(max, x[start + c]);
  let sum = 0;
  for (let c = 0; c < count; c++) sum += Math.exp(x[start + c] - max);
  return max + Math.log(sum);
}
