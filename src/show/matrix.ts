import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { gap, rowsOf, type Matrix } from "./numbers";

export interface MatrixOptions {
  /** What each row and each column is called; default: counted from 0. */
  rows?: readonly (string | number)[];
  columns?: readonly (string | number)[];
  title?: string;
  /** What the rows are, what the columns are, and what the numbers measure. */
  rowName?: string;
  columnName?: string;
  valueName?: string;
  /** The number that has the deepest shade. Default: the largest size there is. */
  high?: number;
  /** How shade follows size: in proportion (the default), or as its square root, which tells small numbers apart. */
  scale?: "linear" | "root";
}

const most = 60;

/**
 * A table of numbers as a field of shades: negative numbers are orange with a stroke. At most 60 rows and 60 columns.
 *
 * @example
 * show.matrix([[0.9, 0.1], [0.5, 0.5]], { rows: ["sun", "rain"], columns: ["sun", "rain"] }).kind; // -> "matrix"
 */
export function matrix(values: Matrix, options: MatrixOptions = {}): Figure<[Matrix, MatrixOptions]> {
  return new Figure("matrix", matrixPayload, [values, options]);
}

/** The payload of `matrix`. */
export function matrixPayload(values: Matrix, options: MatrixOptions = {}): object {
  const numbers = rowsOf(values, "show.matrix").map((row) => row.map(gap));
  const height = numbers.length;
  const width = numbers[0]?.length ?? 0;
  if (height < 1 || width < 1 || height > most || width > most) {
    throw new GradbookError(
      `show.matrix: ${height} rows and ${width} columns; from 1 to ${most} of each can be drawn. Choose the part that matters.`,
    );
  }
  const ragged = numbers.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new GradbookError(`show.matrix: row ${ragged} has ${numbers[ragged]?.length} numbers, row 0 has ${width}.`);
  }
  const { rows, columns, title, rowName, columnName, valueName, high, scale } = options;
  const names = (given: MatrixOptions["rows"], count: number, what: string): string[] => {
    if (given && given.length !== count)
      throw new GradbookError(`show.matrix: ${count} ${what}, but ${given.length} names for them.`);
    return given ? given.map(String) : Array.from({ length: count }, (_, i) => String(i));
  };
  const head = { title, rowName, columnName, valueName, high, scale };
  return {
    lang: language(),
    ...Object.fromEntries(Object.entries(head).filter(([, value]) => value !== undefined)),
    rows: names(rows, height, "rows"),
    columns: names(columns, width, "columns"),
    values: numbers,
  };
}
