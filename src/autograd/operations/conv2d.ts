import { backend } from "../../backend/current";
import type { Window2d } from "../../backend/backend";
import { GradbookError } from "../../errors";
import { contiguous, empty } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { record } from "../tape";
import type { Tensor } from "../tensor";

/** One number for both directions, or `[height, width]`. */
export type Pair = number | readonly [height: number, width: number];

export interface WindowOptions {
  /** Step from one window to the next. */
  stride?: Pair;
  /** Elements added on every side: zeros for a convolution, nothing that could win for a maximum. Default 0. */
  padding?: Pair;
  /** Distance of neighbours inside a window. Default 1. */
  dilation?: Pair;
}

function pair(value: Pair): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}

function windowOf(operation: string, x: Tensor, kernelSize: Pair, options: WindowOptions, stride: Pair): Window2d {
  if (x.ndim !== 4) {
    throw new GradbookError(`${operation}: expected [batch, channels, height, width], got ${formatShape(x.shape)}`);
  }
  const [batch, channels, height, width] = x.shape;
  const shared = {
    kernel: pair(kernelSize),
    stride: pair(stride),
    padding: pair(options.padding ?? 0),
    dilation: pair(options.dilation ?? 1),
  };
  const out = (length: number, i: 0 | 1): number => {
    const reach = shared.dilation[i] * (shared.kernel[i] - 1) + 1;
    return Math.floor((length + 2 * shared.padding[i] - reach) / shared.stride[i]) + 1;
  };
  const window = { batch, channels, height, width, ...shared, outHeight: out(height, 0), outWidth: out(width, 1) };
  if (window.outHeight < 1 || window.outWidth < 1) {
    throw new GradbookError(
      `${operation}: a window of ${formatShape(shared.kernel)} does not fit into ${formatShape(x.shape)}`,
    );
  }
  return window;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in deep learning): the windows of the image are laid out
 * as columns, and one matrix product does the rest.
 *
 * @param x `[batch, inChannels, height, width]`
 * @param weight `[outChannels, inChannels, kernelHeight, kernelWidth]`
 * @param bias `[outChannels]`, optional
 * @returns `[batch, outChannels, outHeight, outWidth]`, `outHeight = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`
 * @example
 * nn.conv2d(tensor.ones([1, 1, 3, 3]), tensor.ones([1, 1, 2, 2])).toList(); // -> [4, 4, 4, 4]
 */
export function conv2d(x: Tensor, weight: Tensor, bias?: Tensor, options: WindowOptions = {}): Tensor {
  const [outChannels, inChannels, kernelHeight, kernelWidth] = weight.shape;
  if (weight.ndim !== 4 || x.shape[1] !== inChannels) {
    throw new GradbookError(
      `conv2d: an input of shape ${formatShape(x.shape)} does not fit a weight ${formatShape(weight.shape)} = [outChannels, inChannels, height, width]`,
    );
  }
  const window = windowOf("conv2d", x, [kernelHeight, kernelWidth], options, options.stride ?? 1);
  const columns = unfold2d(x, window); // (B, C k k, positions)
  const y = weight.reshape([outChannels, -1]).matmul(columns); // (B, outChannels, positions)
  const shaped = y.reshape([x.shape[0], outChannels, window.outHeight, window.outWidth]);
  return bias ? shaped.add(bias.reshape([outChannels, 1, 1])) : shaped;
}

/** Every window as a column; the gradients of the windows add up where they overlap. */
function unfold2d(x: Tensor, window: Window2d): Tensor {
  const { batch, channels, kernel, outHeight, outWidth } = window;
  const array = empty(x.dtype, [batch, channels * kernel[0] * kernel[1], outHeight * outWidth]);
  backend().unfold2d(contiguous(x.array), window, array);
  return record({ operation: "unfold2d", parents: [x], array, gradients: [(grad) => fold2d(grad, window)] });
}

function fold2d(columns: Tensor, window: Window2d): Tensor {
  const array = empty(columns.dtype, [window.batch, window.channels, window.height, window.width]);
  backend().fold2d(contiguous(columns.array), window, array);
  return record({ operation: "fold2d", parents: [columns], array, gradients: [(grad) => unfold2d(grad, window)] });
}

/**
 * The largest element of each window; the gradient goes to where it was found.
 *
 * @param x `[batch, channels, height, width]`
 * @param kernelSize size of a window; windows follow each other without overlap unless `stride` says otherwise
 * @example
 * nn.maxPool2d(tensor([[[[1, 2], [3, 4]]]]), 2).toList(); // -> [4]
 */
export function maxPool2d(x: Tensor, kernelSize: Pair, options: WindowOptions = {}): Tensor {
  const window = windowOf("maxPool2d", x, kernelSize, options, options.stride ?? kernelSize);
  const array = empty(x.dtype, [window.batch, window.channels, window.outHeight, window.outWidth]);
  const indices = new Int32Array(array.size);
  backend().maxPool2d(contiguous(x.array), window, array, indices);
  return record({
    operation: "maxPool2d",
    parents: [x],
    array,
    gradients: [(grad) => scatter(grad, indices, x)],
  });
}

function scatter(grad: Tensor, indices: Int32Array, like: Tensor): Tensor {
  const array = empty(grad.dtype, like.shape);
  const block = { outer: 1, length: array.size, inner: 1 };
  backend().scatterAdd(contiguous(grad.array), block, indices, array);
  return record({
    operation: "scatter",
    parents: [grad],
    array,
    gradients: [(outer) => outer.flatten().indexSelect(0, Array.from(indices)).reshape(grad.shape)],
  });
}
