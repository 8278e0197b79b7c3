import {
  convTranspose1d,
  convTranspose2d,
  type ConvTranspose1dFunctionOptions,
  type ConvTranspose2dFunctionOptions,
  type Pair,
  type Tensor,
} from "../../autograd/index";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { channelsOfGroup } from "./conv";
import { uniformParameter } from "./start";

export interface ConvTranspose1dOptions extends ConvTranspose1dFunctionOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * Transposed one-dimensional convolution: `[batch, inChannels, length]` gives `[batch, outChannels, outLength]` with
 * `outLength = (length - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1`.
 *
 * Weight `[inChannels, outChannels / groups, kernel]` and bias start uniform in `±1/sqrt(outChannels / groups kernel)`, as in
 * PyTorch.
 *
 * @example
 * new nn.ConvTranspose1d(4, 2, 3, { stride: 2 }).forward(tensor.ones([1, 4, 5])).shape; // -> [1, 2, 11]
 */
export class ConvTranspose1d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    readonly kernelSize: number,
    readonly options: ConvTranspose1dOptions = {},
  ) {
    super();
    const { groups = 1 } = options;
    channelsOfGroup("ConvTranspose1d", inChannels, outChannels, groups);
    const bound = 1 / Math.sqrt((outChannels / groups) * kernelSize);
    this.weight = uniformParameter([inChannels, outChannels / groups, kernelSize], bound);
    this.bias = (options.bias ?? true) ? uniformParameter([outChannels], bound) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return convTranspose1d(x, this.weight, this.bias, this.options);
  }

  override describe(): string {
    return `${this.inChannels} -> ${this.outChannels}, kernel ${this.kernelSize}`;
  }
}

export interface ConvTranspose2dOptions extends ConvTranspose2dFunctionOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * Transposed two-dimensional convolution, which enlarges images: `[batch, inChannels, height, width]` gives
 * `[batch, outChannels, outHeight, outWidth]` with
 * `outHeight = (height - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1`.
 *
 * Weight `[inChannels, outChannels / groups, kernelHeight, kernelWidth]` and bias start uniform in
 * `±1/sqrt(outChannels / groups * kernel size)`, as in PyTorch.
 *
 * Source: Zeiler, Krishnan, Taylor and Fergus, Deconvolutional Networks, 2010.
 *
 * @example
 * new nn.ConvTranspose2d(8, 3, 2, { stride: 2 }).forward(tensor.ones([1, 8, 7, 7])).shape; // -> [1, 3, 14, 14]
 */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    readonly kernelSize: Pair,
    readonly options: ConvTranspose2dOptions = {},
  ) {
    super();
    const { groups = 1 } = options;
    channelsOfGroup("ConvTranspose2d", inChannels, outChannels, groups);
    const [height, width] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    const bound = 1 / Math.sqrt((outChannels / groups) * height * width);
    this.weight = uniformParameter([inChannels, outChannels / groups, height, width], bound);
    this.bias = (options.bias ?? true) ? uniformParameter([outChannels], bound) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, this.bias, this.options);
  }

  override describe(): string {
    return `${this.inChannels} -> ${this.outChannels}, kernel ${String(this.kernelSize)}`;
  }
}
