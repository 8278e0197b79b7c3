import { checkOptions, GradbookError } from "../../errors";
import { tableSize } from "../factor";
import { DataSet } from "../learning/data-set";
import type { BayesianNetwork } from "../network";
import type { Cpt } from "../cpt";
import { RandomSource } from "./random";

export interface SampleOptions {
  /** The same seed gives the same rows; default 0. */
  readonly seed?: number;
}

/** Rows are drawn in blocks of this size, so that the columns that a node reads are still in the cache. */
const block = 4096;
const largestTable = 2 ** 24;

/**
 * Draws rows from a network: each node from its CPT, given the states that its parents have been given in the row
 * (x_i ~ P(X_i | parents), parents first; also called ancestral sampling).
 *
 * Throws a GradbookError if the number of rows is no whole number of 1 or more, or the network is not whole.
 * Source: Henrion, Propagating Uncertainty by Logic Sampling in Bayes' Networks (1988).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("coin", ["heads", "tails"]).addCpt("coin", [0.25, 0.75]);
 * const data = bn.forwardSample(net, 10000, { seed: 1 });
 * const heads = data.column("coin").filter((state) => state === 0).length;
 * Math.abs(heads / 10000 - 0.25) < 0.02; // -> true
 */
export function forwardSample(net: BayesianNetwork, rows: number, options: SampleOptions = {}): DataSet {
  if (!(Number.isInteger(rows) && rows > 0)) {
    throw new GradbookError(`forwardSample: rows is ${rows}; it must be a whole number of 1 or more.`);
  }
  checkOptions("forwardSample", options, ["seed"]);
  net.checkModel();
  const random = new RandomSource(options.seed ?? 0);
  const { variables } = net;
  const columns = variables.map(() => new Int16Array(rows));
  const place = new Map(variables.map((variable, i) => [variable.name, i]));
  const columnOf = (name: string): Int16Array => columns[place.get(name) ?? 0];
  const drawers = net.topologicalOrder().map((node) => {
    const cpt = net.cpt(node);
    const parents = cpt.parents.map((parent) => columnOf(parent.name));
    const tabular = tableSize([...cpt.parents, cpt.variable]) <= largestTable;
    return tabular ? tableDrawer(cpt, parents, columnOf(node)) : gateDrawer(cpt, parents, columnOf(node));
  });
  const uniform = new Float64Array(Math.min(block, rows));
  for (let start = 0; start < rows; start += block) {
    const end = Math.min(rows, start + block);
    for (const draw of drawers) {
      random.fill(uniform, end - start);
      draw(start, end, uniform);
    }
  }
  return new DataSet(variables, columns);
}

type Drawer = (start: number, end: number, uniform: Float64Array) => void;

/** For each row of a CPT the sums P(X <= s) of all states but the last possible one, after which nothing can come. */
function thresholds(cpt: Cpt): Float64Array {
  const { values } = cpt.toFactor();
  const states = cpt.variable.cardinality;
  const result = new Float64Array((values.length / states) * (states - 1));
  for (let row = 0, to = 0; row < values.length; row += states) {
    let last = states - 1;
    while (last > 0 && values[row + last] === 0) last--;
    for (let state = 0, sum = 0; state < states - 1; state++) {
      sum += values[row + state];
      result[to++] = state < last ? sum : 2;
    }
  }
  return result;
}

function tableDrawer(cpt: Cpt, parents: readonly Int16Array[], column: Int16Array): Drawer {
  const limits = thresholds(cpt);
  const above = cpt.variable.cardinality - 1;
  const sizes = cpt.parents.map((parent) => parent.cardinality);
  const rows = new Int32Array(block);
  return (start, end, uniform) => {
    findRows(rows, parents, sizes, start, end);
    if (above === 1) drawTwo(column, start, end, uniform, limits, rows);
    else drawMany(column, start, end, uniform, limits, rows, above);
  };
}

function findRows(rows: Int32Array, parents: readonly Int16Array[], sizes: number[], start: number, end: number): void {
  const count = end - start;
  if (parents.length === 0) rows.fill(0);
  for (let p = 0; p < parents.length; p++) {
    const [parent, size] = [parents[p], sizes[p]];
    if (p === 0) for (let i = 0; i < count; i++) rows[i] = parent[start + i];
    else for (let i = 0; i < count; i++) rows[i] = rows[i] * size + parent[start + i];
  }
}

function drawTwo(
  column: Int16Array,
  start: number,
  end: number,
  uniform: Float64Array,
  limits: Float64Array,
  rows: Int32Array,
): void {
  for (let i = start, j = 0; i < end; i++, j++) column[i] = uniform[j] >= limits[rows[j]] ? 1 : 0;
}

function drawMany(
  column: Int16Array,
  start: number,
  end: number,
  uniform: Float64Array,
  limits: Float64Array,
  rows: Int32Array,
  above: number,
): void {
  // Counting all limits below u, without leaving early, spares the processor the guess when the loop ends.
  for (let i = start, j = 0; i < end; i++, j++) {
    const from = rows[j] * above;
    const u = uniform[j];
    let state = 0;
    for (let k = from; k < from + above; k++) state += u >= limits[k] ? 1 : 0;
    column[i] = state;
  }
}

/** A noisy gate of very many parents has no table: its rows are computed. */
function gateDrawer(cpt: Cpt, parents: readonly Int16Array[], column: Int16Array): Drawer {
  const places = new Int32Array(parents.length);
  const states = cpt.variable.cardinality;
  return (start, end, uniform) => {
    for (let i = start; i < end; i++) {
      for (let p = 0; p < parents.length; p++) places[p] = parents[p][i];
      let [state, left] = [0, uniform[i - start]];
      while (state < states - 1 && (left -= cpt.probabilityAt(places, state)) >= 0) state++;
      column[i] = state;
    }
  };
}
