import { checkOptions } from "../../errors";
import { DiscreteFactor } from "../factor";
import type { BayesianNetwork } from "../network";
import { ResultTable } from "../table";
import type { Assignment, Evidence, Variable } from "../variable";
import { logSumProduct, maxProduct, sumProduct } from "./arithmetic";
import type { Arithmetic } from "./arithmetic";
import { bestOrder, eliminationOrder, InteractionGraph } from "./elimination-order";
import type { EliminationOrder, Heuristic } from "./elimination-order";
import { ImpossibleEvidence, TooWide } from "./errors";
import { certain, softFactors, targetVariables, wholeNetwork } from "./findings";
import type { QueryOptions } from "./findings";

const defaultMaxEntries = 2 ** 26;
/** Below this a sum of products of probabilities may have lost something; logarithms then do it again. */
const tiny = 1e-200;

export interface EliminationOptions {
  /** How the order is chosen; default: the best of all heuristics. */
  readonly heuristic?: Heuristic;
  /** The most numbers that all tables may hold; default 2^26 (half a gigabyte). */
  readonly maxEntries?: number;
}

/** One step of an elimination: the factors that speak of the variable are multiplied, then the variable is summed out. */
export interface EliminationStep {
  readonly variable: string;
  /** The factors that were multiplied. */
  readonly factors: readonly DiscreteFactor[];
  readonly product: DiscreteFactor;
  /** What is left of the product. */
  readonly result: DiscreteFactor;
}

/** The most probable states, and how probable they are. */
export interface Explanation {
  readonly assignment: Record<string, string>;
  /** log P(assignment, evidence), natural logarithm. */
  readonly logProbability: number;
}

/**
 * Variable elimination: Σ_z Π φ is computed by pulling factors that do not know z out of the sum over z.
 *
 * Only what the question needs takes part: a node that is no ancestor of a target or of evidence sums to 1.
 * Source: Zhang and Poole, Exploiting Causal Independence in Bayesian Network Inference (1996); Koller and Friedman (2009), chapter 9.
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("rain").addVariable("wet").addEdge("rain", "wet")
 *   .addCpt("rain", [0.2, 0.8]).addCpt("wet", [[0.8, 0.2], [0.1, 0.9]]);
 * new bn.VariableElimination(net).query(["rain"], { wet: "yes" }).value({ rain: "yes" }).toFixed(4); // -> "0.6667"
 */
export class VariableElimination {
  readonly network: BayesianNetwork;
  readonly #options: EliminationOptions;

  constructor(network: BayesianNetwork, options: EliminationOptions = {}) {
    this.network = wholeNetwork("VariableElimination", network);
    checkOptions("VariableElimination", options, ["heuristic", "maxEntries"]);
    this.#options = options;
  }

  /**
   * P(targets | evidence). Throws ImpossibleEvidence if P(evidence) = 0, TooWide if a table would hold more than
   * `maxEntries` numbers, a GradbookError for unknown names or states.
   */
  query(targets: readonly string[], evidence: Evidence = {}, options: QueryOptions = {}): DiscreteFactor {
    const variables = targetVariables(this.network, targets);
    const observed = this.network.evidencePlaces(evidence);
    const asked = variables.filter((variable) => !observed.has(variable));
    let result = this.#reduceTo(asked, evidence, options).normalize();
    for (const variable of variables) {
      const place = observed.get(variable);
      if (place !== undefined) result = result.product(certain(variable, place));
    }
    return result.reorder(variables);
  }

  /** log P(evidence), natural logarithm; -Infinity if it cannot occur. With soft evidence: log of its expected likelihood. */
  logEvidence(evidence: Evidence, options: QueryOptions = {}): number {
    const factors = this.#relevant([], evidence, options);
    return this.#run(factors, this.#order(factors, []), logSumProduct).values[0];
  }

  /** The steps by which P(target, evidence) is computed, to look at: `steps[i].product`, `steps[i].result`. */
  steps(targets: readonly string[], evidence: Evidence = {}, options: QueryOptions = {}): EliminationStep[] {
    const asked = targetVariables(this.network, targets).filter((variable) => !Object.hasOwn(evidence, variable.name));
    const factors = this.#relevant(asked, evidence, options);
    const steps: EliminationStep[] = [];
    this.#run(factors, this.#order(factors, asked), sumProduct, steps);
    return steps;
  }

  /** The steps as a table: what is eliminated, from which factors, and how large the table becomes. */
  stepTable(targets: readonly string[], evidence: Evidence = {}): ResultTable {
    const name = (factor: DiscreteFactor): string => `φ(${factor.names.join(", ")})`;
    return new ResultTable({
      columns: ["eliminate", "multiply", "into", "numbers"],
      rows: this.steps(targets, evidence).map((step) => [
        step.variable,
        step.factors.map(name).join(" "),
        name(step.result),
        step.product.values.length,
      ]),
    });
  }

  /** The most probable states of all unobserved nodes together. Throws ImpossibleEvidence if there are none. */
  mpe(evidence: Evidence = {}, options: QueryOptions = {}): Explanation {
    return this.map(
      this.network.nodes.filter((node) => !Object.hasOwn(evidence, node)),
      evidence,
      options,
    );
  }

