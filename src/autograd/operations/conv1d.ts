import type { Tensor } from "../tensor";
import { convolve } from "./conv2d";
import { asImages, checkChannels } from "./images";

export interface Conv1dFunctionOptions {
  /** Step from one window to the next. Default 1. */
  stride?: number;
  /** Zeros added at both ends (default 0), `"valid"` for none, or `"same"` for as many as keep the length. */
  padding?: number | "same" | "valid";
  /** Distance of neighbours inside a window. Default 1. */
  dilation?: number;
  /** Into how many groups the channels are split; each output channel sees the inputs of its group only. Default 1. */
  groups?: number;
}

/**
 * One-dimensional convolution, `y[o, t] = bias[o] + sum over c, k of weight[o, c, k] x[c, t stride + k dilation - padding]`.
 *
 * @param x `[batch, inChannels, length]`, or one sequence without `batch`
 * @param weight `[outChannels, inChannels / groups, kernel]`
 * @param bias `[outChannels]`, optional
 * @returns `[batch, outChannels, outLength]`, `outLength = floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`
 * @throws if the channels do not fit, or a window is longer than the padded sequence.
 * @example
 * nn.conv1d(tensor([[1, 2, 4]]), tensor([[[-1, 1]]])).toArray(); // -> [[1, 2]]
 */
export function conv1d(x: Tensor, weight: Tensor, bias?: Tensor, options: Conv1dFunctionOptions = {}): Tensor {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  checkChannels("conv1d", x, weight, { groups, inputs: (weight.shape[1] ?? 0) * groups, outputs: weight.shape[0] });
  return asImages("conv1d", x, 1, (images) =>
    convolve("conv1d", images, weight.unsqueeze(2), bias, {
      stride: [1, stride],
      padding: typeof padding === "string" ? padding : [0, padding],
      dilation: [1, dilation],
      groups,
    }),
  );
}
