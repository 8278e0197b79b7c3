import { GradbookError } from "../errors";
import { Labelled, ResultTable } from "./table";
import { stateIn } from "./variable";
import type { Assignment, Evidence, Variable } from "./variable";

/** The number of entries of a table over `variables`; may be above what memory holds, so ask before making one. */
export const tableSize = (variables: readonly Variable[]): number =>
  variables.reduce((size, variable) => size * variable.cardinality, 1);

/** How far one step along each of `variables` goes in a table over `of` (0 for a variable that is not in it). */
function steps(variables: readonly Variable[], of: readonly Variable[]): number[] {
  const strides = new Map<Variable, number>();
  let stride = 1;
  for (let i = of.length - 1; i >= 0; i--) {
    strides.set(of[i], stride);
    stride *= of[i].cardinality;
  }
  return variables.map((variable) => strides.get(variable) ?? 0);
}

/**
 * Visits every entry of a table over `variables` in order and tells where the same states stand in two other tables.
 * An odometer: the last variable turns fastest.
 */
export function walk(
  variables: readonly Variable[],
  first: readonly Variable[],
  second: readonly Variable[],
  visit: (at: number, inFirst: number, inSecond: number) => void,
): void {
  const [stepsFirst, stepsSecond] = [steps(variables, first), steps(variables, second)];
  const digits = variables.map(() => 0);
  const size = tableSize(variables);
  for (let at = 0, inFirst = 0, inSecond = 0; at < size; at++) {
    visit(at, inFirst, inSecond);
    for (let i = variables.length - 1; i >= 0; i--) {
      inFirst += stepsFirst[i];
      inSecond += stepsSecond[i];
      if (++digits[i] < variables[i].cardinality) break;
      inFirst -= stepsFirst[i] * digits[i];
      inSecond -= stepsSecond[i] * digits[i];
      digits[i] = 0;
    }
  }
}

/**
 * A factor φ(X, Y, ...): a number for every combination of states of its variables.
 *
 * `values` are row-major: the last variable's state changes fastest. A CPT is a factor, a message is one, a posterior is one.
 * Source: Koller and Friedman, Probabilistic Graphical Models (2009), chapter 4.
 */
export class DiscreteFactor extends Labelled {
  readonly variables: readonly Variable[];
  readonly values: Float64Array;

  /** Throws a GradbookError if the number of values is not the product of the numbers of states. */
  constructor(variables: readonly Variable[], values: Float64Array | readonly number[]) {
    super();
    this.variables = variables;
    this.values = values instanceof Float64Array ? values : Float64Array.from(values);
    const size = tableSize(variables);
    if (this.values.length === size) return;
    throw new GradbookError(
      `DiscreteFactor: ${this.values.length} values for (${this.names.join(", ")}), which have ` +
        `${variables.map((one) => one.cardinality).join(" x ")} = ${size} combinations of states.`,
    );
  }

  /** The names of the variables. */
  get names(): string[] {
    return this.variables.map((variable) => variable.name);
  }

  has(variable: Variable): boolean {
    return this.variables.includes(variable);
  }

  /** φ(x, y) ψ(y, z): a factor of the variables of both. */
  product(other: DiscreteFactor): DiscreteFactor {
    return this.#combine(other, (a, b) => a * b);
  }

  /** φ(x, y) + ψ(y, z): the product, when both hold logarithms. */
  plus(other: DiscreteFactor): DiscreteFactor {
    return this.#combine(other, (a, b) => a + b);
  }

