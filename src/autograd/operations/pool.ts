import type { Window2d } from "../../backend/backend";
import { checkOptions, GradbookError } from "../../errors";
import { empty } from "../../tensor/kernels";
import { Tensor } from "../tensor";
import { asImages } from "./images";
import { maxOfWindows, sides, unfold2d, windowOf, type Pair, type WindowOptions, type WindowShape } from "./window2d";

const maxPoolOptions = ["stride", "padding", "dilation", "ceilMode"];
const avgPoolOptions = ["stride", "padding", "ceilMode", "countIncludePad"];

export interface MaxPool2dFunctionOptions extends WindowOptions {
  /** Whether a last window may reach over the end. Default false: what does not fill a window is left out. */
  ceilMode?: boolean;
}

/**
 * The largest element of each window; the gradient goes to where it was found.
 *
 * @param x `[batch, channels, height, width]`, or one image without `batch`
 * @param kernelSize size of a window; windows follow each other without overlap unless `stride` says otherwise
 * @returns `[batch, channels, outHeight, outWidth]`, `outHeight = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`
 * @throws if a window does not fit, or the padding is more than half of it.
 * @example
 * nn.maxPool2d(tensor([[[[1, 2], [3, 4]]]]), 2).toList(); // -> [4]
 */
export function maxPool2d(x: Tensor, kernelSize: Pair, options: MaxPool2dFunctionOptions = {}): Tensor {
  checkOptions("maxPool2d", options, maxPoolOptions);
  const shape = {
    kernel: sides(kernelSize),
    stride: sides(options.stride ?? kernelSize),
    padding: sides(options.padding ?? 0),
    dilation: sides(options.dilation ?? 1),
    ceilMode: options.ceilMode ?? false,
  };
  return asImages("maxPool2d", x, 2, (images) => maxOfWindows(images, poolWindow("maxPool2d", images, shape)));
}

export interface MaxPool1dFunctionOptions {
  /** Step from one window to the next. Default: the kernel's size. */
  stride?: number;
  /** How far windows begin before the sequence; at most half of the kernel. Default 0. */
  padding?: number;
  /** Distance of neighbours inside a window. Default 1. */
  dilation?: number;
  /** Whether a last window may reach over the end. Default false. */
  ceilMode?: boolean;
}

/**
 * The largest element of each window of `[batch, channels, length]`, see {@link maxPool2d}.
 *
 * @example
 * nn.maxPool1d(tensor([[1, 3, 2, 0]]), 2).toArray(); // -> [[3, 2]]
 */
export function maxPool1d(x: Tensor, kernelSize: number, options: MaxPool1dFunctionOptions = {}): Tensor {
  checkOptions("maxPool1d", options, maxPoolOptions);
  const { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false } = options;
  const shape: WindowShape = {
    kernel: [1, kernelSize],
    stride: [1, stride],
    padding: [0, padding],
    dilation: [1, dilation],
    ceilMode,
  };
  return asImages("maxPool1d", x, 1, (images) => maxOfWindows(images, poolWindow("maxPool1d", images, shape)));
}

interface AverageOptions {
  /** Whether a last window may reach over the end. Default false. */
  ceilMode?: boolean;
  /** Whether the zeros of the padding count as elements. Default true. */
  countIncludePad?: boolean;
}

export interface AvgPool2dFunctionOptions extends AverageOptions, Omit<WindowOptions, "dilation"> {
  /** What the sums are divided by, instead of the number of elements. */
  divisorOverride?: number;
}

/**
 * The mean of each window.
 *
 * @param x `[batch, channels, height, width]`, or one image without `batch`
 * @param kernelSize size of a window; windows follow each other without overlap unless `stride` says otherwise
 * @returns `[batch, channels, outHeight, outWidth]`, `outHeight = floor((height + 2 padding - kernel) / stride) + 1`
 * @throws if a window does not fit, or the padding is more than half of it.
 * @example
 * nn.avgPool2d(tensor([[[[1, 2], [3, 6]]]]), 2).toList(); // -> [3]
 */
