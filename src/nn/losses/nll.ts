import type { Tensor } from "../../autograd/index";
import { inRows, scoresOfClasses, weightRows } from "./class-numbers";
import { reduceLoss, type LossOptions } from "./reduction";

export interface NLLOptions extends LossOptions {
  /** Targets with this number are left out. Default -100. */
  ignoreIndex?: number;
  /** How much each class counts, `[classes]`; the mean is divided by the sum of the targets' weights. */
  weight?: Tensor;
}

/**
 * Negative log-likelihood: `mean of -logProbabilities[i, target_i]`.
 *
 * @param logProbabilities `[batch, classes]`, for example from `logSoftmax()`; `[batch, classes, d1, ...]` or `[classes]` as well
 * @param targets class numbers `[batch]` (`[batch, d1, ...]`, or one)
 * @throws if a target is not a class number, or the shapes do not fit.
 * @example
 * nn.nllLoss(tensor([[-1, -3], [-2, -4]]), tensor([0, 1])).item(); // -> 2.5
 */
export function nllLoss(
  logProbabilities: Tensor,
  targets: Tensor,
  { reduction = "mean", ignoreIndex = -100, weight }: NLLOptions = {},
): Tensor {
  const problem = inRows("nllLoss", logProbabilities, targets);
  const { classes, counted, factors, total } = weightRows("nllLoss", problem, { ignoreIndex, weight });
  const losses = counted.where(scoresOfClasses(problem.rows, classes).mul(factors).neg(), 0);
  if (reduction === "none") return losses.reshape(problem.shape);
  return reduction === "mean" ? losses.sum().div(total) : reduceLoss(losses, reduction);
}
