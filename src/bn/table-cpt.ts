import { GradbookError, inWords } from "../errors";
import { cptTable } from "./cpt";
import type { Cpt } from "./cpt";
import { DiscreteFactor, tableSize } from "./factor";
import { Labelled } from "./table";
import type { ResultTable } from "./table";
import type { Variable } from "./variable";

/** A table whose last level is the distribution over the child's states; one level above it for each parent. */
export type NestedTable = readonly number[] | readonly NestedTable[];

/** The distribution over the child's states for one combination of the parents' states: in state order, or by name. */
export type CptFunction = (parents: Record<string, string>) => readonly number[] | Readonly<Record<string, number>>;

/** How far a row's sum may be from 1; what is left of the difference is divided away. */
const rowTolerance = 1e-6;
/** Rows this close to 1 are kept bit for bit, so that a file that is written and read again is equal. */
const exactTolerance = 1e-12;

/** A CPT as a table: `values` holds one row for each combination of the parents' states, the last parent's changing fastest. */
export class TableCpt extends Labelled implements Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  readonly values: Float64Array;
  #factor: DiscreteFactor | undefined;

  /** Takes checked rows (each sums to 1); `cptFromTable` checks. */
  constructor(variable: Variable, parents: readonly Variable[], values: Float64Array) {
    super();
    this.variable = variable;
    this.parents = parents;
    this.values = values;
  }

  probabilityAt(parentStates: ArrayLike<number>, state: number): number {
    let row = 0;
    for (let i = 0; i < this.parents.length; i++) row = row * this.parents[i].cardinality + parentStates[i];
    return this.values[row * this.variable.cardinality + state];
  }

  get freeParameters(): number {
    return tableSize(this.parents) * (this.variable.cardinality - 1);
  }

  toFactor(): DiscreteFactor {
    this.#factor ??= new DiscreteFactor([...this.parents, this.variable], this.values);
    return this.#factor;
  }

  factors(): readonly DiscreteFactor[] {
    return [this.toFactor()];
  }

  toTable(): ResultTable {
    return cptTable(this);
  }
}

const flatten = (table: NestedTable): number[] => {
  const flat: number[] = [];
  const visit = (part: NestedTable | number): void => {
    if (typeof part === "number") flat.push(part);
    else if (typeof part === "object" && Symbol.iterator in part) part.forEach(visit);
    else throw new GradbookError(`addCpt: a table is a list of numbers, or of such lists; got ${inWords(part)} in it.`);
  };
  visit(table);
  return flat;
};

/**
 * A CPT from its numbers, nested by parent or flat: `[P(no), P(yes)]` for a root, one such row for each combination of the
 * parents' states (the last parent's changing fastest) otherwise.
 *
 * Throws a GradbookError for a wrong number of values, a negative one, or a row whose sum is not 1.
 */
export function cptFromTable(
  variable: Variable,
  parents: readonly Variable[],
  table: NestedTable | Float64Array,
): TableCpt {
  const values = table instanceof Float64Array ? table.slice() : Float64Array.from(flatten(table));
  const rows = tableSize(parents);
  if (values.length !== rows * variable.cardinality) {
    const given = parents.map((parent) => `${parent.name} (${parent.cardinality})`).join(", ");
    throw new GradbookError(
      `addCpt: '${variable.name}' has ${variable.cardinality} states` +
        `${given ? ` and the parents ${given}: ${rows} rows` : " and no parents: 1 row"}, ` +
        `so its table has ${rows * variable.cardinality} numbers; got ${values.length}.`,
    );
  }
  const bad = normalizeRows(values, variable.cardinality, rowTolerance);
  if (bad !== undefined) throw new GradbookError(rowError(variable, parents, values, bad));
  return new TableCpt(variable, parents, values);
}

/** Divides each row by its sum, in place; the number of the first row that is no distribution within `tolerance`, if any. */
export function normalizeRows(values: Float64Array, length: number, tolerance: number): number | undefined {
  for (let start = 0; start < values.length; start += length) {
    let sum = 0;
    for (let i = start; i < start + length; i++) {
      if (!(values[i] >= 0)) return start / length;
      sum += values[i];
    }
    const off = Math.abs(sum - 1);
    if (!(off <= tolerance)) return start / length;
    if (off > exactTolerance) for (let i = start; i < start + length; i++) values[i] /= sum;
  }
  return undefined;
}

/** The states of the parents in a row of the table. */
function rowLabel(parents: readonly Variable[], row: number): string {
  const states: string[] = [];
  for (let i = parents.length - 1, rest = row; i >= 0; i--) {
    const parent = parents[i];
    states.unshift(`${parent.name}=${parent.states[rest % parent.cardinality]}`);
    rest = Math.floor(rest / parent.cardinality);
  }
  return states.join(", ");
}

export function rowError(variable: Variable, parents: readonly Variable[], values: Float64Array, row: number): string {
  const numbers = [...values.subarray(row * variable.cardinality, (row + 1) * variable.cardinality)];
  const where = parents.length > 0 ? `P(${variable.name} | ${rowLabel(parents, row)})` : `P(${variable.name})`;
  const wrong = numbers.find((value) => !(value >= 0));
  if (wrong !== undefined) return `${where}: ${wrong} is no probability; every number lies between 0 and 1.`;
  return `${where}: the row ${numbers.slice(0, 12).join(", ")} sums to ${numbers.reduce((a, b) => a + b, 0)}, not to 1.`;
}

/** A CPT whose rows a function gives. Throws a GradbookError for a row that is no distribution over the states. */
export function cptFromFunction(variable: Variable, parents: readonly Variable[], rowOf: CptFunction): TableCpt {
  const rows = tableSize(parents);
  const values = new Float64Array(rows * variable.cardinality);
  const states = new DiscreteFactor(parents, new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const numbers = numbersOf(variable, rowOf(states.assignmentAt(row)));
    if (numbers.length !== variable.cardinality) {
      throw new GradbookError(
        `addCpt: the function gave ${numbers.length} numbers for P(${variable.name} | ${rowLabel(parents, row)}), ` +
          `which needs ${variable.cardinality}: one for each of ${variable.states.join(", ")}.`,
      );
    }
    values.set(numbers, row * variable.cardinality);
  }
  return cptFromTable(variable, parents, values);
}

/** What a CPT's function gave, in the order of the states; states that it does not name have probability 0. */
function numbersOf(variable: Variable, given: ReturnType<CptFunction>): readonly number[] {
  if (Array.isArray(given)) return given as readonly number[];
  if (typeof given !== "object" || given === null) {
    throw new GradbookError(
      `addCpt: the function for '${variable.name}' gave ${inWords(given)}; it must give a list, or numbers by state.`,
    );
  }
  const numbers = variable.states.map(() => 0);
  for (const [state, value] of Object.entries(given)) numbers[variable.stateIndex(state)] = value as number;
  return numbers;
}
