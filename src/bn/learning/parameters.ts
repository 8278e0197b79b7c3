import { checkOptions, GradbookError, inWords } from "../../errors";
import { tableSize } from "../factor";
import type { Dag } from "../graph";
import { BayesianNetwork } from "../network";
import type { Variable } from "../variable";
import { checkData } from "./configurations";
import type { DataSet } from "./data-set";

/** How counts become probabilities. */
export interface ParameterOptions {
  /**
   * "mle": N_ijk / N_ij; "laplace": `pseudoCount` is added to each count; "bdeu": `equivalentSampleSize` / (q r) is added,
   * for q combinations of the parents' states and r states of the node. Default "mle".
   */
  readonly method?: "mle" | "laplace" | "bdeu";
  /** What "laplace" adds; default 1. */
  readonly pseudoCount?: number;
  /** How many imagined rows "bdeu" spreads over the table; default 10. */
  readonly equivalentSampleSize?: number;
}

/** A structure to learn the numbers of: a network (whose states are kept) or a graph (whose states are those of the data). */
export type Structure = BayesianNetwork | Dag;

/**
 * Learns P(node | parents) for each node from counts: N_ijk rows have the node in state k and its parents in combination j.
 *
 * mle: θ_ijk = N_ijk / N_ij (combinations that never occur: 1 / r); laplace: (N_ijk + a) / (N_ij + r a);
 * bdeu: (N_ijk + s / (q r)) / (N_ij + s / q).
 * A row that does not tell the node or one of its parents does not count for this node; `expectationMaximization` uses such rows.
 *
 * Throws a GradbookError if a column is missing, a state is unknown, or a pseudo count is not above 0.
 * Source: Heckerman, Geiger, Chickering, Learning Bayesian Networks (1995).
 *
 * @example
 * const data = bn.DataSet.fromCsv("rain,wet\nno,no\nno,no\nno,yes\nyes,yes");
 * const net = bn.fitParameters(bn.Dag.from([["rain", "wet"]]), data, { method: "laplace" });
 * [...net.cpt("wet").toFactor().values]; // -> [0.6, 0.4, 1 / 3, 2 / 3]
 */
export function fitParameters(structure: Structure, data: DataSet, options: ParameterOptions = {}): BayesianNetwork {
  checkData("fitParameters", data);
  const net = emptyNetwork(structure, data);
  const aligned = data.align(net.variables);
  const added = pseudoCounts(options);
  const dag = structure instanceof BayesianNetwork ? structure.dag : structure;
  for (const node of net.nodes) {
    const variable = net.variable(node);
    const parents = dag.parents(node);
    const counts = familyCounts(aligned, parents, node);
    net.setFamily(node, parents, rowsFromCounts(counts, variable.cardinality, added(counts.length, variable)));
  }
  return net;
}

/** What is added to each of `entries` counts. */
function pseudoCounts(options: ParameterOptions): (entries: number, variable: Variable) => number {
  checkOptions("fitParameters", options, ["method", "pseudoCount", "equivalentSampleSize"]);
  const { method = "mle", pseudoCount = 1, equivalentSampleSize = 10 } = options;
  if (!["mle", "laplace", "bdeu"].includes(method)) {
    throw new GradbookError(`fitParameters: method is ${inWords(method)}; it must be "mle", "laplace" or "bdeu".`);
  }
  if (method === "mle") return () => 0;
  const name = method === "laplace" ? "pseudoCount" : "equivalentSampleSize";
  const value = method === "laplace" ? pseudoCount : equivalentSampleSize;
  if (!(value > 0))
    throw new GradbookError(`fitParameters: ${name} is ${value}, but must be above 0; "mle" adds nothing.`);
  return method === "laplace" ? () => value : (entries) => value / entries;
}

/** The nodes of a structure with their states, without edges and CPTs. */
export function emptyNetwork(structure: Structure, data: DataSet): BayesianNetwork {
  const net = new BayesianNetwork(structure instanceof BayesianNetwork ? structure.name : "");
  const variables =
    structure instanceof BayesianNetwork ? structure.variables : structure.nodes.map((one) => data.variable(one));
  for (const { name, states } of variables) net.addVariable(name, states);
  return net;
}

/** N_ijk as a flat table: the parents' combinations, the last parent's states changing fastest, then the node's states. */
export function familyCounts(data: DataSet, parents: readonly string[], node: string): Float64Array {
  const names = [...parents, node];
  const size = tableSize(names.map((name) => data.variable(name)));
  if (size > 2 ** 27) {
    throw new GradbookError(
      `The table of '${node}' given ${parents.length} parents would have ${size.toPrecision(3)} entries: give it fewer parents.`,
    );
  }
  const columns = names.map((name) => data.column(name));
  const sizes = names.map((name) => data.variable(name).cardinality);
  const counts = new Float64Array(size);
  for (let row = 0; row < data.count; row++) {
    let at = 0;
    for (let i = 0; i < columns.length && at >= 0; i++) {
      const place = columns[i][row];
      at = place < 0 ? -1 : at * sizes[i] + place;
    }
    if (at >= 0) counts[at]++;
  }
  return counts;
}

/** Each row of counts, with `added` in each place, divided by its sum; uniform where there is nothing. */
export function rowsFromCounts(counts: Float64Array, states: number, added = 0): Float64Array {
  const rows = new Float64Array(counts.length);
  for (let start = 0; start < counts.length; start += states) {
    let sum = 0;
    for (let i = start; i < start + states; i++) sum += counts[i] + added;
    for (let i = start; i < start + states; i++) rows[i] = sum > 0 ? (counts[i] + added) / sum : 1 / states;
  }
  return rows;
}
