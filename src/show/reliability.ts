import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { isTensor, listOf, round, type Numbers } from "./numbers";

export interface ReliabilityOptions {
  /** How many bins of equal width from 0 to 1. Default 10. */
  bins?: number;
  title?: string;
  /** What is predicted, such as "spam". */
  event?: string;
}

type Predictions = Numbers | Readonly<Record<string, Numbers>>;
type Happened = ArrayLike<number | boolean> | Numbers;

/**
 * Predicted probabilities against what happened: for each bin of predictions the mean prediction and the share of cases in which
 * it came true. With the expected calibration error of each model, ECE = Σ_b n_b / n · |observed_b - predicted_b|. Labels are 1
 * (or true) where it happened, else 0.
 *
 * Source: DeGroot and Fienberg, The comparison and evaluation of forecasters, The Statistician 32, 1983; Naeini, Cooper and
 * Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015.
 *
 * @example
 * show.reliability({ "model A": [0.9, 0.8, 0.2] }, [1, 0, 0], { bins: 5, event: "spam" }).kind; // -> "reliability"
 */
export function reliability(
  predictions: Predictions,
  labels: Happened,
  options: ReliabilityOptions = {},
): Figure<[Predictions, Happened, ReliabilityOptions]> {
  return new Figure("reliability", reliabilityPayload, [predictions, labels, options]);
}

/** The payload of `reliability`. */
export function reliabilityPayload(
  predictions: Predictions,
  labels: Happened,
  options: ReliabilityOptions = {},
): object {
  const { bins = 10, title, event } = options;
  if (!Number.isInteger(bins) || bins < 1 || bins > 50)
    throw new GradbookError(`show.reliability: bins is a whole number from 1 to 50, not ${bins}.`);
  const happened = listOf(labels, "show.reliability labels");
  const wrong = happened.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0)
    throw new GradbookError(
      `show.reliability: label ${wrong} is ${happened[wrong]}; a label is 1 where it happened, else 0.`,
    );
  const plain = Array.isArray(predictions) || ArrayBuffer.isView(predictions) || isTensor(predictions);
  const models = plain ? { "": predictions as Numbers } : (predictions as Readonly<Record<string, Numbers>>);
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(event === undefined ? {} : { event }),
    models: Object.entries(models).map(([name, values]) => ({ name, ...binned(name, values, happened, bins) })),
  };
}

function binned(name: string, values: Numbers, happened: readonly number[], bins: number): object {
  const who = name ? `show.reliability: '${name}'` : "show.reliability";
  const predicted = listOf(values, who);
  if (predicted.length !== happened.length)
    throw new GradbookError(`${who}: ${predicted.length} predictions, but ${happened.length} labels.`);
  const wrong = predicted.findIndex((p) => !(p >= -1e-6 && p <= 1 + 1e-6));
  if (wrong >= 0) {
    throw new GradbookError(
      `${who}: prediction ${wrong} is ${predicted[wrong]}; a probability lies between 0 and 1. Scores become probabilities by sigmoid or softmax.`,
    );
  }
  const found = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, observed: 0 }));
  predicted.forEach((p, i) => {
    const bin = found[Math.max(0, Math.min(bins - 1, Math.floor(p * bins)))];
    if (!bin) return;
    bin.count++;
    bin.predicted += Math.max(0, Math.min(1, p));
    bin.observed += happened[i] ?? 0;
  });
  let error = 0;
  const means = found.map(({ count, predicted: sum, observed }, b) => {
    error += Math.abs(observed - sum) / Math.max(1, predicted.length);
    const mean = (total: number): number => (count ? Math.min(1, round(total / count)) : 0);
    return {
      low: round(b / bins),
      high: round((b + 1) / bins),
      count,
      predicted: mean(sum),
      observed: mean(observed),
    };
  });
  return { bins: means, error: round(Math.min(1, error)) };
}
