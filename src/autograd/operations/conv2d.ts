import type { Window2d } from "../../backend/backend";
import { GradbookError } from "../../errors";
import { zeros } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { Tensor } from "../tensor";
import { concat } from "./concat";
import { asImages, checkChannels } from "./images";
import { sides, unfold2d, windowOf, type Pair, type Sides, type WindowOptions } from "./window2d";

export interface Conv2dFunctionOptions extends Omit<WindowOptions, "padding"> {
  /**
   * Zeros added on every side (default 0), `"valid"` for none, or `"same"` for as many as keep the size. An odd number
   * of them puts the last one behind the image.
   */
  padding?: Pair | "same" | "valid";
  /** Into how many groups the channels are split; each output channel sees the inputs of its group only. Default 1. */
  groups?: number;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in deep learning): the windows of the image are laid out
 * as columns, and one matrix product does the rest.
 *
 * @param x `[batch, inChannels, height, width]`, or one image without `batch`
 * @param weight `[outChannels, inChannels / groups, kernelHeight, kernelWidth]`
 * @param bias `[outChannels]`, optional
 * @returns `[batch, outChannels, outHeight, outWidth]`, `outHeight = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`
 * @throws if the channels do not fit, or a window is larger than the padded image.
 * @example
 * nn.conv2d(tensor.ones([1, 1, 3, 3]), tensor.ones([1, 1, 2, 2])).toList(); // -> [4, 4, 4, 4]
 */
export function conv2d(x: Tensor, weight: Tensor, bias?: Tensor, options: Conv2dFunctionOptions = {}): Tensor {
  const groups = options.groups ?? 1;
  checkChannels("conv2d", x, weight, { groups, inputs: (weight.shape[1] ?? 0) * groups, outputs: weight.shape[0] });
  return asImages("conv2d", x, 2, (images) =>
    convolve("conv2d", images, weight, bias, {
      stride: sides(options.stride ?? 1),
      dilation: sides(options.dilation ?? 1),
      padding: typeof options.padding === "string" ? options.padding : sides(options.padding ?? 0),
      groups,
    }),
  );
}

export interface ConvolutionShape {
  readonly stride: Sides;
  readonly dilation: Sides;
  readonly padding: Sides | "same" | "valid";
  readonly groups: number;
}

/** The convolution of images `[batch, channels, height, width]`, sequences (height 1) among them. */
export function convolve(
  operation: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  { stride, dilation, groups, ...shape }: ConvolutionShape,
): Tensor {
  const [outChannels, channelsOfGroup, ...kernel] = weight.shape;
  const { images, padding } = padded(operation, x, kernel, { stride, dilation, ...shape });
  const window = windowOf(operation, images, { kernel: [kernel[0], kernel[1]], stride, padding, dilation });
  const { batch, outHeight, outWidth } = window;
  const positions = outHeight * outWidth;
  const columns = isImageItself(window)
    ? images.reshape([batch, window.channels, positions])
    : unfold2d(images, window); // (B, C k k, positions)
  const height = channelsOfGroup * kernel[0] * kernel[1];
  const y =
    groups === 1
      ? weight.reshape([outChannels, height]).matmul(columns) // (B, outChannels, positions)
      : weight
          .reshape([groups, outChannels / groups, height])
          .matmul(columns.reshape([batch, groups, height, positions])); // (B, groups, outChannels / groups, positions)
  const shaped = y.reshape([batch, outChannels, outHeight, outWidth]);
  return bias ? shaped.add(bias.reshape([outChannels, 1, 1])) : shaped;
}

/** Whether every element is a window of its own, as in a convolution of size 1: the columns are the image then. */
function isImageItself({ kernel, stride, padding }: Window2d): boolean {
  return [...kernel, ...stride].every((value) => value === 1) && padding.every((value) => value === 0);
}

/** What `padding` means in numbers; where `"same"` needs one more zero on one side, it is joined to the image. */
function padded(
  operation: string,
  x: Tensor,
  kernel: readonly number[],
  { padding, stride, dilation }: Omit<ConvolutionShape, "groups">,
): { images: Tensor; padding: Sides } {
  if (padding === "valid") return { images: x, padding: [0, 0] };
  if (padding !== "same") return { images: x, padding };
  if (stride.some((step) => step !== 1)) {
    throw new GradbookError(
      `${operation}: padding "same" keeps the size with stride 1 only, got stride ${formatShape(stride)}`,
    );
  }
  const total = [0, 1].map((side) => dilation[side] * (kernel[side] - 1));
  const images = total.reduce(
    (image, count, side) => (count % 2 === 0 ? image : concat([image, edgeOf(image, side + 2)], side + 2)),
    x,
  );
  return { images, padding: [Math.floor(total[0] / 2), Math.floor(total[1] / 2)] };
}

/** Zeros, one element thick along `dim`. */
function edgeOf(image: Tensor, dim: number): Tensor {
  const shape = image.shape.map((length, i) => (i === dim ? 1 : length));
  return new Tensor(zeros(image.dtype, shape));
}
