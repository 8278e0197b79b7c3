import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { checkSameShape, reduceLoss, type LossOptions, type Reduction } from "./reduction";

export interface KLDivergenceOptions {
  /** `"batchmean"`: the sum over the length of the first dimension; else as everywhere. Default `"mean"`, as in PyTorch. */
  reduction?: Reduction | "batchmean";
  /** Whether the target is given as logarithms too. Default false. */
  logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence of the input from the target: `target (ln target - logInput)`, reduced.
 *
 * Source: Kullback and Leibler, On Information and Sufficiency, 1951.
 *
 * @param logInput logarithms of probabilities
 * @param target probabilities of the same shape (logarithms with `logTarget`); where one is 0, the term is 0
 * @throws if the shapes differ.
 * @example
 * const p = tensor([[0.5, 0.5]]);
 * nn.klDivergence(p.log(), p, { reduction: "batchmean" }).item(); // -> 0
 */
export function klDivergence(
  logInput: Tensor,
  target: Tensor,
  { reduction = "mean", logTarget = false }: KLDivergenceOptions = {},
): Tensor {
  checkSameShape("klDivergence", logInput, target);
  const probabilities = logTarget ? target.exp() : target;
  const logarithms = logTarget ? target : target.gt(0).where(target, 1).log();
  const terms = probabilities.mul(logarithms.sub(logInput));
  if (reduction === "batchmean") return terms.sum().div(logInput.shape[0] ?? 1);
  return reduceLoss(terms, reduction);
}

export interface PoissonNLLOptions extends LossOptions {
  /** Whether the input is the logarithm of the rate. Default true. */
  logInput?: boolean;
  /** Whether Stirling's approximation of `ln target!` is added where the target is above 1. Default false. */
  full?: boolean;
  /** Added to the rate before its logarithm is taken (without `logInput`). Default 1e-8. */
  eps?: number;
}

/**
 * Negative log-likelihood of counts under a Poisson distribution: `e^input - target input`, or without `logInput`
 * `input - target ln(input + eps)`.
 *
 * @param input logarithms of the rates, or with `{ logInput: false }` the rates
 * @param target counts, the same shape
 * @throws if the shapes differ.
 * @example
 * nn.poissonNLLLoss(tensor([0]), tensor([3])).item(); // -> 1
 */
export function poissonNLLLoss(
  input: Tensor,
  target: Tensor,
  { reduction = "mean", logInput = true, full = false, eps = 1e-8 }: PoissonNLLOptions = {},
): Tensor {
  checkSameShape("poissonNLLLoss", input, target);
  const losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  if (!full) return reduceLoss(losses, reduction);
  const large = target.gt(1);
  const safe = large.where(target, 1);
  const stirling = safe
    .mul(safe.log())
    .sub(safe)
    .add(safe.mul(2 * Math.PI).log().mul(0.5)); // prettier-ignore
  return reduceLoss(losses.add(large.where(stirling, 0)), reduction);
}

export interface GaussianNLLOptions extends LossOptions {
  /** Whether the constant `ln(2 pi) / 2` is added. Default false. */
  full?: boolean;
  /** Smaller variances count as `eps`. Default 1e-6. */
  eps?: number;
}

/**
 * Negative log-likelihood of values under normal distributions: `(ln variance + (input - target)^2 / variance) / 2`.
 *
 * Source: Nix and Weigend, Estimating the Mean and Variance of the Target Probability Distribution, 1994.
 *
 * @param input the expected values, any shape
 * @param target the values, the same shape
 * @param variance positive, the same shape, or with length 1 (or nothing) in place of the last dimension
 * @throws if the shapes do not fit, or a variance is negative.
 * @example
 * nn.gaussianNLLLoss(tensor([0]), tensor([2]), tensor([1])).item(); // -> 2
 */
export function gaussianNLLLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  { reduction = "mean", full = false, eps = 1e-6 }: GaussianNLLOptions = {},
): Tensor {
  checkSameShape("gaussianNLLLoss", input, target);
  const lasting = input.shape.slice(0, -1);
  const missing = variance.ndim === input.ndim - 1 && String(variance.shape) === String(lasting);
  const spread = missing ? variance.unsqueeze(-1) : variance;
  if (![String(input.shape), String([...lasting, 1])].includes(String(spread.shape)) && spread.size !== 1) {
    throw new GradbookError(
      `gaussianNLLLoss: variances of shape [${variance.shape.join(", ")}] do not fit values of shape [${input.shape.join(", ")}]`,
    );
  }
  if (spread.toList().some((value) => value < 0)) throw new GradbookError("gaussianNLLLoss: a variance is negative");
  // The gradient of a variance below `eps` is taken at `eps`, not 0: it can grow again.
  const safe = spread.add(spread.detach().maximum(eps).sub(spread.detach()));
  const losses = safe.log().add(input.sub(target).square().div(safe)).mul(0.5);
  return reduceLoss(full ? losses.add(Math.log(2 * Math.PI) / 2) : losses, reduction);
}
