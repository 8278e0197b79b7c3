/** What stands in a labelled table. */
export type TableCell = string | number;

export interface ResultTableOptions {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
  /** A line above the table. */
  readonly title?: string;
  /** How many rows are printed at most; default 40. */
  readonly shown?: number;
}

const escapeHtml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Four digits are enough to read; a number that is not 0 is never printed as 0. */
export function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  if (value !== 0 && Math.abs(value) < 5e-5) return value.toExponential(2);
  return Math.abs(value) < 1e6 ? value.toFixed(4) : value.toExponential(4);
}

const printCell = (cell: TableCell): string => (typeof cell === "number" ? printNumber(cell) : cell);

/** Whole columns of numbers that hold a fraction are printed with four digits throughout, so that they line up. */
function printColumn(cells: readonly TableCell[]): string[] {
  const fractions = cells.some((cell) => typeof cell === "number" && !Number.isInteger(cell));
  return cells.map((cell) => (fractions && (cell === 0 || cell === 1) ? cell.toFixed(4) : printCell(cell)));
}

const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);

/** A labelled table that prints as text in a terminal and as HTML in a notebook. */
export class ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly title: string | undefined;
  readonly #shown: number;

  constructor(options: ResultTableOptions) {
    this.columns = options.columns;
    this.rows = options.rows;
    this.title = options.title;
    this.#shown = options.shown ?? 40;
  }

  /** The table as aligned text. */
  toString(): string {
    const { cells, numeric } = this.#printed();
    const widths = this.columns.map((column, i) => Math.max(...[column, ...cells[i]].map(widthOf)));
    const line = (texts: readonly string[]): string =>
      texts
        .map((text, i) => {
          const gap = " ".repeat(widths[i] - widthOf(text));
          return numeric[i] ? gap + text : text + gap;
        })
        .join("  ")
        .trimEnd();
    const count = Math.min(this.rows.length, this.#shown);
    const lines = [line(this.columns)];
    for (let row = 0; row < count; row++) lines.push(line(cells.map((column) => column[row])));
    if (count < this.rows.length) lines.push(`(${this.rows.length} rows, the first ${count} shown)`);
    return [...(this.title === undefined ? [] : [this.title]), ...lines].join("\n");
  }

  /** The table as HTML; every text is escaped. */
  toHtml(): string {
    const { cells, numeric } = this.#printed();
    const style = (i: number): string => ` style="text-align:${numeric[i] ? "right" : "left"};padding:2px 10px"`;
    const head = this.columns.map((column, i) => `<th${style(i)}>${escapeHtml(column)}</th>`).join("");
    const count = Math.min(this.rows.length, this.#shown);
    const body: string[] = [];
    for (let row = 0; row < count; row++) {
      body.push(`<tr>${cells.map((column, i) => `<td${style(i)}>${escapeHtml(column[row])}</td>`).join("")}</tr>`);
    }
    const title = this.title === undefined ? "" : `<caption>${escapeHtml(this.title)}</caption>`;
    const more = count < this.rows.length ? `<p>${this.rows.length} rows, the first ${count} shown</p>` : "";
    return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>${more}`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toHtml(), "text/plain": this.toString() };
  }

  #printed(): { cells: string[][]; numeric: boolean[] } {
    const shown = this.rows.slice(0, this.#shown);
    const columns = this.columns.map((_, i) => shown.map((row) => row[i]));
    return {
      cells: columns.map(printColumn),
      numeric: columns.map((cells) => cells.length > 0 && cells.every((cell) => typeof cell === "number")),
    };
  }
}

/** A result that is read as a table: in a terminal as text, in a notebook as HTML. */
export abstract class Labelled {
  abstract toTable(): ResultTable;

  toString(): string {
    return this.toTable().toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return { "text/html": this.toTable().toHtml(), "text/plain": this.toString() };
  }
}
