import { GradbookError } from "../errors";
import { compareCells, typeOfColumn } from "./cell";
import type { Cell, ColumnType, Row } from "./cell";
import { describeColumn } from "./describe";
import { tableHtml, tableText } from "./print-table";
import { Random } from "./random";
import { splitIndices } from "./split";
import type { Shares } from "./split";
import { toTensors } from "./to-tensors";
import type { TensorSet, ToTensorsOptions } from "./to-tensors";

/** How `table.split` deals rows. */
export interface SplitOptions<R extends Row> extends Shares {
  /** The same seed deals the same rows. Default 0. */
  readonly seed?: number;
  /** A column whose values every part holds in the same proportion: the class, as a rule. */
  readonly stratify?: keyof R & string;
}

/** The parts of a table. The test part stays closed until `openTest()`. */
export interface Split<R extends Row> {
  readonly train: Table<R>;
  readonly validation: Table<R>;
  /** Opens the test rows: once, and prints that it did. Throws the second time. */
  openTest(): Table<R>;
  /** When the test rows were opened. */
  readonly testOpenedAt: Date | undefined;
}

/** Row `R` with the columns `K` free of missing values. */
export type Present<R extends Row, K extends keyof R> = {
  readonly [C in keyof R]: C extends K ? NonNullable<R[C]> : R[C];
};

/**
 * A table of rows and named columns. It never changes: every method gives a new table.
 *
 * @example
 * const table = new Table([{ city: "Oslo", rain: 763 }, { city: "Lima", rain: 16 }]);
 * table.filter((row) => row.rain > 100).column("city"); // -> ["Oslo"]
 */
export class Table<R extends Row = Row> {
  /** The names of the columns, in order. */
  readonly columns: readonly (keyof R & string)[];
  readonly #rows: readonly R[];
  /** The classes of a column, when they are more than what its rows show (a part of a split keeps the whole's). */
  readonly #classes: ReadonlyMap<string, readonly Cell[]>;

  constructor(
    rows: readonly R[],
    options: { readonly columns?: readonly string[]; readonly classes?: ReadonlyMap<string, readonly Cell[]> } = {},
  ) {
    this.#rows = rows;
    this.columns = (options.columns ?? Object.keys(rows[0] ?? {})) as (keyof R & string)[];
    this.#classes = options.classes ?? new Map();
  }

  /** The number of rows. */
  get length(): number {
    return this.#rows.length;
  }

  /** The type of each column. */
  get types(): Readonly<Record<keyof R & string, ColumnType>> {
    return Object.fromEntries(this.columns.map((name) => [name, typeOfColumn(this.column(name))])) as never;
  }

