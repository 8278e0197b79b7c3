import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";

/**
 * The expected calibration error: how far predicted probabilities lie from what happened. Predictions are sorted into bins of
 * equal width from 0 to 1, ECE = Σ_b n_b / n · |share that happened in b - mean prediction in b|. 0 is perfect; it says nothing about
 * how often a model is right. `show.reliability` draws the same bins.
 *
 * @param predictions probabilities from 0 to 1, `[n]`
 * @param happened 1 where it happened, else 0, `[n]`
 * @param options `bins`: how many, default 10. A prediction on a border belongs to the bin above it, 1 to the last.
 *
 * Source: Naeini, Cooper, Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015.
 *
 * @example
 * train.calibrationError([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0]).toFixed(2); // -> "0.25"
 */
export function calibrationError(
  predictions: ArrayLike<number> | Tensor,
  happened: ArrayLike<number> | Tensor,
  options: { readonly bins?: number } = {},
): number {
  const { bins = 10 } = options;
  const chances = listOf(predictions);
  const facts = listOf(happened);
  if (!Number.isInteger(bins) || bins < 1)
    throw new GradbookError(`calibrationError: bins is a whole number of 1 or more, got ${bins}`);
  if (chances.length !== facts.length || chances.length === 0) {
    throw new GradbookError(
      `calibrationError: ${chances.length} predictions and ${facts.length} outcomes; each prediction needs its outcome`,
    );
  }
  // n_b |share - mean| = |Σ (outcome - prediction)|: one sum a bin is enough.
  const gaps = new Float64Array(bins);
  chances.forEach((chance, i) => {
    const fact = facts[i] ?? 0;
    if (!(chance >= 0 && chance <= 1)) {
      throw new GradbookError(
        `calibrationError: prediction ${i} is ${chance}; a probability lies between 0 and 1 (sigmoid or softmax makes one of scores)`,
      );
    }
    if (fact !== 0 && fact !== 1)
      throw new GradbookError(`calibrationError: outcome ${i} is ${fact}; it is 1 where it happened, else 0`);
    const bin = Math.min(bins - 1, Math.floor(chance * bins));
    gaps[bin] = (gaps[bin] ?? 0) + fact - chance;
  });
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / chances.length;
}

const listOf = (values: ArrayLike<number> | Tensor): number[] =>
  "toList" in values ? values.toList() : Array.from(values);
