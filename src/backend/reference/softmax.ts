import type { NDArray } from "../../tensor/types";
import type { Block } from "../backend";

/**
 * `e^x_i / sum of e^x_j` along one dimension, or its logarithm. The largest `x` is subtracted first: that changes
 * nothing in the result, and no power overflows.
 */
export function softmax(
  kind: "softmax" | "logSoftmax",
  x: NDArray,
  { outer, length, inner }: Block,
  out: NDArray,
): void {
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
