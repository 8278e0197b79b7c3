import { checkOptions, GradbookError } from "../../errors";
import { VariableElimination } from "../inference/elimination";
import type { BayesianNetwork } from "../network";
import { RandomSource } from "../sampling/random";
import { Labelled, ResultTable } from "../table";
import type { Variable } from "../variable";
import type { DataSet } from "./data-set";

/** What a network says of one variable in each row of a data set, and how well it did where the truth is known. */
export class Classification extends Labelled {
  readonly target: Variable;
  /** P(target = s | the rest of the row): one row of numbers after the other. */
  readonly probabilities: Float64Array;
  /** The place of the most probable state of each row. */
  readonly predicted: Int16Array;
  /** The place of the true state; -1 where it is not known. */
  readonly truth: Int16Array;

  constructor(target: Variable, probabilities: Float64Array, truth: Int16Array) {
    super();
    this.target = target;
    this.probabilities = probabilities;
    this.truth = truth;
    const states = target.cardinality;
    this.predicted = Int16Array.from(truth, (_, row) => {
      const own = probabilities.subarray(row * states, (row + 1) * states);
      return own.reduce((best, value, state) => (value > own[best] ? state : best), 0);
    });
  }

  /** The share of the rows (whose truth is known) that are predicted right. */
  get accuracy(): number {
    return this.#mean((row, truth) => Number(this.predicted[row] === truth));
  }

  /** The mean of -ln P(the true state): 0 is perfect, ln(number of states) is guessing. */
  get logLoss(): number {
    return this.#mean((row, truth) => -Math.log(this.probabilities[row * this.target.cardinality + truth]));
  }

  #mean(of: (row: number, truth: number) => number): number {
    let [sum, count] = [0, 0];
    this.truth.forEach((truth, row) => {
      if (truth < 0) return;
      sum += of(row, truth);
      count++;
    });
    return sum / count;
  }

  /** One row for each true state: how often each state was predicted. */
  toTable(): ResultTable {
    const { states, name } = this.target;
    const counts = states.map(() => states.map(() => 0));
    this.truth.forEach((truth, row) => {
      if (truth >= 0) counts[truth][this.predicted[row]]++;
    });
    const scores = `accuracy ${this.accuracy.toFixed(4)}, log loss ${this.logLoss.toFixed(4)}`;
    return new ResultTable({
      title: `${name}: ${this.truth.length} rows, ${scores}`,
      columns: [`true ${name}`, ...states.map((state) => `predicted ${state}`)],
      rows: counts.map((row, i) => [states[i], ...row]),
    });
  }
}

/**
 * P(target | the rest of the row) for each row: P(c | x) ∝ P(c | parents) Π P(child | parents, c) when the row is full;
 * cells that are not known are summed out. Rows that the network holds impossible get equal probabilities.
 *
 * Throws a GradbookError if the network has no such node, or the data have a state that the network does not know.
 *
 * @example
 * const data = bn.DataSet.fromCsv("mail,word\nspam,win\nspam,win\nham,work\nham,win\nham,work");
 * const net = bn.fitParameters(bn.naiveBayes(data, "mail"), data, { method: "laplace" });
 * bn.classify(net, "mail", data).accuracy; // -> 0.8
 */
export function classify(net: BayesianNetwork, target: string, data: DataSet): Classification {
  const variable = net.variable(target);
  const known = net.variables.filter(({ name }) => name !== target && data.has(name));
  const rows = data.align(data.has(target) ? [...known, variable] : known);
  const families = [target, ...net.children(target)].map((node) => new FamilyReader(net, node, target, rows));
  const engine = new VariableElimination(net);
  const states = variable.cardinality;
  const probabilities = new Float64Array(data.count * states);
  const evidenceOf = rows.select(known.map(({ name }) => name));
  for (let row = 0; row < data.count; row++) {
    const own = probabilities.subarray(row * states, (row + 1) * states);
    if (families.every((family) => family.known(row))) {
      for (let state = 0; state < states; state++) {
        own[state] = families.reduce((sum, family) => sum + Math.log(family.probability(row, state)), 0);
      }
      fromLogarithms(own);
    } else own.set(engine.query([target], evidenceOf.row(row)).values);
  }
  const truth = data.has(target) ? rows.column(target) : new Int16Array(data.count).fill(-1);
  return new Classification(variable, probabilities, truth);
}

