import { layerNorm, noGrad, rmsNorm, tensor, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { Module } from "../module";
import { Parameter } from "../parameter";

export interface NormalizationOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}

/**
 * Layer normalisation: each sample to mean 0 and variance 1 over its last dimensions, then scaled and shifted by
 * learned values. Source: Ba, Kiros and Hinton, 2016.
 *
 * @example
 * new nn.LayerNorm(2).forward(tensor([[1, 3]])).round().toList(); // -> [-1, 1]
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(normalizedShape: number | readonly number[], { eps = 1e-5 }: NormalizationOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = new Parameter(tensor.ones(this.normalizedShape));
    this.bias = new Parameter(tensor.zeros(this.normalizedShape));
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override describe(): string {
    return this.normalizedShape.join(" x ");
  }
}

/** Layer normalisation without mean and shift. Source: Zhang and Sennrich, 2019. */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly weight: Parameter;

  constructor(normalizedShape: number | readonly number[], { eps = 1e-5 }: NormalizationOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = new Parameter(tensor.ones(this.normalizedShape));
  }

  override forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, { weight: this.weight, eps: this.eps });
  }

  override describe(): string {
    return this.normalizedShape.join(" x ");
  }
}

export interface BatchNormOptions extends NormalizationOptions {
  /** Weight of the newest batch in the running averages. Default 0.1. */
  momentum?: number;
}

/**
 * Batch normalisation of `[batch, features]`: each feature to mean 0 and variance 1 over the batch, then scaled and
 * shifted by learned values. Running averages of mean and variance take the batch's place in evaluation.
 *
 * Source: Ioffe and Szegedy, Batch Normalization, 2015.
 */
export class BatchNorm1d extends Module {
  readonly eps: number;
  readonly momentum: number;
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;

  constructor(
    readonly features: number,
    { eps = 1e-5, momentum = 0.1 }: BatchNormOptions = {},
  ) {
    super();
    this.eps = eps;
    this.momentum = momentum;
    this.weight = new Parameter(tensor.ones([features]));
    this.bias = new Parameter(tensor.zeros([features]));
    this.runningMean = tensor.zeros([features]);
    this.runningVariance = tensor.ones([features]);
  }

  override bufferNames(): readonly string[] {
    return ["runningMean", "runningVariance"];
  }

  override forward(x: Tensor): Tensor {
    if (x.ndim !== 2 || x.shape[1] !== this.features) {
      throw new GradbookError(`BatchNorm1d: expected [batch, ${this.features}], got [${x.shape.join(", ")}]`);
    }
    const { mean, variance } = this.training
      ? this.statistics(x)
      : { mean: this.runningMean, variance: this.runningVariance };
    return x.sub(mean).div(variance.add(this.eps).sqrt()).mul(this.weight).add(this.bias);
  }

  private statistics(x: Tensor): { mean: Tensor; variance: Tensor } {
    const batch = x.shape[0] ?? 0;
    if (batch < 2) throw new GradbookError("BatchNorm1d: a batch of one has no variance; train with larger batches");
    const mean = x.mean(0);
    const variance = x.variance(0, { unbiased: false });
    noGrad(() => {
      const kept = 1 - this.momentum;
      this.runningMean.mul_(kept).add_(mean.mul(this.momentum));
      this.runningVariance.mul_(kept).add_(variance.mul((this.momentum * batch) / (batch - 1)));
    });
    return { mean, variance };
  }

  override describe(): string {
    return String(this.features);
  }
}
