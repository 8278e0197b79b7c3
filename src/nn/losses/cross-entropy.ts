import { checkTensor, crossEntropy as fused, type Reduction, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { classWeights, inRows, rowsOfClasses, scoresOfClasses, weightRows, type ClassRows } from "./class-numbers";
import { checkReduction, reduceLoss } from "./reduction";

export interface CrossEntropyLossOptions {
  /** `"mean"` (default: over the targets that count, by their weights), `"sum"`, or `"none"`: one loss a target. */
  reduction?: Reduction;
  /** Targets with this number are left out. Default -100. */
  ignoreIndex?: number;
  /** How much of the target's probability is spread evenly over all classes, from 0 (default) to 1. */
  labelSmoothing?: number;
  /** How much each class counts, `[classes]`. */
  weight?: Tensor;
}

/**
 * How surprising the right classes are to a classifier: the mean of `-ln softmax(logits)[target]`.
 *
 * @param logits raw scores `[batch, classes]`, without a softmax; `[batch, classes, d1, ...]` or `[classes]` as well
 * @param targets class numbers `[batch]` (`[batch, d1, ...]`, or one), or probabilities of the shape of `logits`
 * @throws if a target is not a class number, or the shapes do not fit.
 * @example
 * nn.crossEntropy(tensor([[0, 0]]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyLossOptions = {}): Tensor {
  checkTensor("crossEntropy", "logits", logits);
  checkTensor("crossEntropy", "targets", targets);
  checkOptions("crossEntropy", options, ["weight", "ignoreIndex", "reduction", "labelSmoothing"]);
  const { labelSmoothing = 0, reduction: wanted = "mean" } = options;
  checkReduction(wanted);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new GradbookError(`crossEntropy: labelSmoothing must lie between 0 and 1, got ${labelSmoothing}`);
  }
  if (logits.ndim > 0 && String(targets.shape) === String(logits.shape)) {
    return withProbabilities(logits, targets, options);
  }
  const problem = inRows("crossEntropy", logits, targets);
  if (options.weight) return weighted(problem, options);
  const { reduction, ignoreIndex = -100 } = options;
  const losses = fused(problem.rows, problem.labels, {
    labelSmoothing,
    ignoreIndex,
    ...(reduction ? { reduction } : {}),
  });
  return reduction === "none" ? losses.reshape(problem.shape) : losses;
}

/** The mean is over the targets, whatever the weights: there is no class to weigh a target by. */
function withProbabilities(logits: Tensor, targets: Tensor, options: CrossEntropyLossOptions): Tensor {
  const { labelSmoothing = 0, reduction = "mean", weight } = options;
  const rows = rowsOfClasses(logits);
  const classes = rows.shape[1] ?? 0;
  const given = rowsOfClasses(targets);
  const smooth = labelSmoothing > 0 ? given.mul(1 - labelSmoothing).add(labelSmoothing / classes) : given;
  if (weight) classWeights("crossEntropy", weight, classes);
  const losses = rows
    .logSoftmax(-1)
    .mul(weight ? smooth.mul(weight) : smooth)
    .sum(-1)
    .neg();
  if (reduction !== "none") return reduceLoss(losses, reduction);
  return losses.reshape(logits.shape.length < 2 ? [] : logits.shape.filter((_, i) => i !== 1));
}

/** With a weight a class: the mean is divided by the sum of the targets' weights. */
function weighted(problem: ClassRows, options: CrossEntropyLossOptions): Tensor {
  const { ignoreIndex = -100, labelSmoothing = 0, reduction = "mean", weight } = options;
  const { classes, counted, factors, total } = weightRows("crossEntropy", problem, { ignoreIndex, weight });
  const logProbabilities = problem.rows.logSoftmax(-1);
  let losses = scoresOfClasses(logProbabilities, classes).mul(factors).neg();
  if (labelSmoothing > 0 && weight) {
    const spread = logProbabilities.mul(weight).mean(-1).neg();
    losses = losses.mul(1 - labelSmoothing).add(spread.mul(labelSmoothing));
  }
  const kept = counted.where(losses, 0);
  if (reduction === "none") return kept.reshape(problem.shape);
  return reduction === "mean" ? kept.sum().div(total) : reduceLoss(kept, reduction);
}
