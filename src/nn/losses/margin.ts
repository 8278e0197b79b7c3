import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { cosineSimilarity, pairwiseDistance } from "../functional/index";
import { classWeights, inRows, scoresOfClasses, weightRows } from "./class-numbers";
import { checkSameShape, reduceLoss, type LossOptions } from "./reduction";

/**
 * `mean of max(0, 1 - target * input)`: answers count as wrong until they are right by a margin of 1.
 *
 * Source: Cortes and Vapnik, Support-Vector Networks, 1995.
 *
 * @param targets -1 or 1, in the shape of `input`
 * @throws if the shapes differ.
 * @example
 * nn.hingeLoss(tensor([2, -1]), tensor([1, 1])).item(); // -> 1
 */
export function hingeLoss(input: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape("hingeLoss", input, targets);
  return reduceLoss(input.mul(targets).neg().add(1).relu(), options.reduction);
}

/**
 * {@link hingeLoss} without a kink: `mean of ln(1 + e^(-target input))`.
 *
 * @param targets -1 or 1, in the shape of `input`
 * @throws if the shapes differ.
 * @example
 * nn.softMarginLoss(tensor([0]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function softMarginLoss(input: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape("softMarginLoss", input, targets);
  return reduceLoss(input.mul(targets).neg().softplus(), options.reduction);
}

export interface MarginOptions extends LossOptions {
  /** By how much the answer must be right. */
  margin?: number;
}

/**
 * Of distances: `input` where the target is 1 (small is right), `max(0, margin - input)` where it is -1 (large is right).
 *
 * @param options `margin`, default 1
 * @throws if the shapes differ.
 * @example
 * nn.hingeEmbeddingLoss(tensor([3, 0.25]), tensor([1, -1]), { reduction: "none" }).toList(); // -> [3, 0.75]
 */
export function hingeEmbeddingLoss(
  input: Tensor,
  targets: Tensor,
  { reduction = "mean", margin = 1 }: MarginOptions = {},
): Tensor {
  checkSameShape("hingeEmbeddingLoss", input, targets);
  return reduceLoss(targets.eq(1).where(input, input.neg().add(margin).relu()), reduction);
}

/**
 * `max(0, -target (first - second) + margin)`: target 1 wants the first score higher, -1 the second.
 *
 * @param options `margin`, default 0
 * @throws if the shapes differ.
 * @example
 * nn.marginRankingLoss(tensor([1]), tensor([4]), tensor([1])).item(); // -> 3
 */
export function marginRankingLoss(
  first: Tensor,
  second: Tensor,
  targets: Tensor,
  { reduction = "mean", margin = 0 }: MarginOptions = {},
): Tensor {
  checkSameShape("marginRankingLoss", first, second);
  checkSameShape("marginRankingLoss", first, targets);
  return reduceLoss(first.sub(second).mul(targets).neg().add(margin).relu(), reduction);
}

export interface MultiMarginOptions extends MarginOptions {
  /** 1 (default), or 2 for squared misses. */
  p?: 1 | 2;
  /** How much each class counts, `[classes]`. */
  weight?: Tensor;
}

/**
 * Of classes: `sum over other classes j of weight[t] max(0, margin - x[t] + x[j])^p / classes`.
 *
 * Source: Crammer and Singer, On the Algorithmic Implementation of Multiclass Kernel-Based Vector Machines, 2001.
 *
 * @param scores `[batch, classes]`, or `[classes]`
 * @param targets class numbers `[batch]`, or one
 * @param options `margin`, default 1
 * @throws if a target is not a class number, or the shapes do not fit.
 * @example
 * nn.multiMarginLoss(tensor([[2, 1.5]]), tensor([0])).item(); // -> 0.25
 */
export function multiMarginLoss(
  scores: Tensor,
  targets: Tensor,
  { reduction = "mean", margin = 1, p = 1, weight }: MultiMarginOptions = {},
): Tensor {
  if (scores.ndim > 2)
    throw new GradbookError(`multiMarginLoss: expected [batch, classes], got [${scores.shape.join(", ")}]`);
  const problem = inRows("multiMarginLoss", scores, targets);
  const { rows, shape } = problem;
  const count = rows.shape[1] ?? 0;
  if (weight) classWeights("multiMarginLoss", weight, count);
  const { classes, factors } = weightRows("multiMarginLoss", problem, { ignoreIndex: NaN, weight });
  const right = scoresOfClasses(rows, classes).unsqueeze(-1);
  const misses = rows.sub(right).add(margin).relu();
  // The right class itself misses by just the margin, which does not count.
  const own = margin > 0 ? margin ** p : 0;
  const losses = (p === 2 ? misses.square() : misses).sum(-1).sub(own).mul(factors).div(count);
  return reduceLoss(losses.reshape(shape), reduction);
}

/**
 * Of pairs of vectors: `1 - cos` where the target is 1 (they should agree), `max(0, cos - margin)` where it is -1.
 *
 * @param first `[batch, features]`, or `[features]`
 * @param options `margin`, default 0
 * @throws if the shapes do not fit.
 * @example
 * nn.cosineEmbeddingLoss(tensor([[1, 0]]), tensor([[0, 1]]), tensor([1])).item(); // -> 1
 */
export function cosineEmbeddingLoss(
  first: Tensor,
  second: Tensor,
  targets: Tensor,
  { reduction = "mean", margin = 0 }: MarginOptions = {},
): Tensor {
  checkSameShape("cosineEmbeddingLoss", first, second);
  if (String(targets.shape) !== String(first.shape.slice(0, -1))) {
    throw new GradbookError(
      `cosineEmbeddingLoss: pairs of shape [${first.shape.join(", ")}] need targets [${first.shape.slice(0, -1).join(", ")}], got [${targets.shape.join(", ")}]`,
    );
  }
  const cosine = cosineSimilarity(first, second, -1, 1e-12);
  return reduceLoss(targets.eq(1).where(cosine.neg().add(1), cosine.sub(margin).relu()), reduction);
}

export interface TripletMarginOptions extends MarginOptions {
  /** Which norm measures distances. Default 2. */
  p?: number;
  /** Added to each difference. Default 1e-6. */
  eps?: number;
  /** Whether the negative's distance from the positive counts where it is smaller. Default false. */
  swap?: boolean;
}

/**
 * `max(0, |anchor - positive| - |anchor - negative| + margin)`: what belongs together shall be closer than what does not.
 *
 * Source: Balntas, Riba, Ponsa and Mikolajczyk, Learning Local Feature Descriptors with Triplets, 2016.
 *
 * @param anchor `[batch, features]`; `positive` and `negative` alike
 * @param options `margin`, default 1
 * @throws if the shapes differ.
 * @example
 * nn.tripletMarginLoss(tensor([[0]]), tensor([[3]]), tensor([[2]])).item().toFixed(3); // -> "2.000"
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { reduction = "mean", margin = 1, p = 2, eps = 1e-6, swap = false }: TripletMarginOptions = {},
): Tensor {
  checkSameShape("tripletMarginLoss", anchor, positive);
  checkSameShape("tripletMarginLoss", anchor, negative);
  const near = pairwiseDistance(anchor, positive, { p, eps });
  const direct = pairwiseDistance(anchor, negative, { p, eps });
  const far = swap ? direct.minimum(pairwiseDistance(positive, negative, { p, eps })) : direct;
  return reduceLoss(near.sub(far).add(margin).relu(), reduction);
}
