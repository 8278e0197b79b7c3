import { keep, tensor, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { groupNorm, instanceNorm } from "../functional/index";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { onesParameter, zerosParameter } from "./start";

export interface GroupNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether a scale and a shift of each channel are learned. Default true. */
  affine?: boolean;
}

/**
 * Group normalisation: the channels of each sample `[batch, channels, ...]` in groups, each group to mean 0 and variance 1;
 * then a learned scale and shift of each channel.
 *
 * Source: Wu and He, Group Normalization, 2018.
 *
 * @throws if the channels cannot be split into the groups.
 * @example
 * new nn.GroupNorm(2, 4).forward(tensor([[1, 3, 10, 30]])).round().toArray(); // -> [[-1, 1, -1, 1]]
 */
export class GroupNorm extends Module {
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  constructor(
    readonly numGroups: number,
    readonly numChannels: number,
    { eps = 1e-5, affine = true }: GroupNormOptions = {},
  ) {
    super();
    if (numChannels % numGroups !== 0) {
      throw new GradbookError(`GroupNorm: ${numChannels} channels cannot be split into ${numGroups} groups`);
    }
    this.eps = eps;
    this.weight = affine ? onesParameter([numChannels]) : undefined;
    this.bias = affine ? zerosParameter([numChannels]) : undefined;
  }

  override forward(x: Tensor): Tensor {
    if (x.shape[1] !== this.numChannels) {
      throw new GradbookError(`GroupNorm: expected [batch, ${this.numChannels}, ...], got [${x.shape.join(", ")}]`);
    }
    return groupNorm(x, this.numGroups, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override describe(): string {
    return `${this.numGroups} groups of ${this.numChannels}`;
  }
}

export interface InstanceNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Weight of the newest batch in the running averages. Default 0.1. */
  momentum?: number;
  /** Whether a scale and a shift of each channel are learned. Default false. */
  affine?: boolean;
  /** Whether running averages are kept and used in evaluation. Default false. */
  trackRunningStats?: boolean;
}

/** What `InstanceNorm1d` and `InstanceNorm2d` share: all but the number of dimensions. */
abstract class InstanceNorm extends Module {
  readonly eps: number;
  readonly momentum: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly runningMean: Tensor | undefined;
  readonly runningVar: Tensor | undefined;
  /** Stays 0: it is there because PyTorch saves it, which does not count here either. */
  readonly numBatchesTracked: Tensor | undefined;

  constructor(
    readonly numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = false, trackRunningStats = false, ...others }: InstanceNormOptions = {},
  ) {
    super();
    checkOptions(this.constructor.name, others, ["eps", "momentum", "affine", "trackRunningStats"]);
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? onesParameter([numFeatures]) : undefined;
    this.bias = affine ? zerosParameter([numFeatures]) : undefined;
    this.runningMean = trackRunningStats ? keep(tensor.zeros([numFeatures])) : undefined;
    this.runningVar = trackRunningStats ? keep(tensor.ones([numFeatures])) : undefined;
    this.numBatchesTracked = trackRunningStats ? keep(tensor.zeros([], { dtype: "int32" })) : undefined;
  }

  protected abstract readonly layout: readonly string[];

  override bufferNames(): readonly string[] {
    return ["runningMean", "runningVar", "numBatchesTracked"];
  }

  override forward(x: Tensor): Tensor {
    if (x.ndim === this.layout.length + 1) return this.forward(x.unsqueeze(0)).squeeze(0);
    if (x.ndim !== this.layout.length + 2 || x.shape[1] !== this.numFeatures) {
      const expected = ["batch", this.numFeatures, ...this.layout].join(", ");
      throw new GradbookError(`${this.constructor.name}: expected [${expected}], got [${x.shape.join(", ")}]`);
    }
    const { runningMean, runningVar, weight, bias, eps, momentum } = this;
    const useInputStats = this.training || !runningMean;
    return instanceNorm(x, { runningMean, runningVar, weight, bias, eps, momentum, useInputStats });
  }

  override describe(): string {
    return String(this.numFeatures);
  }
}

/**
 * Instance normalisation of `[batch, channels, length]`, or of one sample: each channel of each to mean 0 and variance 1.
 *
 * Source: Ulyanov, Vedaldi and Lempitsky, Instance Normalization: The Missing Ingredient for Fast Stylization, 2016.
 *
 * @example
 * new nn.InstanceNorm1d(1).forward(tensor([[[1, 3]]])).round().toList(); // -> [-1, 1]
 */
export class InstanceNorm1d extends InstanceNorm {
  protected override get layout(): readonly string[] {
    return ["length"];
  }
}

/**
 * Instance normalisation of `[batch, channels, height, width]`, see {@link InstanceNorm1d}.
 *
 * @example
 * new nn.InstanceNorm2d(1).forward(tensor([[[[1], [3]]]])).round().toList(); // -> [-1, 1]
 */
export class InstanceNorm2d extends InstanceNorm {
  protected override get layout(): readonly string[] {
    return ["height", "width"];
  }
}
