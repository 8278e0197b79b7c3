import * as v from "valibot";
import { common, label, list, number } from "../core/schema";

/** Bars: how often, how much, how likely. */
export const distributionSchema = v.pipe(
  v.object({
    ...common,
    labels: list(label, 200, 1),
    series: list(v.object({ name: v.optional(label, ""), values: list(number, 200) }), 4, 1),
    /** What was expected of each bar, drawn as a line across it. */
    expected: v.optional(v.object({ name: v.optional(label), values: list(number, 200) })),
    /** What the bars measure. */
    valueName: v.optional(label, ""),
    labelName: v.optional(label, ""),
    /** Whether the bars are neighbours on a number line: they then touch. */
    histogram: v.optional(v.boolean(), false),
  }),
  v.check(
    ({ labels, series, expected }) =>
      series.every(({ values }) => values.length === labels.length) &&
      (!expected || expected.values.length === labels.length),
    "every series must have one number a label",
  ),
);

export type DistributionPayload = v.InferOutput<typeof distributionSchema>;
