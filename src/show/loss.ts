import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { gap, isTensor, listOf, thin } from "./numbers";

/** One epoch as `train.fit` records it; numbers beyond these are metrics. */
export interface EpochLike {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number | undefined;
}

/** The history of a training, or a plain list of losses. */
export type HistoryLike =
  | {
      readonly epochs: readonly EpochLike[];
      readonly bestEpoch?: number | undefined;
      readonly stoppedEarly?: boolean | undefined;
    }
  | ArrayLike<number>;

export interface LossOptions {
  title?: string;
  /** What the x axis counts; default "epoch". */
  unit?: "epoch" | "step";
  /** What was expected before the run: one loss an epoch. */
  guess?: ArrayLike<number>;
  /** How many epochs are planned: the axis has this length from the start. */
  planned?: number;
}

interface Series {
  quantity: string;
  split: "train" | "validation";
  x: number[];
  y: (number | null)[];
}

const mostPoints = 400;
const notMetrics = new Set(["epoch", "seconds", "learningRate", "metrics"]);

/**
 * The curves of one training or of several, each training and validation.
 *
 * @example
 * const figure = show.loss({ slow: [3, 2.5, 2.2], fast: [3, 1.5, 0.8] });
 * figure.kind; // -> "loss"
 */
export function loss(
  history: HistoryLike | Readonly<Record<string, HistoryLike>>,
  options: LossOptions = {},
): Figure<[HistoryLike | Readonly<Record<string, HistoryLike>>, LossOptions]> {
  return new Figure("loss", lossPayload, [history, options]);
}

/** The payload of `loss`. */
export function lossPayload(
  history: HistoryLike | Readonly<Record<string, HistoryLike>>,
  options: LossOptions = {},
): object {
  const runs = isHistory(history) ? { "": history } : history;
  if (typeof runs !== "object" || runs === null)
    throw new GradbookError("show.loss: expected a History or { name: History }");
  const most = Math.max(40, Math.floor(mostPoints / Math.max(1, Object.keys(runs).length)));
  return {
    lang: language(),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.unit ? { unit: options.unit } : {}),
    ...(options.planned === undefined ? {} : { planned: options.planned }),
    runs: Object.entries(runs).map(([name, run]) => runOf(name, run, most)),
    ...(options.guess ? { guess: guessOf(options.guess) } : {}),
  };
}

const isHistory = (value: unknown): value is HistoryLike =>
  Array.isArray(value) ||
  ArrayBuffer.isView(value) ||
  isTensor(value) ||
  Array.isArray((value as { epochs?: unknown } | null)?.epochs);

function guessOf(values: ArrayLike<number>): object {
  const y = listOf(values, "show.loss guess").map(gap);
  return { x: y.map((_, i) => i + 1), y };
}

function runOf(name: string, run: HistoryLike, most: number): object {
  if (!("epochs" in run)) {
    if (!isHistory(run)) throw new GradbookError(`show.loss: '${name}' is neither a History nor a list of losses`);
    const y = listOf(run, "show.loss").map(gap);
    return { name, series: [thinned({ quantity: "loss", split: "train", x: y.map((_, i) => i + 1), y }, most)] };
  }
  const { epochs } = run;
  const x = epochs.map(({ epoch }) => epoch);
  const series = quantitiesOf(epochs).map(({ field, quantity, split }) => {
    const y = epochs.map((record) => gap(fieldOf(record, field)));
    return thinned({ quantity, split, x, y }, most);
  });
  const last = x.at(-1);
  const events: object[] = [];
  const held = series.some(({ split }) => split === "validation");
  if (run.bestEpoch !== undefined && held) events.push({ kind: "best", x: run.bestEpoch });
  if (run.stoppedEarly && last !== undefined) events.push({ kind: "stopped", x: last });
  return { name, series, events };
}

/** A field of a record: its own, or one of its `metrics`. */
function fieldOf(record: EpochLike, field: string): number | undefined {
  const all = record as unknown as Record<string, unknown>;
  const metrics = all["metrics"] as Record<string, unknown> | undefined;
  const value = all[field] ?? metrics?.[field];
  return typeof value === "number" ? value : undefined;
}

function quantitiesOf(
  epochs: readonly EpochLike[],
): { field: string; quantity: string; split: "train" | "validation" }[] {
  const fields = new Set<string>();
  for (const record of [epochs[0], epochs.at(-1)]) {
    if (!record) continue;
    const metrics = (record as unknown as { metrics?: object }).metrics ?? {};
    for (const [field, value] of [...Object.entries(record), ...Object.entries(metrics)]) {
      if (typeof value === "number" && !notMetrics.has(field)) fields.add(field);
    }
  }
  return [...fields].map((field) => {
    const held = /^validation[A-Z]/.test(field);
    const bare = held ? field.slice("validation".length) : field;
    return {
      field,
      quantity: held ? bare[0]?.toLowerCase() + bare.slice(1) : bare,
      split: held ? "validation" : "train",
    };
  });
}

function thinned(series: Series, most: number): Series {
  const keep = thin(series.y, most);
  if (keep.length === series.y.length) return series;
  return { ...series, x: keep.map((i) => series.x[i] ?? 0), y: keep.map((i) => series.y[i] ?? null) };
}
