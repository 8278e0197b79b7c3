import { GradbookError, inWords } from "../../errors";
import type { DataSet } from "./data-set";

/** Which combination of states of some variables each row has: the combinations that occur are numbered 0 ... count - 1. */
export interface Configurations {
  readonly ids: Int32Array;
  readonly count: number;
}

/** The combinations of one variable more. Only those that occur get a number, so there are never more than rows. */
export function extend(configurations: Configurations, column: Int16Array, cardinality: number): Configurations {
  const { ids, count } = configurations;
  const numbers = new Int32Array(count * cardinality).fill(-1);
  const extended = new Int32Array(ids.length);
  let next = 0;
  for (let row = 0; row < ids.length; row++) {
    const at = ids[row] * cardinality + column[row];
    let number = numbers[at];
    if (number < 0) numbers[at] = number = next++;
    extended[row] = number;
  }
  return { ids: extended, count: next };
}

/** Complete rows, each different one once with the number of times that it occurs: all that counting needs. */
export class WeightedRows {
  readonly columns: readonly Int16Array[];
  readonly cardinalities: readonly number[];
  readonly weights: Int32Array;
  /** The number of rows of the data. */
  readonly total: number;
  readonly #configurations = new Map<string, Configurations>();

  /** Throws a GradbookError if a cell is not known, or these are no data. */
  constructor(operation: string, data: DataSet) {
    checkData(operation, data);
    if (data.missing > 0) {
      throw new GradbookError(
        `${operation}: ${data.missing} cells are not known; data.complete() keeps the full rows, and for parameters ` +
          "expectationMaximization uses them all.",
      );
    }
    this.total = data.count;
    this.cardinalities = data.variables.map((variable) => variable.cardinality);
    let all: Configurations = { ids: new Int32Array(data.count), count: Math.min(1, data.count) };
    data.columns.forEach((column, i) => (all = extend(all, column, this.cardinalities[i])));
    this.weights = new Int32Array(all.count);
    const first = new Int32Array(all.count);
    for (let row = data.count - 1; row >= 0; row--) {
      this.weights[all.ids[row]]++;
      first[all.ids[row]] = row;
    }
    this.columns = data.columns.map((column) => Int16Array.from(first, (row) => column[row]));
  }

  /** The combinations of some variables (by place), remembered for as long as a search is likely to ask again. */
  configurations(variables: readonly number[]): Configurations {
    if (variables.length === 0) return { ids: new Int32Array(this.weights.length), count: 1 };
    const key = variables.join(",");
    let found = this.#configurations.get(key);
    if (found) return found;
    const last = variables[variables.length - 1];
    found = extend(this.configurations(variables.slice(0, -1)), this.columns[last], this.cardinalities[last]);
    if (this.#configurations.size > 256) this.#configurations.clear();
    this.#configurations.set(key, found);
    return found;
  }

  /** N_ijk as rows of `cardinality(node)` counts, one for each combination of the parents' states that may occur in the rows. */
  counts(node: number, parents: readonly number[]): Int32Array {
    const { columns, weights, cardinalities } = this;
    const [own, states] = [columns[node], cardinalities[node]];
    if (parents.length === 0) {
      const counts = new Int32Array(states);
      for (let row = 0; row < weights.length; row++) counts[own[row]] += weights[row];
      return counts;
    }
    const last = parents[parents.length - 1];
    const { ids, count } = this.configurations(parents.slice(0, -1));
    const [column, size] = [columns[last], cardinalities[last]];
    const counts = new Int32Array(count * size * states);
    for (let row = 0; row < weights.length; row++) {
      counts[(ids[row] * size + column[row]) * states + own[row]] += weights[row];
    }
    return counts;
  }
}

/** Throws a GradbookError if something else than a data set has been given, such as a list of rows. */
export function checkData(operation: string, data: unknown): void {
  if (typeof (data as Partial<DataSet> | undefined)?.align === "function") return;
  throw new GradbookError(`${operation}: needs a DataSet, such as bn.DataSet.fromRows(rows); got ${inWords(data)}.`);
}
