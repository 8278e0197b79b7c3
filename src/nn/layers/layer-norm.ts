import { layerNorm, rmsNorm, type Tensor } from "../../autograd/index";
import { checkOptions } from "../../errors";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { onesParameter, zerosParameter } from "./start";

export interface NormalizationOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether scale (and shift) are learned. Default true. */
  elementwiseAffine?: boolean;
}

export interface LayerNormOptions extends NormalizationOptions {
  /** Whether a shift is learned beside the scale. Default true. */
  bias?: boolean;
}

/**
 * Layer normalisation: each sample to mean 0 and variance 1 over its last dimensions, then scaled and shifted by
 * learned values: `(x - mean) / sqrt(variance + eps) * weight + bias`.
 *
 * Source: Ba, Kiros and Hinton, Layer Normalization, 2016.
 *
 * @example
 * new nn.LayerNorm(2).forward(tensor([[1, 3]])).round().toList(); // -> [-1, 1]
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = 1e-5, elementwiseAffine = true, bias = true, ...others }: LayerNormOptions = {},
  ) {
    super();
    checkOptions("LayerNorm", others, ["eps", "elementwiseAffine", "bias"]);
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? onesParameter(this.normalizedShape) : undefined;
    this.bias = elementwiseAffine && bias ? zerosParameter(this.normalizedShape) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override describe(): string {
    return this.normalizedShape.join(" x ");
  }
}

/**
 * Layer normalisation without mean and shift: `x / sqrt(mean of x^2 + eps) * weight`. `eps` is by default the distance from
 * 1 to the next number of the element type, as in PyTorch.
 *
 * Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.
 *
 * @example
 * new nn.RMSNorm(2).forward(tensor([[3, -3]])).round().toList(); // -> [1, -1]
 */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | undefined;
  readonly weight: Parameter | undefined;

  constructor(
    normalizedShape: number | readonly number[],
    { eps, elementwiseAffine = true, ...others }: NormalizationOptions = {},
  ) {
    super();
    checkOptions("RMSNorm", others, ["eps", "elementwiseAffine"]);
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? onesParameter(this.normalizedShape) : undefined;
  }

  override forward(x: Tensor): Tensor {
    const { weight, eps } = this;
    return rmsNorm(x, this.normalizedShape, { weight, ...(eps === undefined ? {} : { eps }) });
  }

  override describe(): string {
    return this.normalizedShape.join(" x ");
  }
}