/** P(node | parents) in a row, the target being in any state. */
class FamilyReader {
  readonly #columns: (Int16Array | undefined)[];
  readonly #ofTarget: number;
  readonly #places: Int32Array;
  readonly #cpt;
  readonly #missing: boolean;

  constructor(net: BayesianNetwork, node: string, target: string, rows: DataSet) {
    this.#cpt = net.cpt(node);
    const names = [...net.parents(node), node];
    this.#ofTarget = names.indexOf(target);
    this.#columns = names.map((name) => (name === target || !rows.has(name) ? undefined : rows.column(name)));
    this.#missing = names.some((name) => name !== target && !rows.has(name));
    this.#places = new Int32Array(names.length);
  }

  known(row: number): boolean {
    return !this.#missing && this.#columns.every((column) => column === undefined || column[row] >= 0);
  }

  probability(row: number, state: number): number {
    const last = this.#places.length - 1;
    this.#columns.forEach((column, i) => (this.#places[i] = column ? column[row] : state));
    if (this.#ofTarget === last) this.#places[last] = state;
    return this.#cpt.probabilityAt(this.#places, this.#places[last]);
  }
}

/** Probabilities in proportion to e^value; equal ones if all are impossible. */
function fromLogarithms(values: Float64Array): void {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] = largest === -Infinity ? 1 : Math.exp(values[i] - largest);
  for (let i = 0; i < values.length; i++) values[i] /= sum;
}

export interface CrossValidationOptions {
  /** Into how many parts the rows are cut; default 10. */
  readonly folds?: number;
  /** Of the shuffling; default 0. */
  readonly seed?: number;
}

/**
 * k-fold cross-validation: each part of the rows is classified by a network that was learned from all other parts, so that
 * every row is judged by a network that never saw it.
 *
 * Throws a GradbookError for fewer than 2 folds or more than rows.
 * Source: Stone, Cross-Validatory Choice and Assessment of Statistical Predictions (1974).
 *
 * @example
 * const data = bn.DataSet.fromRows(Array.from({ length: 40 }, (_, i) => ({ x: i % 2, y: i % 2 })));
 * const learn = (train: typeof data) => bn.fitParameters(bn.naiveBayes(train, "y"), train, { method: "laplace" });
 * bn.crossValidate(data, "y", learn, { folds: 4 }).accuracy; // -> 1
 */
export function crossValidate(
  data: DataSet,
  target: string,
  learn: (train: DataSet) => BayesianNetwork,
  options: CrossValidationOptions = {},
): Classification {
  checkOptions("crossValidate", options, ["folds", "seed"]);
  const { folds = 10, seed = 0 } = options;
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= data.count)) {
    throw new GradbookError(
      `crossValidate: folds is ${folds}; it must be a whole number from 2 to the ${data.count} rows.`,
    );
  }
  const variable = data.variable(target);
  const order = new RandomSource(seed).permutation(data.count);
  const probabilities = new Float64Array(data.count * variable.cardinality);
  for (let fold = 0; fold < folds; fold++) {
    const test = order.filter((_, i) => i % folds === fold);
    const found = classify(learn(data.take(order.filter((_, i) => i % folds !== fold))), target, data.take(test));
    variable.states.forEach((state, to) => {
      const from = found.target.findState(state);
      if (from === undefined) return;
      test.forEach((row, i) => {
        probabilities[row * variable.cardinality + to] = found.probabilities[i * found.target.cardinality + from];
      });
    });
  }
  return new Classification(variable, probabilities, data.column(target));
}
