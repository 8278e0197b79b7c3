import * as v from "valibot";
import { common, label, list, maybe, number } from "../core/schema";

const side = 60;

/** A table of numbers as a field of shades: a row of values for each row's name, one for each column. A gap is null. */
export const matrixSchema = v.pipe(
  v.object({
    ...common,
    rows: list(label, side, 1),
    columns: list(label, side, 1),
    values: list(list(maybe, side), side, 1),
    /** What the rows are, what the columns are, and what the numbers measure. */
    rowName: v.optional(label, ""),
    columnName: v.optional(label, ""),
    valueName: v.optional(label, ""),
    /** The number that has the deepest shade. Default: the largest size there is. */
    high: v.optional(v.pipe(number, v.minValue(1e-100))),
    /** How shade follows size: in proportion, or as its square root, which tells small numbers apart. */
    scale: v.optional(v.picklist(["linear", "root"]), "linear"),
  }),
  v.check(
    ({ rows, columns, values }) =>
      values.length === rows.length && values.every((row) => row.length === columns.length),
    "values must be one row for each name of a row, with one number for each name of a column",
  ),
);

export type MatrixPayload = v.InferOutput<typeof matrixSchema>;
