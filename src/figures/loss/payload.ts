import * as v from "valibot";
import { common, label, list, maybe, number } from "../core/schema";

const most = 5_000;

const series = v.pipe(
  v.object({
    /** What is measured: "loss", or a metric's name such as "accuracy". */
    quantity: label,
    split: v.picklist(["train", "validation"]),
    x: list(number, most),
    /** A gap, such as a loss that is not finite, is null. */
    y: list(maybe, most),
  }),
  v.check(({ x, y }) => x.length === y.length, "x and y must be as long as each other"),
);

/** Curves of training, of one run or several. */
export const lossSchema = v.object({
  ...common,
  /** What x counts. */
  unit: v.optional(v.picklist(["epoch", "step"]), "epoch"),
  runs: list(
    v.object({
      name: v.optional(label, ""),
      series: list(series, 24),
      events: v.optional(
        list(v.object({ kind: v.picklist(["best", "stopped", "note"]), x: number, label: v.optional(label) }), 20),
        [],
      ),
    }),
    12,
  ),
  /** What the learner expected, laid over the truth. */
  guess: v.optional(
    v.object({
      name: v.optional(label),
      quantity: v.optional(label, "loss"),
      x: list(number, most),
      y: list(maybe, most),
    }),
  ),
  /** How many epochs are planned: the axis is that long from the start. */
  planned: v.optional(number),
});

export type LossPayload = v.InferOutput<typeof lossSchema>;
export type LossSeries = v.InferOutput<typeof series>;
