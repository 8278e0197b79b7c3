import * as v from "valibot";
import { common, index, label, list, number, prose } from "../core/schema";

/** A cell: a number, a text, nothing, or the shape of an array, which is drawn. */
const cell = v.nullable(v.union([number, prose, v.boolean(), v.object({ shape: list(index, 8) })]));

/** Labelled rows. */
export const tableSchema = v.pipe(
  v.object({
    ...common,
    caption: v.optional(prose),
    columns: list(label, 30, 1),
    rows: list(list(cell, 30), 1_000),
    /** How many rows there are, where not all are here. */
    total: v.optional(index),
  }),
  v.check(
    ({ columns, rows }) => rows.every((row) => row.length === columns.length),
    "every row must have one cell a column",
  ),
);

export type TablePayload = v.InferOutput<typeof tableSchema>;
export type Cell = TablePayload["rows"][number][number];
