import { checkOptions, GradbookError, inWords } from "../../errors";
import { Labelled, ResultTable } from "../table";
import { Variable } from "../variable";
import { csvCell, parseCsv } from "./csv";

/** How texts become states. */
export interface DataSetOptions {
  /** The states of columns, in order; a column that is not named takes those that occur, sorted. */
  readonly states?: Readonly<Record<string, readonly string[]>>;
  /** Variables whose states are taken, such as `net.variables`. */
  readonly variables?: readonly Variable[];
  /** The cells that stand for 'not known', unless they are a declared state; default "", "?", "NA", "NaN". */
  readonly missing?: readonly string[];
}

/** One row of a data set, by column; null, undefined or a `missing` text for 'not known'. */
export type DataRow = Readonly<Record<string, string | number | boolean | null | undefined>>;

const usuallyMissing = ["", "?", "NA", "NaN"];
const mostStates = 32767;

/**
 * Rows of observations of discrete variables. Each column is an Int16Array with the place of each row's state; -1 where it
 * is not known.
 *
 * @example
 * const data = bn.DataSet.fromCsv("rain,wet\nno,no\nyes,yes\nno,yes");
 * data.count; // -> 3
 * [...data.column("wet")]; // -> [0, 1, 1]
 */
export class DataSet extends Labelled {
  readonly variables: readonly Variable[];
  readonly columns: readonly Int16Array[];
  /** The number of rows. */
  readonly count: number;
  readonly #places: ReadonlyMap<string, number>;
  #missing: number | undefined;

  /** Takes checked columns (places of states, -1 for 'not known'); `fromCsv` and `fromRows` check. */
  constructor(variables: readonly Variable[], columns: readonly Int16Array[]) {
    super();
    this.variables = variables;
    this.columns = columns;
    this.count = columns.length > 0 ? columns[0].length : 0;
    this.#places = new Map(variables.map((variable, i) => [variable.name, i]));
    const odd = columns.findIndex((column) => column.length !== this.count);
    if (variables.length === columns.length && odd < 0) return;
    throw new GradbookError(
      `DataSet: ${variables.length} variables and ${columns.length} columns` +
        (odd < 0 ? "." : `; '${variables[odd].name}' has ${columns[odd].length} rows, the first column ${this.count}.`),
    );
  }

  /** Reads comma-separated values; the first line names the columns. Throws a GradbookError with the line of what does not fit. */
  static fromCsv(text: string, options: DataSetOptions = {}): DataSet {
    if (typeof text !== "string") throw new GradbookError(`fromCsv: needs a text, got ${inWords(text)}.`);
    const records = parseCsv(text);
    if (records.length === 0)
      throw new GradbookError("fromCsv: the text is empty; its first line must name the columns.");
    const [names, ...rows] = records;
    const bad = rows.findIndex((row) => row.length !== names.length);
    if (bad >= 0) {
      throw new GradbookError(
        `fromCsv: record ${bad + 2} has ${rows[bad].length} cells, but the first line names ${names.length} columns.`,
      );
    }
    return new Encoder(names, options).encode(rows.length, (row, column) => rows[row][column]);
  }

  /** A data set of objects, one a row. Columns are the keys of all rows (without rows the declared variables). */
  static fromRows(rows: readonly DataRow[], options: DataSetOptions = {}): DataSet {
    if (!Array.isArray(rows)) throw new GradbookError(`fromRows: rows are a list of objects, not ${inWords(rows)}.`);
    const found = new Set<string>();
    for (const row of rows as readonly DataRow[]) for (const name of Object.keys(row)) found.add(name);
    const names = [...found];
    if (names.length === 0) names.push(...(options.variables ?? []).map((variable) => variable.name));
    return new Encoder(names, options).encode(rows.length, (row, column) => {
      const value = Object.hasOwn(rows[row], names[column]) ? rows[row][names[column]] : undefined;
      return value === null || value === undefined ? undefined : String(value);
    });
  }

  /** The names of the columns. */
  get names(): string[] {
    return this.variables.map((variable) => variable.name);
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** The place of a column. Throws a GradbookError that lists the columns if there is none such. */
  columnIndex(name: string): number {
    const place = this.#places.get(name);
    if (place !== undefined) return place;
    const shown = this.names.length > 20 ? [...this.names.slice(0, 20), "..."] : this.names;
    throw new GradbookError(`The data have no column '${name}'; they have ${shown.join(", ")}.`);
  }

  variable(name: string): Variable {
    return this.variables[this.columnIndex(name)];
  }

  column(name: string): Int16Array {
    return this.columns[this.columnIndex(name)];
  }

  /** How many cells are not known. */
  get missing(): number {
    this.#missing ??= this.columns.reduce(
      (sum, column) => sum + column.reduce((n, place) => n + Number(place < 0), 0),
      0,
    );
    return this.#missing;
  }

  /** The states of one row, without what is not known. */
  row(index: number): Record<string, string> {
    const known = this.variables.flatMap((variable, i): [string, string][] => {
      const place = this.columns[i][index];
      return place >= 0 ? [[variable.name, variable.states[place]]] : [];
    });
    return Object.fromEntries(known);
  }

