import type { Window2d } from "../../backend/backend";
import { GradbookError } from "../../errors";
import { zeros } from "../../tensor/kernels";
import { inScope } from "../../tensor/memory";
import { formatShape } from "../../tensor/shape";
import { isRecording, noGrad, record } from "../tape";
import { Tensor } from "../tensor";
import { concat } from "./concat";
import { asImages, checkChannels } from "./images";
import { fold2d, sides, unfold2d, windowOf, type Pair, type Sides, type WindowOptions } from "./window2d";

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
  const [, , ...kernel] = weight.shape;
  const { images, padding } = padded(operation, x, kernel, { stride, dilation, ...shape });
  const window = windowOf(operation, images, { kernel: [kernel[0], kernel[1]], stride, padding, dilation });
  const y = product(images, weight, window, groups);
  return bias ? y.add(bias.reshape([weight.shape[0], 1, 1])) : y;
}

/**
 * With the windows as columns `C` of the image, `Y = W C`: so `dC = W^T dY`, which folded up is the gradient of the image, and
 * `dW = dY C^T`, summed over the batch. The columns are many times larger than the image: the way back lays them out again instead of
 * keeping them.
 */
function product(images: Tensor, weight: Tensor, window: Window2d, groups: number): Tensor {
  const { batch, channels, kernel, outHeight, outWidth } = window;
  const positions = outHeight * outWidth;
  const height = (channels / groups) * kernel[0] * kernel[1];
  const outChannels = weight.shape[0];
  // One group needs no dimension of its own. (B, groups, C k k / groups, positions)
  const split = (x: Tensor, rows: number): Tensor =>
    x.reshape(groups === 1 ? [batch, rows, positions] : [batch, groups, rows, positions]);
  const factors = (): Tensor =>
    weight.reshape(groups === 1 ? [outChannels, height] : [groups, outChannels / groups, height]);
  const columns = (): Tensor => split(columnsOf(images, window), height);
  return record({
    operation: "conv2d",
    parents: [images, weight],
    array: noGrad(() => passing(() => factors().matmul(columns()).reshape([batch, outChannels, outHeight, outWidth])))
      .array,
    gradients: [
      (grad) =>
        passing(() => {
          const slopes = factors()
            .transpose(-2, -1)
            .matmul(split(grad, outChannels / groups));
          return imageOf(slopes.reshape([batch, groups * height, positions]), window);
        }),
      (grad) =>
        passing(() => {
          const slopes = split(grad, outChannels / groups).matmul(columns().transpose(-2, -1));
          return slopes.sum(0).reshape(weight.shape);
        }),
    ],
    needs: [images, weight],
  });
}

/** Computes a tensor and gives back at once what was only needed on the way to it, unless that is recorded. */
function passing(compute: () => Tensor): Tensor {
  if (isRecording()) return compute();
  return inScope((keep) => {
    const result = compute();
    keep(result.array.storage);
    return result;
  });
}

/** The windows as columns; those of size 1 are the image itself. */
function columnsOf(images: Tensor, window: Window2d): Tensor {
  if (!isImageItself(window)) return unfold2d(images, window);
  return images.reshape([window.batch, window.channels, window.height * window.width]);
}

function imageOf(columns: Tensor, window: Window2d): Tensor {
  if (!isImageItself(window)) return fold2d(columns, window);
  return columns.reshape([window.batch, window.channels, window.height, window.width]);
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
