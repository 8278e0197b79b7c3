import { GradbookError } from "../errors";
import { DiscreteFactor, tableSize } from "./factor";
import { ResultTable } from "./table";
import { Variable } from "./variable";
import type { Assignment } from "./variable";

/** A table whose last level is the distribution over the child's states; one level above it for each parent. */
export type NestedTable = readonly number[] | readonly NestedTable[];

/** The distribution over the child's states for one combination of the parents' states: in state order, or by name. */
export type CptFunction = (parents: Record<string, string>) => readonly number[] | Readonly<Record<string, number>>;

/** Above this a noisy node is kept as a chain of small factors instead of a table. */
const largestNoisyTable = 4096;
/** How far a row's sum may be from 1; what is left of the difference is divided away. */
const rowTolerance = 1e-6;
/** Rows this close to 1 are kept bit for bit, so that a file that is written and read again is equal. */
const exactTolerance = 1e-12;

/** P(child | parents): what a node of a Bayesian network knows. */
export interface Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  /** P(child = s | parents) by places of states, parents first, in the order of `parents`. */
  probabilityAt(parentStates: ArrayLike<number>, state: number): number;
  /** The whole table as φ(parents..., child). Throws a GradbookError for a noisy node of very many parents. */
  toFactor(): DiscreteFactor;
  /** Factors whose product, summed over variables that occur nowhere else, is the CPT: one table, or a noisy node's chain. */
  factors(): readonly DiscreteFactor[];
  toTable(): ResultTable;
}

/** A CPT as a table: `values` holds one row for each combination of the parents' states, the last parent's changing fastest. */
export class TableCpt implements Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  readonly values: Float64Array;
  #factor: DiscreteFactor | undefined;

  /** Takes checked rows (each sums to 1); `cptFromTable` checks. */
  constructor(variable: Variable, parents: readonly Variable[], values: Float64Array) {
    this.variable = variable;
    this.parents = parents;
    this.values = values;
  }

  probabilityAt(parentStates: ArrayLike<number>, state: number): number {
    let row = 0;
    for (let i = 0; i < this.parents.length; i++) row = row * this.parents[i].cardinality + parentStates[i];
    return this.values[row * this.variable.cardinality + state];
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

  toString(): string {
    return this.toTable().toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toTable().toHtml(), "text/plain": this.toString() };
  }
}

/** One row for each combination of the parents' states, one column for each state of the child. */
function cptTable(cpt: Cpt): ResultTable {
  const { variable, parents } = cpt;
  const { values } = cpt.toFactor();
  const rows: (string | number)[][] = [];
  const places = parents.map(() => 0);
  for (let at = 0; at < Math.min(values.length, 2000 * variable.cardinality); at += variable.cardinality) {
    rows.push([
      ...parents.map((parent, i) => parent.states[places[i]]),
      ...values.subarray(at, at + variable.cardinality),
    ]);
    for (let i = places.length - 1; i >= 0; i--) {
      if (++places[i] < parents[i].cardinality) break;
      places[i] = 0;
    }
  }
  const given = parents.length > 0 ? ` | ${parents.map((parent) => parent.name).join(", ")}` : "";
  return new ResultTable({
    title: `P(${variable.name}${given})`,
    columns: [...parents.map((parent) => parent.name), ...variable.states.map((state) => `${variable.name}=${state}`)],
    rows,
  });
}

