import { crossEntropy as fused, tensor, type Reduction, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

export interface CrossEntropyLossOptions {
  /** `"mean"` (default), `"sum"`, or `"none"`: one loss a row. */
  reduction?: Reduction;
  /** Rows with this target are left out. Default -100. */
  ignoreIndex?: number;
  /** How much of the target's probability is spread evenly over all classes, from 0 (default) to 1. */
  labelSmoothing?: number;
  /** How much each class counts, `[classes]`. */
  weight?: Tensor;
}

/**
 * How surprising the right classes are to a classifier: the mean of `-ln softmax(logits)[target]`.
 *
 * @param logits raw scores `[rows, classes]`, without a softmax (or `[..., classes]`)
 * @param targets class numbers `[rows]` (or `[...]`), or probabilities of the shape of `logits`
 * @throws if a target is not a class number, or the shapes do not fit.
 * @example
 * nn.crossEntropy(tensor([[0, 0]]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyLossOptions = {}): Tensor {
  const classes = logits.shape[logits.ndim - 1];
  if (classes === undefined) throw new GradbookError("crossEntropy: logits need a dimension of classes");
  const rows = logits.ndim === 2 ? logits : logits.reshape([-1, classes]);
  if (
    targets.ndim === logits.ndim &&
    targets.ndim > 0 &&
    targets.shape[targets.ndim - 1] === classes &&
    targets.ndim > 1
  ) {
    return withProbabilities(rows, targets.reshape([-1, classes]), options);
  }
  const labels = classNumbers(targets);
  if (options.weight) return weighted(rows, labels, options.weight, options);
  return fused(rows, labels, options);
}

/** Class numbers, which arrive as float32 when written as `tensor([0, 2, 1])`. */
export function classNumbers(targets: Tensor): Int32Array {
  return Int32Array.from(targets.toTypedArray(), (value) => {
    if (Number.isInteger(value)) return value;
    throw new GradbookError(`crossEntropy: target ${value} is not a class number; classes are whole numbers from 0`);
  });
}

function withProbabilities(logits: Tensor, targets: Tensor, options: CrossEntropyLossOptions): Tensor {
  const { labelSmoothing = 0, reduction = "mean" } = options;
  const classes = logits.shape[1] ?? 1;
  const smooth = labelSmoothing > 0 ? targets.mul(1 - labelSmoothing).add(labelSmoothing / classes) : targets;
  const weights = options.weight ? smooth.mul(options.weight) : smooth;
  const losses = logits.logSoftmax(-1).mul(weights).sum(-1).neg();
  return reduction === "none" ? losses : reduction === "sum" ? losses.sum() : losses.mean();
}

/** As PyTorch does it: the mean is divided by the sum of the targets' weights. */
function weighted(logits: Tensor, labels: Int32Array, weight: Tensor, options: CrossEntropyLossOptions): Tensor {
  const { ignoreIndex = -100, labelSmoothing = 0, reduction = "mean" } = options;
  const classes = logits.shape[1] ?? 1;
  const factors = weight.toList();
  const shares = tensor.zeros(logits.shape, { dtype: logits.dtype });
  let total = 0;
  labels.forEach((label, row) => {
    if (label === ignoreIndex) return;
    if (!(label >= 0 && label < classes))
      throw new GradbookError(`crossEntropy: target ${label} is not one of the ${classes} classes`);
    total += factors[label] ?? 0;
    for (let c = 0; c < classes; c++) {
      const share = labelSmoothing / classes + (c === label ? 1 - labelSmoothing : 0);
      shares.array.data[row * classes + c] = share * (factors[c] ?? 0);
    }
  });
  const losses = logits.logSoftmax(-1).mul(shares).sum(-1).neg();
  return reduction === "none" ? losses : reduction === "sum" ? losses.sum() : losses.sum().div(total);
}
