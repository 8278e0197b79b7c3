import { conv2d, maxPool2d, tensor, type Pair, type Tensor, type WindowOptions } from "../../autograd/index";
import * as init from "../init";
import { Module } from "../module";
import { Parameter } from "../parameter";

export interface Conv2dOptions extends WindowOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * Two-dimensional convolution: `[batch, inChannels, height, width]` gives `[batch, outChannels, outHeight, outWidth]` with
 * `outHeight = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.
 *
 * Weight `[outChannels, inChannels, kernelHeight, kernelWidth]` and bias start uniform in `±1/sqrt(fanIn)`, as in PyTorch.
 *
 * @example
 * new nn.Conv2d(3, 8, 3, { padding: 1 }).forward(tensor.ones([2, 3, 5, 5])).shape; // -> [2, 8, 5, 5]
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    readonly kernelSize: Pair,
    readonly options: Conv2dOptions = {},
  ) {
    super();
    const [height, width] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    const bound = 1 / Math.sqrt(inChannels * height * width);
    const start = (shape: readonly number[]): Parameter =>
      new Parameter(init.uniform(tensor.zeros(shape), -bound, bound));
    this.weight = start([outChannels, inChannels, height, width]);
    this.bias = (options.bias ?? true) ? start([outChannels]) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.options);
  }

  override describe(): string {
    return `${this.inChannels} -> ${this.outChannels}, kernel ${String(this.kernelSize)}`;
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
    readonly options: WindowOptions = {},
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
