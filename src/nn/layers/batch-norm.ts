import { keep, noGrad, tensor, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { batchNorm } from "../functional/index";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { onesParameter, zerosParameter } from "./start";

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Weight of the newest batch in the running averages; `null` for the plain mean over all batches. Default 0.1. */
  momentum?: number | null;
  /** Whether scale and shift are learned. Default true. */
  affine?: boolean;
  /** Whether running averages are kept for evaluation; without, evaluation uses its batch as well. Default true. */
  trackRunningStats?: boolean;
}

/** What `BatchNorm1d` and `BatchNorm2d` share: all but the number of dimensions. */
abstract class BatchNorm extends Module {
  readonly eps: number;
  readonly momentum: number | null;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly runningMean: Tensor | undefined;
  readonly runningVar: Tensor | undefined;
  readonly numBatchesTracked: Tensor | undefined;

  constructor(
    readonly numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, ...others }: BatchNormOptions = {},
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

  /** The shapes that the layer takes, for its error. */
  protected abstract readonly layouts: Readonly<Record<number, string>>;

  override bufferNames(): readonly string[] {
    return ["runningMean", "runningVar", "numBatchesTracked"];
  }

  override forward(x: Tensor): Tensor {
    if (!(x.ndim in this.layouts) || x.shape[1] !== this.numFeatures) {
      const expected = Object.values(this.layouts).join(" or ");
      throw new GradbookError(`${this.constructor.name}: expected ${expected}, got [${x.shape.join(", ")}]`);
    }
    const { runningMean, runningVar, numBatchesTracked, weight, bias, eps, training } = this;
    if (!training) return batchNorm(x, { runningMean, runningVar, weight, bias, eps });
    noGrad(() => numBatchesTracked?.add_(1));
    const momentum = this.momentum ?? 1 / (numBatchesTracked?.item() ?? 1);
    return batchNorm(x, { runningMean, runningVar, weight, bias, eps, momentum, training });
  }

  override describe(): string {
    return String(this.numFeatures);
  }
}

/**
 * Batch normalisation of `[batch, features]` or `[batch, channels, length]`: each channel to mean 0 and variance 1 over the
 * batch, then scaled and shifted by learned values. Running averages of mean and variance take the batch's place in
 * evaluation.
 *
 * Source: Ioffe and Szegedy, Batch Normalization, 2015.
 *
 * @throws if a batch in training has a single value a channel.
 * @example
 * new nn.BatchNorm1d(2).forward(tensor([[1, 10], [3, 30]])).round().toArray(); // -> [[-1, -1], [1, 1]]
 */
export class BatchNorm1d extends BatchNorm {
  protected override get layouts(): Readonly<Record<number, string>> {
    return { 2: `[batch, ${this.numFeatures}]`, 3: `[batch, ${this.numFeatures}, length]` };
  }
}

/**
 * Batch normalisation of images `[batch, channels, height, width]`, see {@link BatchNorm1d}.
 *
 * @example
 * new nn.BatchNorm2d(3).forward(tensor.rand([4, 3, 5, 5])).mean().item().toFixed(3).replace("-", ""); // -> "0.000"
 */
export class BatchNorm2d extends BatchNorm {
  protected override get layouts(): Readonly<Record<number, string>> {
    return { 4: `[batch, ${this.numFeatures}, height, width]` };
  }
}