const flatten = (table: NestedTable): number[] => {
  const flat: number[] = [];
  const visit = (part: NestedTable | number): void => {
    if (typeof part === "number") flat.push(part);
    else part.forEach(visit);
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
export function rowLabel(parents: readonly Variable[], row: number): string {
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
    const given = rowOf(states.assignmentAt(row));
    const numbers = Array.isArray(given)
      ? (given as readonly number[])
      : variable.states.map((state) => (given as Readonly<Record<string, number>>)[state] ?? 0);
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

/** How a noisy-OR or noisy-AND node depends on its parents. */
export interface NoisyOptions {
  /**
   * For each parent a probability. noisy-OR: that the parent, when active, alone brings the child about. noisy-AND: that the
   * parent, when active, fulfils its condition.
   */
  readonly strengths: Readonly<Record<string, number>>;
  /** noisy-OR: the probability that the child comes about without any parent; default 0. noisy-AND: that an inactive parent's condition is fulfilled anyway; default 0. */
  readonly leak?: number;
  /** The child's state that is 'on'; default 'yes', 'true', '1', 'on' or 'present' if there is one, otherwise the first. */
  readonly on?: string;
  /** The parents' states that are active, by parent; the default is found as for `on`. */
  readonly active?: Readonly<Record<string, string>>;
}

const onStates = ["yes", "true", "1", "on", "present"];

/** The state that stands for 'it is so'. */
export function activeState(variable: Variable, named: string | undefined): number {
  if (named !== undefined) return variable.stateIndex(named);
  return Math.max(
    0,
    variable.states.findIndex((state) => onStates.includes(state.toLowerCase())),
  );
}

/**
 * A noisy gate. With q_i = the probability that parent i, in its state, does not contribute:
 * noisy-OR: P(off | parents) = (1 - leak) Π q_i;  noisy-AND: P(on | parents) = Π (1 - q_i).
 *
 * A node of 40 parents needs 40 numbers instead of a table of 2^41: inference sees a chain of small factors
 * (`factors`), whose hidden variables Z_1 ... Z_n carry 'on so far'.
 * Source: Pearl, Probabilistic Reasoning in Intelligent Systems (1988), 4.3.2; Heckerman and Breese, Causal Independence (1996).
 */
export class NoisyCpt implements Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  readonly gate: "or" | "and";
  /** P(parent i contributes 'on') for each of its states: for OR that it triggers, for AND that it is fulfilled. */
  readonly contributions: readonly Float64Array[];
  readonly leak: number;
  readonly #on: number;
  #factors: readonly DiscreteFactor[] | undefined;

  constructor(gate: "or" | "and", variable: Variable, parents: readonly Variable[], options: NoisyOptions) {
    this.gate = gate;
    this.variable = variable;
    this.parents = parents;
    this.leak = options.leak ?? 0;
    this.#check(options);
    this.#on = activeState(variable, options.on);
    this.contributions = parents.map((parent) => {
      const active = activeState(parent, options.active?.[parent.name]);
      const strength = options.strengths[parent.name];
      return Float64Array.from(parent.states, (_, i) => (i === active ? strength : gate === "or" ? 0 : this.leak));
    });
  }

  #check(options: NoisyOptions): void {
    const name = this.gate === "or" ? "noisyOr" : "noisyAnd";
    if (this.variable.cardinality !== 2) {
      throw new GradbookError(
        `${name}: '${this.variable.name}' has ${this.variable.cardinality} states; a noisy gate needs two.`,
      );
    }
    const parents = this.parents.map((parent) => parent.name);
    for (const other of Object.keys(options.strengths)) {
      if (!parents.includes(other)) {
        throw new GradbookError(`${name}: '${other}' is no parent of '${this.variable.name}'; addEdge comes first.`);
      }
    }
    for (const [label, value] of [
      ["leak", this.leak] as const,
      ...parents.map((parent) => [parent, options.strengths[parent]] as const),
    ]) {
      if (value === undefined) throw new GradbookError(`${name}: strengths names no number for the parent '${label}'.`);
      if (!(value >= 0 && value <= 1)) {
        throw new GradbookError(`${name}: the number of '${label}' is ${value}, but must lie in 0 ... 1.`);
      }
    }
  }

  probabilityAt(parentStates: ArrayLike<number>, state: number): number {
    let product = this.gate === "or" ? 1 - this.leak : 1;
    this.contributions.forEach((contribution, i) => {
      const on = contribution[parentStates[i]];
      product *= this.gate === "or" ? 1 - on : on;
    });
    const on = this.gate === "or" ? 1 - product : product;
    return state === this.#on ? on : 1 - on;
  }

  toFactor(): DiscreteFactor {
    const variables = [...this.parents, this.variable];
    if (tableSize(variables) > 2 ** 24) {
      throw new GradbookError(
        `'${this.variable.name}' is a noisy gate of ${this.parents.length} parents: its table would have ` +
          `${tableSize(variables).toPrecision(3)} entries. Its factors() stand for it without a table.`,
      );
    }
    const values = new Float64Array(tableSize(variables));
    const places = new Int32Array(this.parents.length);
    for (let at = 0; at < values.length; at += 2) {
      values[at] = this.probabilityAt(places, 0);
      values[at + 1] = this.probabilityAt(places, 1);
      for (let i = places.length - 1; i >= 0 && ++places[i] === this.parents[i].cardinality; i--) places[i] = 0;
    }
    return new DiscreteFactor(variables, values);
  }

  factors(): readonly DiscreteFactor[] {
    const small = tableSize([...this.parents, this.variable]) <= largestNoisyTable;
    this.#factors ??= small ? [this.toFactor()] : this.#chain();
    return this.#factors;
  }

  /** φ_i(Z_i-1, X_i, Z_i) = P(Z_i | Z_i-1, X_i), with Z_n the child itself; Z_0 is the leak. */
  #chain(): DiscreteFactor[] {
    const states = this.variable.states;
    const hidden = (i: number): Variable => new Variable(`${this.variable.name} after ${this.parents[i].name}`, states);
    const off = 1 - this.#on;
    const factors: DiscreteFactor[] = [];
    let before: Variable | undefined;
    this.parents.forEach((parent, i) => {
      const after = i === this.parents.length - 1 ? this.variable : hidden(i);
      const variables = before ? [before, parent, after] : [parent, after];
      const values: number[] = [];
      for (let z = 0; z < (before ? 2 : 1); z++) {
        for (let x = 0; x < parent.cardinality; x++) {
          const come = before ? Number(z === this.#on) : this.gate === "or" ? this.leak : 1;
          const contribution = this.contributions[i][x];
          const on = this.gate === "or" ? come + (1 - come) * contribution : come * contribution;
          values.push(...(off === 0 ? [1 - on, on] : [on, 1 - on]));
        }
      }
      factors.push(new DiscreteFactor(variables, values));
      before = after;
    });
    return factors;
  }

  toTable(): ResultTable {
    if (tableSize(this.parents) <= 64) return cptTable(this);
    return new ResultTable({
      title: `noisy-${this.gate.toUpperCase()} P(${this.variable.name} | ${this.parents.length} parents), leak ${this.leak}`,
      columns: ["parent", "state", "contributes"],
      rows: this.parents.flatMap((parent, i) =>
        parent.states.map((state, s) => [parent.name, state, this.contributions[i][s]]),
      ),
    });
  }

  toString(): string {
    return this.toTable().toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toTable().toHtml(), "text/plain": this.toString() };
  }
}

