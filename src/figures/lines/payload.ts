import * as v from "valibot";
import { common, label, list, number } from "../core/schema";

const most = 500;

const series = v.pipe(
  v.object({ name: v.optional(label, ""), x: list(number, most, 1), y: list(number, most, 1) }),
  v.check(({ x, y }) => x.length === y.length, "x and y must be as long as each other"),
);

/** Points joined by lines: one quantity against another, on plain or logarithmic axes. */
export const linesSchema = v.pipe(
  v.object({
    ...common,
    series: list(series, 6, 1),
    xName: v.optional(label, "x"),
    yName: v.optional(label, "y"),
    xLog: v.optional(v.boolean(), false),
    yLog: v.optional(v.boolean(), false),
  }),
  v.check(
    ({ series: all, xLog, yLog }) =>
      all.every(({ x, y }) => (!xLog || x.every((one) => one > 0)) && (!yLog || y.every((one) => one > 0))),
    "a logarithmic axis has room for positive numbers only",
  ),
);

export type LinesPayload = v.InferOutput<typeof linesSchema>;
