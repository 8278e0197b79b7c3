import type { Window2d } from "../../backend/backend";
import { GradbookError } from "../../errors";
import { formatShape } from "../../tensor/shape";
import type { Tensor } from "../tensor";
import { asImages, checkChannels } from "./images";
import { fold2d, sides, type Pair, type Sides, type WindowOptions } from "./window2d";

export interface ConvTranspose2dFunctionOptions extends WindowOptions {
  /** Rows and columns added at the end: with a stride, several sizes shrink to the same one. Default 0. */
  outputPadding?: Pair;
  /** Into how many groups the channels are split. Default 1. */
  groups?: number;
}

/**
 * Transposed two-dimensional convolution, which enlarges an image: what {@link conv2d} does to gradients. Every element puts
 * a copy of the kernel, multiplied by itself, into the result; overlapping copies add up.
 *
 * Source: Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning, 2016.
 *
 * @param x `[batch, inChannels, height, width]`, or one image without `batch`
 * @param weight `[inChannels, outChannels / groups, kernelHeight, kernelWidth]`
 * @param bias `[outChannels]`, optional
 * @returns `[batch, outChannels, outHeight, outWidth]`, `outHeight = (height - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1`
 * @throws if the channels do not fit, or `outputPadding` is not smaller than stride or dilation.
 * @example
 * nn.convTranspose2d(tensor([[[1, 2]]]), tensor([[[[1, 1]]]]), undefined, { stride: [1, 2] }).toArray(); // -> [[[1, 1, 2, 2]]]
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  options: ConvTranspose2dFunctionOptions = {},
): Tensor {
  const groups = options.groups ?? 1;
  checkChannels("convTranspose2d", x, weight, { groups, inputs: weight.shape[0], outputs: weight.shape[1] * groups });
  return asImages("convTranspose2d", x, 2, (images) =>
    spread("convTranspose2d", images, weight, bias, {
      stride: sides(options.stride ?? 1),
      padding: sides(options.padding ?? 0),
      dilation: sides(options.dilation ?? 1),
      outputPadding: sides(options.outputPadding ?? 0),
      groups,
    }),
  );
}

export interface ConvTranspose1dFunctionOptions {
  /** Distance of the copies of the kernel in the result. Default 1. */
  stride?: number;
  /** Elements cut off at both ends. Default 0. */
  padding?: number;
  /** Distance of neighbours inside a window. Default 1. */
  dilation?: number;
  /** Elements added at the end. Default 0. */
  outputPadding?: number;
  /** Into how many groups the channels are split. Default 1. */
  groups?: number;
}

/**
 * Transposed one-dimensional convolution, see {@link convTranspose2d}: `[batch, inChannels, length]` and a weight
 * `[inChannels, outChannels / groups, kernel]` give `[batch, outChannels, outLength]`.
 *
 * @example
 * nn.convTranspose1d(tensor([[1, 2]]), tensor([[[1, 10]]])).toArray(); // -> [[1, 12, 20]]
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { stride = 1, padding = 0, dilation = 1, outputPadding = 0, groups = 1 }: ConvTranspose1dFunctionOptions = {},
): Tensor {
  checkChannels("convTranspose1d", x, weight, { groups, inputs: weight.shape[0], outputs: weight.shape[1] * groups });
  return asImages("convTranspose1d", x, 1, (images) =>
    spread("convTranspose1d", images, weight.unsqueeze(2), bias, {
      stride: [1, stride],
      padding: [0, padding],
      dilation: [1, dilation],
      outputPadding: [0, outputPadding],
      groups,
    }),
  );
}

interface SpreadShape {
  readonly stride: Sides;
  readonly padding: Sides;
  readonly dilation: Sides;
  readonly outputPadding: Sides;
  readonly groups: number;
}

/** One matrix product makes the columns of all windows; folding adds them up to the image. */
function spread(operation: string, x: Tensor, weight: Tensor, bias: Tensor | undefined, shape: SpreadShape): Tensor {
  const [batch, inChannels, height, width] = x.shape;
  const [, channelsOfGroup, kernelHeight, kernelWidth] = weight.shape;
  const { groups } = shape;
  const channels = channelsOfGroup * groups;
  const kernel: Sides = [kernelHeight, kernelWidth];
  const window: Window2d = {
    batch,
    channels,
    height: outLength(operation, height, kernel, shape, 0),
    width: outLength(operation, width, kernel, shape, 1),
    kernel,
    stride: shape.stride,
    padding: shape.padding,
    dilation: shape.dilation,
    outHeight: height,
    outWidth: width,
  };
  const rows = channelsOfGroup * kernelHeight * kernelWidth;
  const perGroup = inChannels / groups;
  const y = weight
    .reshape([groups, perGroup, rows])
    .transpose(1, 2) // (groups, outChannels / groups k k, inChannels / groups)
    .matmul(x.reshape([batch, groups, perGroup, height * width])); // (B, groups, outChannels / groups k k, positions)
  const image = fold2d(y.reshape([batch, groups * rows, height * width]), window);
  return bias ? image.add(bias.reshape([channels, 1, 1])) : image;
}

function outLength(operation: string, length: number, kernel: Sides, shape: SpreadShape, side: 0 | 1): number {
  const { stride, padding, dilation, outputPadding } = shape;
  if (outputPadding[side] >= Math.max(stride[side], dilation[side])) {
    throw new GradbookError(
      `${operation}: outputPadding ${outputPadding[side]} must be smaller than the stride (${stride[side]}) or the dilation (${dilation[side]})`,
    );
  }
  const reach = dilation[side] * (kernel[side] - 1) + 1;
  const out = (length - 1) * stride[side] - 2 * padding[side] + reach + outputPadding[side];
  if (out >= 1) return out;
  throw new GradbookError(
    `${operation}: padding ${formatShape(padding)} leaves nothing of the result: its length would be ${out}`,
  );
}
