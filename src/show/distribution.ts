import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { listOf, solid, type Numbers } from "./numbers";

export interface BarsOptions {
  /** What each bar is called. */
  labels: readonly (string | number)[];
  /** One number a bar, or several series by name. */
  values: Numbers | Readonly<Record<string, Numbers>>;
  /** What was expected of each bar: drawn as a line across it. */
  expected?: Numbers;
  title?: string;
  valueName?: string;
  labelName?: string;
}

export interface HistogramOptions {
  /** Numbers to be counted into bins. */
  samples: Numbers;
  /** How many bins; default by the square root of the count, 5 to 40. */
  bins?: number;
  title?: string;
  valueName?: string;
  labelName?: string;
}

/**
 * Bars of counts, shares or probabilities, or (from `samples`) a histogram.
 *
 * @example
 * show.distribution({ labels: ["heads", "tails"], values: [53, 47], expected: [50, 50] }).kind; // -> "distribution"
 */
export function distribution(options: BarsOptions | HistogramOptions): Figure<[BarsOptions | HistogramOptions]> {
  return new Figure("distribution", distributionPayload, [options]);
}

/** The payload of `distribution`. */
export function distributionPayload(options: BarsOptions | HistogramOptions): object {
  const { title, valueName, labelName } = options;
  const head = {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(valueName === undefined ? {} : { valueName }),
    ...(labelName === undefined ? {} : { labelName }),
  };
  if ("samples" in options)
    return { ...head, ...histogram(listOf(options.samples, "show.distribution"), options.bins) };
  const labels = options.labels.map(String);
  const named = isNumbers(options.values) ? { "": options.values } : options.values;
  const series = Object.entries(named).map(([name, values]) => ({
    name,
    values: listOf(values, "show.distribution").map(solid),
  }));
  for (const { values } of series) {
    if (values.length !== labels.length) {
      throw new GradbookError(
        `show.distribution: ${labels.length} labels, but ${values.length} values; each bar needs one of both`,
      );
    }
  }
  const expected = options.expected
    ? { expected: { values: listOf(options.expected, "show.distribution expected").map(solid) } }
    : {};
  return { ...head, labels, series, ...expected };
}

const isNumbers = (values: unknown): values is Numbers =>
  Array.isArray(values) ||
  ArrayBuffer.isView(values) ||
  typeof (values as { toTypedArray?: unknown } | null)?.toTypedArray === "function";

function histogram(samples: readonly number[], wanted?: number): object {
  const finite = samples.filter(Number.isFinite);
  if (!finite.length) throw new GradbookError("show.distribution: there is no finite number to count");
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const bins = Math.max(1, Math.min(200, Math.round(wanted ?? Math.max(5, Math.min(40, Math.sqrt(finite.length))))));
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) {
    const bin = Math.min(bins - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const labels = counts.map((_, i) => String(Number((low + (i + 0.5) * width).toPrecision(3))));
  return { labels, series: [{ values: counts }], histogram: true };
}
