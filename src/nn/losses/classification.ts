import type { Tensor } from "../../autograd/index";
import { tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { classNumbers } from "./cross-entropy";
import { checkSameShape, reduceLoss, type LossOptions, type Reduction } from "./reduction";

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much a positive example counts. Default 1. */
  posWeight?: Tensor | number;
}

/**
 * Cross-entropy of yes-or-no answers: `mean of -(t ln p + (1 - t) ln(1 - p))` with `p = sigmoid(logits)`, computed as
 * `(1 - t) x + ln(1 + e^-x)`, which no logit can make infinite.
 *
 * @param logits raw scores of any shape, without a sigmoid
 * @param targets 0 or 1 (or probabilities), the same shape
 * @throws if the shapes differ.
 * @example
 * nn.binaryCrossEntropyWithLogits(tensor([0]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  { reduction = "mean", posWeight = 1 }: BinaryCrossEntropyOptions = {},
): Tensor {
  checkSameShape("binaryCrossEntropyWithLogits", logits, targets);
  const t = targets.to(logits.dtype);
  const no = t.neg().add(1).mul(logits);
  const both = logits.neg().softplus();
  if (posWeight === 1) return reduceLoss(no.add(both), reduction);
  const factor = typeof posWeight === "number" ? t.mul(posWeight - 1).add(1) : t.mul(posWeight.sub(1)).add(1);
  return reduceLoss(no.add(factor.mul(both)), reduction);
}

export interface NLLOptions extends LossOptions {
  /** Rows with this target are left out. Default -100. */
  ignoreIndex?: number;
}

/**
 * Negative log-likelihood: `mean of -logProbabilities[i, target_i]`.
 *
 * @param logProbabilities `[rows, classes]`, for example from `logSoftmax()`
 * @param targets class numbers `[rows]`
 * @example
 * nn.nllLoss(tensor([[-1, -3], [-2, -4]]), tensor([0, 1])).item(); // -> 2.5
 */
export function nllLoss(
  logProbabilities: Tensor,
  targets: Tensor,
  { reduction = "mean", ignoreIndex = -100 }: NLLOptions = {},
): Tensor {
  const labels = classNumbers(targets);
  const [rows = 0, classes = 0] = logProbabilities.shape;
  if (logProbabilities.ndim !== 2 || labels.length !== rows) {
    throw new GradbookError(`nllLoss: ${labels.length} targets do not fit [${logProbabilities.shape.join(", ")}]`);
  }
  const kept = Array.from(labels, (label, row) => (label === ignoreIndex ? -1 : row)).filter((row) => row >= 0);
  const flat = kept.map((row) => {
    const label = labels[row] ?? -1;
    if (label < 0 || label >= classes)
      throw new GradbookError(`nllLoss: target ${label} is not one of the ${classes} classes`);
    return row * classes + label;
  });
  const losses = logProbabilities.flatten().indexSelect(0, flat).neg();
  if (reduction !== "none") return reduceLoss(losses, reduction);
  const full = tensor.zeros([rows], { dtype: logProbabilities.dtype });
  return kept.length === rows ? losses : scatterInto(full, kept, losses);
}

/** Ignored rows stand as zeros between the others. */
function scatterInto(zeros: Tensor, rows: readonly number[], losses: Tensor): Tensor {
  const places = zeros.toList().map((_, row) => rows.indexOf(row));
  const padded = tensor.concat([losses, zeros.slice([0, 1])]);
  return padded.indexSelect(
    0,
    places.map((place) => (place < 0 ? losses.size : place)),
  );
}

/**
 * `mean of max(0, 1 - target * input)`: answers count as wrong until they are right by a margin of 1.
 *
 * @param targets -1 or 1, in the shape of `input`
 * @example
 * nn.hingeLoss(tensor([2, -1]), tensor([1, 1])).item(); // -> 1
 */
export function hingeLoss(input: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape("hingeLoss", input, targets);
  return reduceLoss(input.mul(targets).neg().add(1).relu(), options.reduction);
}

export interface KLDivergenceOptions {
  /** `"batchmean"`: the sum over the length of the first dimension; else as everywhere. Default `"mean"`, as in PyTorch. */
  reduction?: Reduction | "batchmean";
}

/**
 * Kullback-Leibler divergence of the input from the target: `target (ln target - logInput)`, reduced.
 *
 * @param logInput logarithms of probabilities
 * @param target probabilities of the same shape; where one is 0, the term is 0
 * @throws if the shapes differ.
 * @example
 * const p = tensor([[0.5, 0.5]]);
 * nn.klDivergence(p.log(), p, { reduction: "batchmean" }).item(); // -> 0
 */
export function klDivergence(
  logInput: Tensor,
  target: Tensor,
  { reduction = "mean" }: KLDivergenceOptions = {},
): Tensor {
  checkSameShape("klDivergence", logInput, target);
  const logTarget = target.gt(0).where(target, 1).log();
  const terms = target.mul(logTarget.sub(logInput));
  if (reduction === "batchmean") return terms.sum().div(logInput.shape[0] ?? 1);
  return reduceLoss(terms, reduction);
}
