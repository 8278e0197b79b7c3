import {
  conv1d,
  conv2d,
  type Conv1dFunctionOptions,
  type Conv2dFunctionOptions,
  type Pair,
  type Tensor,
} from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { uniformParameter } from "./start";

export interface Conv1dOptions extends Conv1dFunctionOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * One-dimensional convolution: `[batch, inChannels, length]` gives `[batch, outChannels, outLength]` with
 * `outLength = floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.
 *
 * Weight `[outChannels, inChannels / groups, kernel]` and bias start uniform in `±1/sqrt(fanIn)`, as in PyTorch.
 *
 * @throws if the channels cannot be split into the groups.
 * @example
 * new nn.Conv1d(4, 8, 3, { stride: 2 }).forward(tensor.ones([2, 4, 9])).shape; // -> [2, 8, 4]
 */
export class Conv1d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inChannels: number,
    readonly outChannels: number,
    readonly kernelSize: number,
    readonly options: Conv1dOptions = {},
  ) {
    super();
    checkOptions("Conv1d", options, ["bias", "stride", "padding", "dilation", "groups"]);
    const perGroup = channelsOfGroup("Conv1d", inChannels, outChannels, options.groups);
    const bound = 1 / Math.sqrt(perGroup * kernelSize);
    this.weight = uniformParameter([outChannels, perGroup, kernelSize], bound);
    this.bias = (options.bias ?? true) ? uniformParameter([outChannels], bound) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return conv1d(x, this.weight, this.bias, this.options);
  }

  override describe(): string {
    return `${this.inChannels} -> ${this.outChannels}, kernel ${this.kernelSize}`;
  }
}

export interface Conv2dOptions extends Conv2dFunctionOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * Two-dimensional convolution: `[batch, inChannels, height, width]` gives `[batch, outChannels, outHeight, outWidth]` with
 * `outHeight = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1`.
 *
 * Weight `[outChannels, inChannels / groups, kernelHeight, kernelWidth]` and bias start uniform in `±1/sqrt(fanIn)`, as in
 * PyTorch.
 *
 * Source: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to Document Recognition, 1998.
 *
 * @throws if the channels cannot be split into the groups.
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
    checkOptions("Conv2d", options, ["bias", "stride", "padding", "dilation", "groups"]);
    const perGroup = channelsOfGroup("Conv2d", inChannels, outChannels, options.groups);
    const [height, width] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    const bound = 1 / Math.sqrt(perGroup * height * width);
    this.weight = uniformParameter([outChannels, perGroup, height, width], bound);
    this.bias = (options.bias ?? true) ? uniformParameter([outChannels], bound) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.bias, this.options);
  }

  override describe(): string {
    return `${this.inChannels} -> ${this.outChannels}, kernel ${String(this.kernelSize)}`;
  }
}

/** How many input channels each group has. */
export function channelsOfGroup(layer: string, inChannels: number, outChannels: number, groups: number = 1): number {
  const fits = [inChannels, outChannels, groups].every((n) => Number.isInteger(n) && n > 0);
  if (fits && inChannels % groups === 0 && outChannels % groups === 0) return inChannels / groups;
  throw new GradbookError(
    `${layer}: ${inChannels} input and ${outChannels} output channels cannot be split into ${groups} groups`,
  );
}