export function avgPool2d(x: Tensor, kernelSize: Pair, options: AvgPool2dFunctionOptions = {}): Tensor {
  checkOptions("avgPool2d", options, [...avgPoolOptions, "divisorOverride"]);
  const shape: WindowShape = {
    kernel: sides(kernelSize),
    stride: sides(options.stride ?? kernelSize),
    padding: sides(options.padding ?? 0),
    dilation: [1, 1],
    ceilMode: options.ceilMode ?? false,
  };
  if (options.divisorOverride === 0) throw new GradbookError("avgPool2d: divisorOverride must not be 0");
  return asImages("avgPool2d", x, 2, (images) =>
    meanOfWindows(images, poolWindow("avgPool2d", images, shape), options),
  );
}

export interface AvgPool1dFunctionOptions extends AverageOptions {
  /** Step from one window to the next. Default: the kernel's size. */
  stride?: number;
  /** Zeros at both ends; at most half of the kernel. Default 0. */
  padding?: number;
}

/**
 * The mean of each window of `[batch, channels, length]`, see {@link avgPool2d}.
 *
 * @example
 * nn.avgPool1d(tensor([[1, 3, 2, 0]]), 2).toArray(); // -> [[2, 1]]
 */
export function avgPool1d(x: Tensor, kernelSize: number, options: AvgPool1dFunctionOptions = {}): Tensor {
  checkOptions("avgPool1d", options, avgPoolOptions);
  const { stride = kernelSize, padding = 0, ceilMode = false } = options;
  const shape: WindowShape = {
    kernel: [1, kernelSize],
    stride: [1, stride],
    padding: [0, padding],
    dilation: [1, 1],
    ceilMode,
  };
  return asImages("avgPool1d", x, 1, (images) =>
    meanOfWindows(images, poolWindow("avgPool1d", images, shape), options),
  );
}

function poolWindow(operation: string, images: Tensor, shape: WindowShape): Window2d {
  const window = windowOf(operation, images, shape);
  for (const side of [0, 1] as const) {
    const reach = shape.dilation[side] * (shape.kernel[side] - 1) + 1;
    if (2 * shape.padding[side] <= reach) continue;
    throw new GradbookError(
      `${operation}: padding ${shape.padding[side]} is more than half of a window that reaches over ${reach} elements`,
    );
  }
  return window;
}

function meanOfWindows(
  images: Tensor,
  window: Window2d,
  { countIncludePad = true, divisorOverride }: AvgPool2dFunctionOptions,
): Tensor {
  const { batch, channels, outHeight, outWidth, kernel } = window;
  const columns = unfold2d(images, window); // (B, C k k, positions)
  const sums = columns.reshape([batch, channels, kernel[0] * kernel[1], outHeight * outWidth]).sum(2);
  const counts = divisorOverride ?? elementsOfWindows(window, countIncludePad, images);
  return sums.div(counts).reshape([batch, channels, outHeight, outWidth]);
}

/** How many elements each window holds; one number where it is the same for all. */
function elementsOfWindows(window: Window2d, withPadding: boolean, like: Tensor): number | Tensor {
  const rows = countsOf(window, 0, withPadding);
  const columns = countsOf(window, 1, withPadding);
  const counts = rows.flatMap((height) => columns.map((width) => height * width));
  if (counts.every((count) => count === counts[0])) return counts[0];
  const array = empty(like.dtype, [counts.length]);
  array.data.set(counts, array.offset);
  return new Tensor(array);
}

/** How many elements the windows hold in one direction; those behind the padding never count. */
function countsOf(window: Window2d, side: 0 | 1, withPadding: boolean): number[] {
  const [length, count] = side === 0 ? [window.height, window.outHeight] : [window.width, window.outWidth];
  const padding = window.padding[side];
  return Array.from({ length: count }, (_, i) => {
    const start = i * window.stride[side] - padding;
    const end = Math.min(start + window.kernel[side], length + padding);
    return withPadding ? end - start : Math.min(end, length) - Math.max(start, 0);
  });
}
