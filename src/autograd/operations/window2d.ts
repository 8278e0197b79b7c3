import type { Window2d } from "../../backend/backend";
import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { contiguous, empty, zeros } from "../../tensor/kernels";
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

export type Sides = readonly [height: number, width: number];

export interface WindowShape {
  readonly kernel: Sides;
  readonly stride: Sides;
  readonly padding: Sides;
  readonly dilation: Sides;
  /** Whether a window may begin inside of the image and end behind it. Default false. */
  readonly ceilMode?: boolean;
}

export function sides(value: Pair): Sides {
  return typeof value === "number" ? [value, value] : value;
}

/** The geometry of windows over `images` `[batch, channels, height, width]`. */
export function windowOf(operation: string, images: Tensor, shape: WindowShape): Window2d {
  const [batch, channels, height, width] = images.shape;
  const { kernel, stride, padding, dilation } = shape;
  checkWhole(operation, "kernelSize", kernel, 1);
  checkWhole(operation, "stride", stride, 1);
  checkWhole(operation, "padding", padding, 0);
  checkWhole(operation, "dilation", dilation, 1);
  const outHeight = positionsOf(operation, height, shape, 0);
  const outWidth = positionsOf(operation, width, shape, 1);
  return { batch, channels, height, width, kernel, stride, padding, dilation, outHeight, outWidth };
}

function checkWhole(operation: string, name: string, values: Sides, least: number): void {
  if (values.every((value) => Number.isInteger(value) && value >= least)) return;
  throw new GradbookError(
    `${operation}: ${name} must be whole numbers of at least ${least}, got ${formatShape(values)}`,
  );
}

/** How many windows fit into one side, `floor((length + 2 padding - reach) / stride) + 1`. */
function positionsOf(operation: string, length: number, shape: WindowShape, side: 0 | 1): number {
  const { kernel, stride, padding, dilation, ceilMode } = shape;
  const reach = dilation[side] * (kernel[side] - 1) + 1;
  const room = length + 2 * padding[side] - reach;
  const steps = room / stride[side];
  let count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // A window that would begin in the padding behind the image sees nothing of it.
  if (ceilMode && (count - 1) * stride[side] >= length + padding[side]) count--;
  if (room >= 0 && count >= 1) return count;
  throw new GradbookError(
    `${operation}: a window that reaches over ${reach} elements does not fit into a length of ${length} with padding ${padding[side]}`,
  );
}

/** Every window as a column, `[batch, channels * kernel size, positions]`; in the gradient they add up where they overlap. */
export function unfold2d(images: Tensor, window: Window2d): Tensor {
  const { batch, channels, kernel, outHeight, outWidth } = window;
  const array = empty(images.dtype, [batch, channels * kernel[0] * kernel[1], outHeight * outWidth]);
  backend().unfold2d(contiguous(images.array), window, array);
  return record({ operation: "unfold2d", parents: [images], array, gradients: [(grad) => fold2d(grad, window)] });
}

/** The transpose of {@link unfold2d}: columns added back to the places of the image that they were taken from. */
export function fold2d(columns: Tensor, window: Window2d): Tensor {
  const array = empty(columns.dtype, [window.batch, window.channels, window.height, window.width]);
  backend().fold2d(contiguous(columns.array), window, array);
  return record({ operation: "fold2d", parents: [columns], array, gradients: [(grad) => unfold2d(grad, window)] });
}

/** The largest element of every window; the gradient goes to where it was found. */
export function maxOfWindows(images: Tensor, window: Window2d): Tensor {
  const array = empty(images.dtype, [window.batch, window.channels, window.outHeight, window.outWidth]);
  const indices = new Int32Array(array.size);
  backend().maxPool2d(contiguous(images.array), window, array, indices);
  return record({
    operation: "maxPool2d",
    parents: [images],
    array,
    gradients: [(grad) => scatter(grad, indices, images)],
  });
}

/** Adds each element to the place of `like` that `indices` names, counted in row-major order. */
export function scatter(grad: Tensor, indices: Int32Array, like: Tensor): Tensor {
  const array = zeros(grad.dtype, like.shape);
  const block = { outer: 1, length: array.size, inner: 1 };
  backend().scatterAdd(contiguous(grad.array), block, indices, array);
  return record({
    operation: "scatter",
    parents: [grad],
    array,
    gradients: [(outer) => outer.flatten().indexSelect(0, Array.from(indices)).reshape(grad.shape)],
  });
}