  #combine(other: DiscreteFactor, combine: (a: number, b: number) => number): DiscreteFactor {
    const variables = [...this.variables, ...other.variables.filter((variable) => !this.has(variable))];
    const values = new Float64Array(tableSize(variables));
    walk(variables, this.variables, other.variables, (at, mine, theirs) => {
      values[at] = combine(this.values[mine], other.values[theirs]);
    });
    return new DiscreteFactor(variables, values);
  }

  /** Every value replaced. */
  map(change: (value: number) => number): DiscreteFactor {
    return new DiscreteFactor(this.variables, this.values.map(change));
  }

  /** Σ over all states of `summed`: what is left speaks of the other variables. */
  marginalize(summed: readonly Variable[]): DiscreteFactor {
    const left = this.variables.filter((variable) => !summed.includes(variable));
    const values = new Float64Array(tableSize(left));
    walk(this.variables, left, [], (at, to) => {
      values[to] += this.values[at];
    });
    return new DiscreteFactor(left, values);
  }

  /** The largest value over all states of `maximized`, and for each entry the place (in this factor) where it was found. */
  maximize(maximized: readonly Variable[]): { factor: DiscreteFactor; places: Int32Array } {
    const left = this.variables.filter((variable) => !maximized.includes(variable));
    const values = new Float64Array(tableSize(left)).fill(-Infinity);
    const places = new Int32Array(values.length);
    walk(this.variables, left, [], (at, to) => {
      if (!(this.values[at] > values[to])) return;
      values[to] = this.values[at];
      places[to] = at;
    });
    return { factor: new DiscreteFactor(left, values), places };
  }

  /** The factor where the observed variables are in their observed state; they are no longer variables of it. */
  reduce(evidence: Evidence): DiscreteFactor {
    const left = this.variables.filter((variable) => !Object.hasOwn(evidence, variable.name));
    if (left.length === this.variables.length) return this;
    const strides = steps(this.variables, this.variables);
    let start = 0;
    this.variables.forEach((variable, i) => {
      const state = evidence[variable.name];
      if (!left.includes(variable) && state !== undefined) start += strides[i] * variable.stateIndex(state);
    });
    const values = new Float64Array(tableSize(left));
    walk(left, this.variables, [], (at, from) => {
      values[at] = this.values[start + from];
    });
    return new DiscreteFactor(left, values);
  }

  /** The sum of all values. */
  total(): number {
    return this.values.reduce((sum, value) => sum + value, 0);
  }

  /** The same factor with sum 1. Throws a GradbookError if the sum is 0. */
  normalize(): DiscreteFactor {
    const total = this.total();
    if (total > 0) return this.map((value) => value / total);
    throw new GradbookError(`normalize: the factor of (${this.names.join(", ")}) is 0 everywhere.`);
  }

  /** The value where each variable is in the named state. Throws a GradbookError for a missing or unknown state. */
  value(assignment: Assignment): number {
    let at = 0;
    for (const variable of this.variables) {
      const state = stateIn(assignment, variable.name);
      if (state === undefined) throw new GradbookError(`value: the assignment names no state of '${variable.name}'.`);
      at = at * variable.cardinality + variable.stateIndex(state);
    }
    return this.values[at];
  }

  /** The states of the entry at a place. */
  assignmentAt(place: number): Record<string, string> {
    const states: [string, string][] = [];
    for (let i = this.variables.length - 1, rest = place; i >= 0; i--) {
      const variable = this.variables[i];
      states.unshift([variable.name, variable.states[rest % variable.cardinality]]);
      rest = Math.floor(rest / variable.cardinality);
    }
    return Object.fromEntries(states);
  }

  /** The same factor with its variables in another order. */
  reorder(variables: readonly Variable[]): DiscreteFactor {
    const values = new Float64Array(this.values.length);
    walk(variables, this.variables, [], (at, from) => {
      values[at] = this.values[from];
    });
    return new DiscreteFactor(variables, values);
  }

  /** One row for each combination of states. */
  toTable(title?: string): ResultTable {
    const rows = Array.from(this.values.subarray(0, 2000), (value, at) => [
      ...Object.values(this.assignmentAt(at)),
      value,
    ]);
    const label = `φ(${this.names.join(", ")})`;
    return new ResultTable({ columns: [...this.names, label], rows, ...(title === undefined ? {} : { title }) });
  }
}
