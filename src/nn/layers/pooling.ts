import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  maxPool1d,
  maxPool2d,
  type AdaptiveSize,
  type AvgPool1dFunctionOptions,
  type AvgPool2dFunctionOptions,
  type MaxPool1dFunctionOptions,
  type MaxPool2dFunctionOptions,
  type Pair,
  type Tensor,
} from "../../autograd/index";
import { Module } from "../module";

/**
 * The largest element of each window: `[batch, channels, length]` shrinks by the kernel's size, or by `stride`.
 *
 * @example
 * new nn.MaxPool1d(2).forward(tensor.ones([1, 3, 6])).shape; // -> [1, 3, 3]
 */
export class MaxPool1d extends Module {
  constructor(
    readonly kernelSize: number,
    readonly options: MaxPool1dFunctionOptions = {},
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }

  override describe(): string {
    return `kernel ${String(this.kernelSize)}`;
  }
}

/**
 * The largest element of each window: `[batch, channels, height, width]` shrinks by the kernel's size, or by `stride`.
 *
 * @example
 * new nn.MaxPool2d(2).forward(tensor.ones([1, 3, 6, 6])).shape; // -> [1, 3, 3, 3]
 */
export class MaxPool2d extends Module {
  constructor(
    readonly kernelSize: Pair,
    readonly options: MaxPool2dFunctionOptions = {},
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }

  override describe(): string {
    return `kernel ${String(this.kernelSize)}`;
  }
}

/**
 * The mean of each window: `[batch, channels, length]` shrinks by the kernel's size, or by `stride`.
 *
 * @example
 * new nn.AvgPool1d(2).forward(tensor([[1, 3, 2, 0]])).toArray(); // -> [[2, 1]]
 */
export class AvgPool1d extends Module {
  constructor(
    readonly kernelSize: number,
    readonly options: AvgPool1dFunctionOptions = {},
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this.options);
  }

  override describe(): string {
    return `kernel ${String(this.kernelSize)}`;
  }
}

/**
 * The mean of each window: `[batch, channels, height, width]` shrinks by the kernel's size, or by `stride`.
 *
 * @example
 * new nn.AvgPool2d(2).forward(tensor.ones([1, 3, 6, 6])).shape; // -> [1, 3, 3, 3]
 */
export class AvgPool2d extends Module {
  constructor(
    readonly kernelSize: Pair,
    readonly options: AvgPool2dFunctionOptions = {},
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this.options);
  }

  override describe(): string {
    return `kernel ${String(this.kernelSize)}`;
  }
}

/**
 * Means over `outputSize` windows, whatever the length: `[batch, channels, length]` gives `[batch, channels, outputSize]`.
 *
 * @example
 * new nn.AdaptiveAvgPool1d(2).forward(tensor([[1, 2, 3]])).toArray(); // -> [[1.5, 2.5]]
 */
export class AdaptiveAvgPool1d extends Module {
  constructor(readonly outputSize: number) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }

  override describe(): string {
    return String(this.outputSize);
  }
}

/**
 * Means over as many windows as asked for, whatever the size of the image: size 1 is the mean of each channel.
 *
 * @example
 * new nn.AdaptiveAvgPool2d([2, 3]).forward(tensor.ones([1, 4, 7, 5])).shape; // -> [1, 4, 2, 3]
 */
export class AdaptiveAvgPool2d extends Module {
  constructor(readonly outputSize: AdaptiveSize) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }

  override describe(): string {
    return String(this.outputSize);
  }
}

/**
 * The largest elements of `outputSize` windows, whatever the length.
 *
 * @example
 * new nn.AdaptiveMaxPool1d(2).forward(tensor([[1, 2, 3]])).toArray(); // -> [[2, 3]]
 */
export class AdaptiveMaxPool1d extends Module {
  constructor(readonly outputSize: number) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return adaptiveMaxPool1d(x, this.outputSize);
  }

  override describe(): string {
    return String(this.outputSize);
  }
}

/**
 * The largest elements of as many windows as asked for, whatever the size of the image.
 *
 * @example
 * new nn.AdaptiveMaxPool2d(1).forward(tensor.ones([1, 4, 7, 5])).shape; // -> [1, 4, 1, 1]
 */
export class AdaptiveMaxPool2d extends Module {
  constructor(readonly outputSize: AdaptiveSize) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return adaptiveMaxPool2d(x, this.outputSize);
  }

  override describe(): string {
    return String(this.outputSize);
  }
}
