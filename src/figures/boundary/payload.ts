import * as v from "valibot";
import { common, index, label, list, number } from "../core/schema";

const mostCells = 10_000;
const side = v.pipe(index, v.minValue(2), v.maxValue(200));
const digits = v.pipe(v.string(), v.maxLength(mostCells), v.regex(/^[0-9a-z]*$/, "only the digits 0-9 and a-z"));

/** Classes on a grid of points, row by row from below: one letter a point, in base 36. */
const regions = v.pipe(
  v.object({
    columns: side,
    rows: side,
    winner: digits,
    /** How sure the winner is: from 0 (a tie) to z. */
    margin: digits,
  }),
  v.check(
    ({ columns, rows, winner, margin }) => winner.length === columns * rows && margin.length === winner.length,
    "winner and margin must be columns x rows letters",
  ),
);

/** w1 x1 + w2 x2 + bias = 0; the side where it is positive is class 1. */
const line = v.object({ weights: v.tuple([number, number]), bias: number });

/** Points of a plane in classes, and how a model divides the plane; in several frames where it moves. */
export const boundarySchema = v.pipe(
  v.object({
    ...common,
    featureNames: v.optional(v.tuple([label, label]), ["x₁", "x₂"]),
    classNames: list(label, 36),
    domain: v.object({ x: v.tuple([number, number]), y: v.tuple([number, number]) }),
    points: v.pipe(
      v.object({
        x: list(number, 5_000),
        y: list(number, 5_000),
        class: list(v.pipe(index, v.maxValue(35)), 5_000),
        /** Which points are for validation: drawn hollow. */
        validation: v.optional(list(index, 5_000), []),
      }),
      v.check(
        ({ x, y, class: c }) => x.length === y.length && x.length === c.length,
        "x, y and class must be as long as each other",
      ),
    ),
    frames: v.optional(
      list(
        v.object({
          label: v.optional(label, ""),
          regions: v.optional(regions),
          line: v.optional(line),
          /** The point that this step was about. */
          point: v.optional(index),
        }),
        400,
      ),
      [],
    ),
    /** What the frames are counted in. */
    unit: v.optional(v.picklist(["epoch", "step", "frame"]), "frame"),
    autoplay: v.optional(v.boolean(), false),
  }),
  v.check(({ domain: { x, y } }) => x[0] < x[1] && y[0] < y[1], "domain must go from less to more"),
);

export type BoundaryPayload = v.InferOutput<typeof boundarySchema>;
export type Regions = v.InferOutput<typeof regions>;
export type DecisionLine = v.InferOutput<typeof line>;