  /** Some columns only, in the given order. */
  select(names: readonly string[]): DataSet {
    const places = names.map((name) => this.columnIndex(name));
    return new DataSet(
      places.map((i) => this.variables[i]),
      places.map((i) => this.columns[i]),
    );
  }

  /** Some rows only, in the given order. */
  take(rows: ArrayLike<number>): DataSet {
    const columns = this.columns.map((column) => Int16Array.from({ length: rows.length }, (_, i) => column[rows[i]]));
    return new DataSet(this.variables, columns);
  }

  /** The rows in which every cell is known. */
  complete(): DataSet {
    const kept: number[] = [];
    for (let row = 0; row < this.count; row++) if (this.columns.every((column) => column[row] >= 0)) kept.push(row);
    return this.take(kept);
  }

  /**
   * The same rows with the states of other variables, in their order: to be used with a network that was made elsewhere.
   * Throws a GradbookError if a column is missing or holds a state that the variable does not have.
   */
  align(variables: readonly Variable[]): DataSet {
    const columns = variables.map((variable) => {
      const [own, column] = [this.variable(variable.name), this.column(variable.name)];
      if (own === variable || own.states.join("\n") === variable.states.join("\n")) return column;
      const places = own.states.map((state) => variable.findState(state) ?? -2);
      return column.map((place) => {
        if (place < 0) return -1;
        if (places[place] === -2) variable.stateIndex(own.states[place]);
        return places[place];
      });
    });
    return new DataSet(variables, columns);
  }

  /** Comma-separated values; empty where a cell is not known. */
  toCsv(): string {
    const names = this.variables.map((variable) => variable.states.map(csvCell));
    const lines = [this.names.map(csvCell).join(",")];
    for (let row = 0; row < this.count; row++) {
      lines.push(this.columns.map((column, i) => (column[row] < 0 ? "" : names[i][column[row]])).join(","));
    }
    return `${lines.join("\n")}\n`;
  }

  toTable(): ResultTable {
    const rows = Array.from({ length: Math.min(this.count, 10) }, (_, row) =>
      this.variables.map((variable, i) => variable.states[this.columns[i][row]] ?? "?"),
    );
    const missing = this.missing > 0 ? `, ${this.missing} cells not known` : "";
    return new ResultTable({
      title: `${this.count} rows of ${this.variables.length} variables${missing}${this.count > 10 ? "; the first 10" : ""}`,
      columns: this.names,
      rows,
    });
  }
}

/** Numbers by size, other texts by letters: the same data give the same order whatever the order of the rows. */
function sortedStates(states: Iterable<string>): string[] {
  const all = [...states];
  const numeric = all.every((state) => state.trim() !== "" && Number.isFinite(Number(state)));
  return numeric ? all.sort((a, b) => Number(a) - Number(b)) : all.sort();
}

class Encoder {
  readonly #names: readonly string[];
  readonly #options: DataSetOptions;

  constructor(names: readonly string[], options: DataSetOptions) {
    checkOptions("DataSet", options, ["states", "variables", "missing"]);
    this.#names = names;
    this.#options = options;
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new GradbookError(`DataSet: the column '${twice}' is there twice.`);
  }

  encode(count: number, cell: (row: number, column: number) => string | undefined): DataSet {
    const missing = new Set(this.#options.missing ?? usuallyMissing);
    const variables: Variable[] = [];
    const columns = this.#names.map((name, i) => {
      const places = new Map<string, number>();
      const column = new Int16Array(count);
      const declared = this.#declared(name);
      declared?.states.forEach((state, place) => places.set(state, place));
      for (let row = 0; row < count; row++) {
        const text = cell(row, i);
        let place = text === undefined ? -1 : places.get(text);
        if (place === undefined && text !== undefined) {
          if (missing.has(text)) place = -1;
          else if (declared)
            throw new GradbookError(`DataSet: row ${row + 1}: ${messageOf(() => declared.stateIndex(text))}`);
          else places.set(text, (place = places.size));
        }
        column[row] = place ?? -1;
      }
      if (declared) {
        variables.push(declared);
        return column;
      }
      return this.#sorted(name, column, places, variables);
    });
    return new DataSet(variables, columns);
  }

  #declared(name: string): Variable | undefined {
    const states = this.#options.states;
    if (states && Object.hasOwn(states, name)) return new Variable(name, states[name]);
    return this.#options.variables?.find((variable) => variable.name === name);
  }

  #sorted(name: string, column: Int16Array, places: Map<string, number>, variables: Variable[]): Int16Array {
    if (places.size === 0) {
      throw new GradbookError(
        `DataSet: no row tells a state of '${name}'; name its states: { states: { ${JSON.stringify(name)}: [...] } }.`,
      );
    }
    if (places.size > mostStates) {
      throw new GradbookError(
        `DataSet: '${name}' has ${places.size} different values; a discrete variable may have ${mostStates}. Bin it first.`,
      );
    }
    const variable = new Variable(name, sortedStates(places.keys()));
    variables.push(variable);
    const moved = new Int16Array(places.size);
    for (const [state, place] of places) moved[place] = variable.stateIndex(state);
    return column.map((place) => (place < 0 ? -1 : moved[place]));
  }
}

function messageOf(fails: () => unknown): string {
  try {
    return String(fails());
  } catch (error) {
    return (error as Error).message;
  }
}
