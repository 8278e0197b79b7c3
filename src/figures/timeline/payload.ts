import * as v from "valibot";
import { common, label, list, number, prose } from "../core/schema";

/** Events on an axis of years; those with a value stand as bubbles on a log axis, the others in a band below. */
export const timelineSchema = v.object({
  ...common,
  events: list(
    v.object({
      year: v.pipe(number, v.minValue(-100_000), v.maxValue(100_000)),
      name: label,
      text: v.optional(prose, ""),
      /** Where the fact is from: author, title, year. */
      source: v.optional(prose, ""),
      value: v.optional(v.pipe(number, v.minValue(1e-12))),
    }),
    300,
    1,
  ),
  valueName: v.optional(label, ""),
});

export type TimelinePayload = v.InferOutput<typeof timelineSchema>;
export type TimelineEvent = TimelinePayload["events"][number];
