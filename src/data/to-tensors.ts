import { tensor } from "../autograd/index";
import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { typeOfColumn } from "./cell";
import type { Cell } from "./cell";
import type { Table } from "./table";

/** Which columns become what. */
export interface ToTensorsOptions<Name extends string = string> {
  /** The columns of `x`. Default: every number column but the target. */
  readonly features?: readonly Name[];
  readonly target: Name;
  /** The classes and their order. Default: the target's values in alphabetical order. */
  readonly classes?: readonly Cell[];
}

/** A table as tensors. */
export interface TensorSet {
  /** [rows, features], float32. */
  readonly x: Tensor;
  /** Class indices [rows], int32; or numbers [rows, 1], float32. */
  readonly y: Tensor;
  readonly features: string[];
  /** The names of the classes; empty for a target of numbers. */
  readonly classes: string[];
}

function missing(row: number, column: string): GradbookError {
  return new GradbookError(
    `toTensors: row ${row}, column ${column}: the value is missing. A tensor holds numbers only; leave such rows out with ` +
      `dropMissing(["${column}"]).`,
  );
}

function featureValue(value: Cell | undefined, row: number, column: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || value === undefined) throw missing(row, column);
  throw new GradbookError(
    `toTensors: row ${row}, column ${column}: ${JSON.stringify(value)} is a text. Choose columns of numbers as features, ` +
      "or code the texts as numbers first (data.oneHot).",
  );
}

/** Makes the tensors; `known` are the target's classes when the table carries them. */
export function toTensors(table: Table, options: ToTensorsOptions, known: readonly Cell[] | undefined): TensorSet {
  const { target } = options;
  const types = table.types;
  const features = options.features ?? table.columns.filter((name) => name !== target && types[name] === "number");
  if (features.includes(target)) {
    throw new GradbookError(`toTensors: ${target} is both feature and target: the answer would stand in the question.`);
  }
  if (table.length === 0) throw new GradbookError("toTensors: the table has no rows; was everything filtered out?");
  const rows = table.rows();
  const x = tensor(rows.map((row, i) => features.map((name) => featureValue(row[name], i, name))));
  const values = rows.map((row, i) => {
    const value = row[target];
    if (value === null || value === undefined) throw missing(i, target);
    return value;
  });
  const listed = options.classes ?? known ?? (typeOfColumn(values) === "number" ? undefined : table.distinct(target));
  if (!listed) return { x, y: tensor(values.map((value) => [value as number])), features: [...features], classes: [] };
  const y = values.map((value, row) => {
    const index = listed.indexOf(value);
    if (index >= 0) return index;
    throw new GradbookError(
      `toTensors: row ${row}, column ${target}: ${String(value)} is none of the classes ${listed.join(", ")}.`,
    );
  });
  return { x, y: tensor(y, { dtype: "int32" }), features: [...features], classes: listed.map(String) };
}