  /**
   * The most probable states of some nodes together, all others summed out (marginal MAP): harder than both sums and
   * maxima alone, since every sum comes first.
   */
  map(targets: readonly string[], evidence: Evidence = {}, options: QueryOptions = {}): Explanation {
    const asked = targetVariables(this.network, targets).filter((variable) => !Object.hasOwn(evidence, variable.name));
    const factors = this.#relevant(asked, evidence, options);
    const summed = this.#run(factors, this.#order(factors, asked, asked), logSumProduct, [], asked);
    const steps: EliminationStep[] = [];
    const left = this.#run(summed, this.#order(summed, []), { ...maxProduct, from: (factor) => factor }, steps);
    const logProbability = left.values[0];
    if (logProbability === -Infinity) throw new ImpossibleEvidence("map", evidence);
    return { assignment: traceBack(asked, steps), logProbability };
  }

  /** The network's factors that matter, with the evidence put in. */
  #relevant(asked: readonly Variable[], evidence: Evidence, options: QueryOptions): DiscreteFactor[] {
    this.network.evidencePlaces(evidence);
    checkOptions("query", options, ["soft"]);
    const soft = softFactors(this.network, options.soft);
    const start = [...asked.map((one) => one.name), ...Object.keys(evidence), ...soft.map((one) => one.names[0])];
    const relevant = this.network.dag.ancestors(start);
    const cpts = [...relevant].flatMap((node) => [...this.network.cpt(node).factors()]);
    return [...cpts, ...soft].map((factor) => factor.reduce(evidence));
  }

  /** Σ over everything but `asked`, of any scale; in logarithms if the plain numbers become too small. */
  #reduceTo(asked: readonly Variable[], evidence: Evidence, options: QueryOptions): DiscreteFactor {
    const factors = this.#relevant(asked, evidence, options);
    const order = this.#order(factors, asked);
    const result = this.#run(factors, order, sumProduct);
    if (result.total() > tiny) return result;
    const logs = this.#run(factors, order, logSumProduct);
    const largest = logs.values.reduce((a, b) => Math.max(a, b), -Infinity);
    if (largest === -Infinity) throw new ImpossibleEvidence("query", evidence);
    return logs.map((value) => Math.exp(value - largest));
  }

  /** The order in which the variables of the factors are eliminated, those of `kept` left out. */
  #order(factors: readonly DiscreteFactor[], kept: readonly Variable[], last: readonly Variable[] = []): Variable[] {
    const variables = [...new Set([...factors.flatMap((factor) => factor.variables), ...kept])];
    const index = new Map(variables.map((variable, i) => [variable, i]));
    const place = (variable: Variable): number => index.get(variable) ?? 0;
    const graph = new InteractionGraph(variables.map((variable) => variable.cardinality));
    for (const factor of factors) graph.connect(factor.variables.map(place));
    // What is kept ends in one table, unless maxima over it follow.
    if (last.length === 0) graph.connect(kept.map(place));
    const ranks = variables.map((variable) => Number(kept.includes(variable)));
    const { heuristic, maxEntries = defaultMaxEntries } = this.#options;
    const best = heuristic ? eliminationOrder(graph, { heuristic, ranks }) : bestOrder(graph, { ranks });
    if (best.totalSize > maxEntries)
      throw new TooWide("VariableElimination", widest(best, variables), best.totalSize, maxEntries);
    return [...best.order].map((v) => variables[v]).filter((variable) => !kept.includes(variable));
  }

  #run(
    factors: readonly DiscreteFactor[],
    order: readonly Variable[],
    arithmetic: Arithmetic,
    steps?: EliminationStep[],
  ): DiscreteFactor;
  #run(
    factors: readonly DiscreteFactor[],
    order: readonly Variable[],
    arithmetic: Arithmetic,
    steps: EliminationStep[],
    kept: readonly Variable[],
  ): DiscreteFactor[];
  #run(
    factors: readonly DiscreteFactor[],
    order: readonly Variable[],
    arithmetic: Arithmetic,
    steps: EliminationStep[] = [],
    kept?: readonly Variable[],
  ): DiscreteFactor | DiscreteFactor[] {
    let live = factors.map((factor) => arithmetic.from(factor));
    for (const variable of order) {
      const about = live.filter((factor) => factor.has(variable));
      if (about.length === 0) continue;
      const product = about.reduce((a, b) => arithmetic.times(a, b));
      const result = arithmetic.eliminate(product, [variable]);
      steps.push({ variable: variable.name, factors: about, product, result });
      live = [...live.filter((factor) => !about.includes(factor)), result];
    }
    if (kept) return live;
    return live.reduce((a, b) => arithmetic.times(a, b), new DiscreteFactor([], [arithmetic.one]));
  }
}

/** The names of the variables of the largest clique. */
export function widest(order: EliminationOrder, variables: readonly Variable[]): string[] {
  let best: string[] = [];
  order.neighbours.forEach((neighbours, i) => {
    if (neighbours.length === order.width && best.length === 0) {
      best = [order.order[i], ...neighbours].map((v) => variables[v].name);
    }
  });
  return best;
}

/** The last variable eliminated is decided first; each product then names the best state given those decided before. */
export function traceBack(asked: readonly Variable[], steps: readonly EliminationStep[]): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const { variable, product } of [...steps].reverse()) {
    const given: Assignment = Object.fromEntries(
      product.names.filter((name) => name !== variable).map((name) => [name, chosen[name]]),
    );
    const left = product.reduce(given);
    const best = left.values.reduce((at, value, i) => (value > left.values[at] ? i : at), 0);
    chosen[variable] = left.variables[0].states[best];
  }
  return Object.fromEntries(asked.map((variable) => [variable.name, chosen[variable.name]]));
}