  /** All rows, as objects. */
  rows(): R[] {
    return [...this.#rows];
  }

  /** One row, counted from 0. */
  row(index: number): R {
    const row = this.#rows.at(index);
    if (!row) throw new GradbookError(`row: ${index} is not among the ${this.length} rows (0 to ${this.length - 1}).`);
    return row;
  }

  [Symbol.iterator](): Iterator<R> {
    return this.#rows[Symbol.iterator]();
  }

  /** The values of one column. */
  column<K extends keyof R & string>(name: K): R[K][] {
    this.#known("column", [name]);
    return this.#rows.map((row) => row[name]);
  }

  /** The values of a number column without missing values. Throws at the first row where one is missing. */
  numbers(name: keyof R & string): number[] {
    return this.column(name).map((value, row) => {
      if (typeof value === "number") return value;
      const reason =
        value === null
          ? "the value is missing; dropMissing() leaves such rows out"
          : `${JSON.stringify(value)} is no number`;
      throw new GradbookError(`numbers: row ${row}, column ${name}: ${reason}.`);
    });
  }

  /** The first rows. Default 5. */
  head(count: number = 5): Table<R> {
    return this.#with(this.#rows.slice(0, count));
  }

  /** The rows for which `keep` is true. */
  filter(keep: (row: R, index: number) => boolean): Table<R> {
    return this.#with(this.#rows.filter(keep), this.#coded());
  }

  /** Some columns, in the order given. */
  select<K extends keyof R & string>(names: readonly K[]): Table<Pick<R, K>> {
    this.#known("select", names);
    const rows = this.#rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<R, K>);
    return new Table(rows, { columns: names, classes: this.#classes });
  }

  /** The table with one more column, computed from each row. */
  withColumn<N extends string, V extends Cell>(
    name: N,
    compute: (row: R, index: number) => V,
  ): Table<R & Readonly<Record<N, V>>> {
    const rows = this.#rows.map(
      (row, index) => ({ ...row, [name]: compute(row, index) }) as R & Readonly<Record<N, V>>,
    );
    const columns = this.columns.includes(name) ? this.columns : [...this.columns, name];
    return new Table(rows, { columns, classes: this.#classes });
  }

  /** The rows in order of a column, missing values last. */
  sortBy(name: keyof R & string, options: { readonly descending?: boolean } = {}): Table<R> {
    this.#known("sortBy", [name]);
    const sign = options.descending ? -1 : 1;
    const order = (a: R, b: R): number => {
      const [x, y] = [a[name] as Cell, b[name] as Cell];
      return x === null || y === null ? compareCells(x, y) : sign * compareCells(x, y);
    };
    return this.#with([...this.#rows].sort(order));
  }

  /** The rows in random order. The same seed gives the same order. */
  shuffle(seed: number): Table<R> {
    return this.#with(new Random(seed).shuffle(this.#rows));
  }

  /** The rows in which none of these columns (default: no column) has a missing value. */
  dropMissing<K extends keyof R & string = keyof R & string>(names?: readonly K[]): Table<Present<R, K>> {
    const wanted = names ?? this.columns;
    this.#known("dropMissing", wanted);
    const rows = this.#rows.filter((row) => wanted.every((name) => row[name] !== null));
    return new Table(rows as unknown as readonly Present<R, K>[], { columns: this.columns, classes: this.#coded() });
  }

  /** One line a column: type, missing values, mean, standard deviation, least, median and greatest, or the commonest value. */
  describe(): Table {
    return new Table(this.columns.map((name) => describeColumn(name, this.column(name) as Cell[])));
  }

  /** The different values of a column, in order, without the missing one. */
  distinct<K extends keyof R & string>(name: K): NonNullable<R[K]>[] {
    const known = this.#classes.get(name);
    if (known) return [...known] as NonNullable<R[K]>[];
    const values = new Set(this.column(name).filter((value) => value !== null));
    return [...values].sort(compareCells) as NonNullable<R[K]>[];
  }

  /** The tables of equal values of a column, by that value. */
  groupBy<K extends keyof R & string>(name: K): Map<R[K], Table<R>> {
    const groups = new Map<R[K], R[]>();
    for (const row of this.sortBy(name)) groups.set(row[name], [...(groups.get(row[name]) ?? []), row]);
    return new Map([...groups].map(([value, rows]) => [value, this.#with(rows)]));
  }

  /** How often each value of a column occurs, and its share of all rows. */
  counts(name: keyof R & string): Table {
    const rows = [...this.groupBy(name)].map(([value, rows]): Row => ({
      [name]: value as Cell,
      count: rows.length,
      share: rows.length / this.length,
    }));
    return new Table(rows);
  }

  /** How often each pair of values of two columns occurs: one row a value of the first, one column a value of the second. */
  crossCounts(rowName: keyof R & string, columnName: keyof R & string): Table {
    const values = this.distinct(columnName);
    const rows = [...this.groupBy(rowName)].map(([value, rows]) => {
      const counts = values.map((other) => [String(other), rows.filter((row) => row[columnName] === other).length]);
      return { [rowName]: value, ...Object.fromEntries(counts) } as Row;
    });
    return new Table(rows);
  }

  /**
   * Deals the rows to train, validation and test, at random but seeded.
   *
   * @example
   * const table = new Table(Array.from({ length: 10 }, (_, i) => ({ i })));
   * table.split({ train: 0.6, validation: 0.2, test: 0.2, seed: 1 }).train.length; // -> 6
   */
  split(options: SplitOptions<R>): Split<R> {
    if (options.stratify !== undefined) this.#known("split", [options.stratify]);
    const strata = options.stratify === undefined ? undefined : (this.column(options.stratify) as Cell[]);
    const parts = splitIndices(this.length, options, options.seed ?? 0, strata);
    const texts = this.columns.filter((name) => ["string", "boolean"].includes(typeOfColumn(this.column(name))));
    const classes = new Map<string, readonly Cell[]>([
      ...texts.map((name) => [name, this.distinct(name)] as const),
      ...this.#classes,
    ]);
    const table = (indices: readonly number[]): Table<R> =>
      this.#with(
        indices.map((i) => this.#rows[i] as R),
        classes,
      );
    let openedAt: Date | undefined;
    return {
      train: table(parts.train),
      validation: table(parts.validation),
      get testOpenedAt() {
        return openedAt;
      },
      openTest() {
        if (openedAt) {
          throw new GradbookError(
            `openTest: the test rows were opened at ${openedAt.toLocaleTimeString("en-GB")}. Whatever you change after a look at ` +
              "them is tuned on them. Keep the first result, or make a new split with another seed.",
          );
        }
        openedAt = new Date();
        console.log(
          `Test set opened at ${openedAt.toLocaleTimeString("en-GB")}: ${parts.test.length} rows. This is the one look.`,
        );
        return table(parts.test);
      },
    };
  }

  /** Marks a column of numbers as classes, so that `toTensors` gives class indices for it. */
  asClasses(name: keyof R & string): Table<R> {
    return this.#with(this.#rows, new Map([...this.#classes, [name, this.distinct(name)]]));
  }

  /**
   * The table as tensors: features `x` of shape [rows, features], and the target `y`. A target of texts, booleans or marked
   * classes gives class indices [rows] (int32) with their names in `classes`; one of numbers gives [rows, 1] (float32).
   *
   * @throws at the first missing value, with its row and column.
   */
  toTensors(options: ToTensorsOptions<keyof R & string>): TensorSet {
    this.#known("toTensors", [...(options.features ?? []), options.target]);
    return toTensors(this as unknown as Table, options, this.#classes.get(options.target));
  }

  /** The table as text, as a notebook or a terminal prints it. */
  toString(): string {
    return tableText(this.#printable());
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": tableHtml(this.#printable()), "text/plain": this.toString() };
  }

  #printable(): { columns: readonly string[]; rows: readonly Row[]; length: number } {
    return { columns: this.columns, rows: this.#rows, length: this.length };
  }

  #with(rows: readonly R[], classes: ReadonlyMap<string, readonly Cell[]> = this.#classes): Table<R> {
    return new Table(rows, { columns: this.columns, classes });
  }

  /** The classes that were marked on columns of numbers; a filter may leave fewer texts, but codes keep their meaning. */
  #coded(): ReadonlyMap<string, readonly Cell[]> {
    return new Map([...this.#classes].filter(([, values]) => typeof values[0] === "number"));
  }

  #known(operation: string, names: readonly string[]): void {
    const unknown = names.find((name) => !this.columns.includes(name));
    if (unknown === undefined) return;
    throw new GradbookError(
      `${operation}: there is no column ${JSON.stringify(unknown)}; the table has ${this.columns.join(", ")}.`,
    );
  }
}
