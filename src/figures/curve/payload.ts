import * as v from "valibot";
import { common, label, list, maybe, number } from "../core/schema";

const point = v.object({
  x: number,
  y: number,
  /** The slope of the curve there. */
  slope: number,
});

/** A function's curve, and points that move on it. */
export const curveSchema = v.pipe(
  v.object({
    ...common,
    xName: v.optional(label, "x"),
    yName: v.optional(label, "f(x)"),
    curve: v.object({ x: list(number, 2_000, 2), y: list(maybe, 2_000, 2) }),
    paths: v.optional(
      list(
        v.object({
          name: label,
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
  v.check(({ curve }) => curve.x.length === curve.y.length, "curve.x and curve.y must be as long as each other"),
);

export type CurvePayload = v.InferOutput<typeof curveSchema>;
