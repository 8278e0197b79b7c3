import { printCell } from "./cell";
import type { Cell, Row } from "./cell";

/** What is printed of a table. */
export interface Printable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The number of rows of the whole table. */
  readonly length: number;
}

const shownRows = 10;

const escapeHtml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const isNumeric = (rows: readonly Row[], column: string): boolean => {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === "number");
};

/** How wide a text is in a terminal: Chinese characters take two places. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);

const caption = (table: Printable): string =>
  `${table.length} ${table.length === 1 ? "row" : "rows"} x ${table.columns.length} ${table.columns.length === 1 ? "column" : "columns"}` +
  (table.length > shownRows ? `, the first ${shownRows} shown` : "");

/** A table as aligned text. */
export function tableText(table: Printable): string {
  const rows = table.rows.slice(0, shownRows);
  const lines: string[][] = [
    [...table.columns],
    ...rows.map((row) => table.columns.map((column) => printCell(row[column]))),
  ];
  const widths = table.columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ""))));
  const numeric = table.columns.map((column) => isNumeric(rows, column));
  const print = (line: readonly string[]): string =>
    line
      .map((text, i) => {
        const gap = " ".repeat((widths[i] ?? 0) - widthOf(text));
        return numeric[i] ? gap + text : text + gap;
      })
      .join("  ")
      .trimEnd();
  return [...lines.map(print), `(${caption(table)})`].join("\n");
}

function cellHtml(value: Cell | undefined, numeric: boolean): string {
  const style = `text-align:${numeric ? "right" : "left"};padding:2px 10px`;
  if (value === null || value === undefined) return `<td style="${style};opacity:0.6" title="missing">–</td>`;
  return `<td style="${style}">${escapeHtml(printCell(value))}</td>`;
}

/** A table as HTML: every text escaped, colours of the page's theme. */
export function tableHtml(table: Printable): string {
  const rows = table.rows.slice(0, shownRows);
  const numeric = table.columns.map((column) => isNumeric(rows, column));
  const head = table.columns.map(
    (column, i) =>
      `<th scope="col" style="text-align:${numeric[i] ? "right" : "left"};padding:2px 10px">${escapeHtml(column)}</th>`,
  );
  const body = rows.map(
    (row) => `<tr>${table.columns.map((column, i) => cellHtml(row[column], numeric[i] ?? false)).join("")}</tr>`,
  );
  return (
    `<table style="border-collapse:collapse;color:var(--jp-ui-font-color1, inherit)">` +
    `<caption style="caption-side:bottom;text-align:left;padding:4px 10px;color:var(--jp-ui-font-color2, inherit)">${caption(table)}</caption>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`
  );
}
