/** What one field of a table holds. `null` is a missing value. */
export type Cell = number | string | boolean | null;

/** One row of a table: its fields by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** What a column holds besides missing values. `mixed`: values of several kinds; `empty`: nothing but missing values. */
export type ColumnType = "number" | "string" | "boolean" | "mixed" | "empty";

/** The type of a column's values. */
export function typeOfColumn(values: readonly Cell[]): ColumnType {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.size === 0) return "empty";
  return kinds.size === 1 ? ([...kinds][0] as ColumnType) : "mixed";
}

/** A field as text: whole numbers in full, others to six digits, a missing value as an empty place. */
export function printCell(value: Cell | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** Orders fields: numbers by size, texts by alphabet, missing values last. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
