import * as v from "valibot";
import { common, label, list, maybe, number } from "../core/schema";

const point = v.object({
  x: number,
  y: number,
  /** The slope of the curve there. */
  slope: number,
});

/** Curves of functions, and points that move on the first. */
export const curveSchema = v.pipe(
  v.object({
    ...common,
    xName: v.optional(label, "x"),
    yName: v.optional(label, "f(x)"),
    x: list(number, 2_000, 2),
    /** The curves over `x`; where one is not defined its y is null. */
    curves: list(v.object({ name: v.optional(label, ""), y: list(maybe, 2_000, 2) }), 8, 1),
    paths: v.optional(
      list(
        v.object({
          name: v.optional(label, ""),
          points: list(point, 1_000, 1),
          /** With it the figure tells each step: x - learningRate * slope. */
          learningRate: v.optional(number),
        }),
        6,
      ),
      [],
    ),
    /** Starts to roll by itself, where the reader's settings allow motion. */
    autoplay: v.optional(v.boolean(), false),
    /** Milliseconds from point to point. */
    every: v.optional(v.pipe(number, v.minValue(50), v.maxValue(10_000)), 500),
  }),
  v.check(({ x, curves }) => curves.every(({ y }) => y.length === x.length), "every curve must be as long as x"),
);

export type CurvePayload = v.InferOutput<typeof curveSchema>;