/** What `addCpt` may be given besides a table or a function. */
export interface NoisyGate {
  readonly gate: "or" | "and";
  readonly options: NoisyOptions;
}

/** A node that any active parent may bring about: give it to `addCpt`. Strengths as in NoisyOptions. */
export const noisyOr = (
  strengths: NoisyOptions["strengths"],
  options: Omit<NoisyOptions, "strengths"> = {},
): NoisyGate => ({ gate: "or", options: { ...options, strengths } });

/** A node that needs every parent: give it to `addCpt`. Strengths as in NoisyOptions. */
export const noisyAnd = (
  strengths: NoisyOptions["strengths"],
  options: Omit<NoisyOptions, "strengths"> = {},
): NoisyGate => ({ gate: "and", options: { ...options, strengths } });

/** The number of free parameters: a row of k states has k - 1; a noisy gate one for each parent and its leak. */
export function freeParameters(cpt: Cpt): number {
  if (cpt instanceof NoisyCpt) return cpt.parents.length + 1;
  return tableSize(cpt.parents) * (cpt.variable.cardinality - 1);
}

/** The places of the parents' states in an assignment. */
export function parentPlaces(cpt: Cpt, assignment: Assignment): number[] {
  return cpt.parents.map((parent) => parent.stateIndex(assignment[parent.name] ?? ""));
}
