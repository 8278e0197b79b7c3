import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { gap, isTensor } from "./numbers";

/** A cell: anything that prints in few words; a `{ shape }` (a tensor, say) is drawn. */
export type CellLike = string | number | boolean | null | undefined | { readonly shape: readonly number[] };
export type RowLike = Readonly<Record<string, CellLike>>;

export interface TableOptions {
  title?: string;
  caption?: string;
  /** Which columns, in which order; default all. */
  columns?: readonly string[];
}

const mostRows = 1_000;

/**
 * Labelled rows, sortable; shapes of arrays are drawn.
 *
 * @example
 * show.table([{ name: "x", shape: { shape: [2, 3] } }, { name: "w", shape: { shape: [3] } }]).kind; // -> "table"
 */
export function table(rows: Iterable<RowLike>, options: TableOptions = {}): Figure<[Iterable<RowLike>, TableOptions]> {
  return new Figure("table", tablePayload, [rows, options]);
}

/** The payload of `table`. */
export function tablePayload(rows: Iterable<RowLike>, options: TableOptions = {}): object {
  if (typeof (rows as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== "function") {
    throw new GradbookError('show.table: expected a list of rows, as in [{ name: "x", value: 1 }]');
  }
  const all = [...rows];
  const columns = options.columns ?? [...new Set(all.flatMap((row) => Object.keys(row)))].slice(0, 30);
  return {
    lang: language(),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.caption === undefined ? {} : { caption: options.caption }),
    columns,
    rows: all.slice(0, mostRows).map((row) => columns.map((name) => cellOf(row[name]))),
    ...(all.length > mostRows ? { total: all.length } : {}),
  };
}

function cellOf(cell: unknown): string | number | boolean | null | { shape: number[] } {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "number")
    return Number.isInteger(cell) && Math.abs(cell) < 1e15 ? cell : (gap(cell) ?? String(cell));
  if (typeof cell === "boolean") return cell;
  const { shape } = cell as { shape?: unknown };
  if (isTensor(cell) || (Array.isArray(shape) && shape.every(Number.isInteger)))
    return { shape: [...(shape as number[])] };
  return String(cell).slice(0, 500);
}
