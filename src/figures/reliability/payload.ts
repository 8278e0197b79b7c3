import * as v from "valibot";
import { common, index, label, list, number } from "../core/schema";

const share = v.pipe(number, v.minValue(0), v.maxValue(1));

const bin = v.object({
  /** Predictions from `low` to `high` lie in it. */
  low: share,
  high: share,
  count: index,
  /** The mean of what was predicted, and the share in which it happened; of an empty bin both are 0. */
  predicted: share,
  observed: share,
});

/** How often happened what was predicted with probability p: bins of predictions, for one model or several. */
export const reliabilitySchema = v.object({
  ...common,
  models: list(
    v.object({
      name: v.optional(label, ""),
      bins: list(bin, 50, 1),
      /** The expected calibration error: the mean distance of observed from predicted, each prediction counted alike. */
      error: share,
    }),
    6,
    1,
  ),
  /** What is predicted, such as "spam". */
  event: v.optional(label, ""),
});

export type ReliabilityPayload = v.InferOutput<typeof reliabilitySchema>;
