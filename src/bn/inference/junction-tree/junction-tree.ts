import { DiscreteFactor } from "../../factor";
import type { BayesianNetwork } from "../../network";
import type { Evidence, Variable } from "../../variable";
import { VariableElimination, widest } from "../elimination";
import type { Explanation } from "../elimination";
import { bestOrder, InteractionGraph } from "../elimination-order";
import type { EliminationOrder } from "../elimination-order";
import { ImpossibleEvidence, TooWide } from "../errors";
import { certain, softFactors, targetVariables } from "../findings";
import type { QueryOptions } from "../findings";
import { Posteriors } from "../posteriors";
import type { Family } from "./families";
import { Plan } from "./plan";
import type { Finding } from "./plan";

export interface JunctionTreeOptions {
  /** The most numbers that the tables of the tree may hold; default 2^28 (two gigabytes). */
  readonly maxEntries?: number;
}

const defaultMaxEntries = 2 ** 28;
/** Up to this many numbers weighing findings in one tree for all evidence is quicker than a tree of its own for each. */
const smallTree = 200_000;

/**
 * A junction tree: compiled once, it gives the posteriors of all nodes at once, and quickly again for other evidence.
 *
 * Small networks keep one tree and weigh the evidence in; in large ones the observed variables are sliced out of the tables
 * where that makes the tree small enough to be worth its own compilation.
 * Source: Lauritzen and Spiegelhalter, Local Computations with Probabilities on Graphical Structures (1988); Jensen,
 * Lauritzen, Olesen (1990).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("rain").addVariable("wet").addEdge("rain", "wet")
 *   .addCpt("rain", [0.2, 0.8]).addCpt("wet", [[0.8, 0.2], [0.1, 0.9]]);
 * const tree = new bn.JunctionTree(net);
 * tree.posteriors({ wet: "yes" }).probability("rain", "yes").toFixed(4); // -> "0.6667"
 */
export class JunctionTree {
  readonly network: BayesianNetwork;
  readonly #maxEntries: number;
  readonly #variables: Variable[];
  readonly #indices = new Map<string, number>();
  readonly #families: Family[];
  readonly #cardinalities: Int32Array;
  readonly #ranks: Float64Array;
  readonly #hidden: boolean;
  readonly #findings: Finding[];
  readonly #nobody: Uint8Array;
  #quick: EliminationOrder | undefined;
  #base: EliminationOrder | undefined;
  #masked: Plan | undefined;
  #sliced: { readonly key: string; readonly plan: Plan } | undefined;

  /** Throws a GradbookError if the network is not whole. Trees are compiled when they are first needed. */
  constructor(network: BayesianNetwork, options: JunctionTreeOptions = {}) {
    this.network = network.checkModel();
    this.#maxEntries = options.maxEntries ?? defaultMaxEntries;
    this.#variables = network.variables;
    const places = new Map<Variable, number>(this.#variables.map((variable, i) => [variable, i]));
    this.#families = network.factors().map((factor) => {
      for (const variable of factor.variables) {
        if (places.has(variable)) continue;
        places.set(variable, this.#variables.length);
        this.#variables.push(variable);
      }
      return { scope: factor.variables.map((variable) => places.get(variable) ?? 0), values: factor.values };
    });
    this.#hidden = this.#variables.length > network.nodes.length;
    this.#variables.forEach((variable, i) => this.#indices.set(variable.name, i));
    this.#cardinalities = Int32Array.from(this.#variables, (variable) => variable.cardinality);
    this.#ranks = new Float64Array(this.#variables.length);
    network.topologicalOrder().forEach((node, i) => (this.#ranks[this.#indices.get(node) ?? 0] = i));
    this.#findings = this.#variables.map(() => undefined);
    this.#nobody = new Uint8Array(this.#variables.length);
  }

  /**
   * The posteriors of all nodes.
   *
   * Throws ImpossibleEvidence if P(evidence) = 0, TooWide before it takes more memory than `maxEntries` allows, a
   * GradbookError for unknown names or states.
   */
  posteriors(evidence: Evidence = {}, options: QueryOptions = {}): Posteriors {
    const plan = this.#propagated("posteriors", evidence, options);
    if (!plan) return this.#carefulPosteriors(evidence, options);
    return new Posteriors(this.network, this.#indices, plan.beliefs.slice(), plan.beliefStart, plan.logEvidence);
  }

  /** P(node | evidence). */
  posterior(node: string, evidence: Evidence = {}, options: QueryOptions = {}): DiscreteFactor {
    this.network.variable(node);
    return this.posteriors(evidence, options).of(node);
  }

  /** P(targets | evidence) jointly: from one clique if one has all targets, by elimination otherwise. */
  query(targets: readonly string[], evidence: Evidence = {}, options: QueryOptions = {}): DiscreteFactor {
    const variables = targetVariables(this.network, targets);
    const observed = this.network.evidencePlaces(evidence);
    const free = variables.filter((variable) => !observed.has(variable));
    const plan = this.#propagated("query", evidence, options);
    const joint = plan?.joint(free.map((variable) => this.#indices.get(variable.name) ?? 0));
    if (!joint) return this.#elimination().query(targets, evidence, options);
    let result = new DiscreteFactor(
      joint.variables.map((v) => this.#variables[v]),
      joint.values,
    ).normalize();
    for (const variable of variables) {
      const place = observed.get(variable);
      if (place !== undefined) result = result.product(certain(variable, place));
    }
    return result.reorder(variables);
  }

  /** log P(evidence), natural logarithm; -Infinity if it cannot occur. */
  logEvidence(evidence: Evidence, options: QueryOptions = {}): number {
    try {
      const plan = this.#propagated("logEvidence", evidence, options);
      return plan ? plan.logEvidence : this.#elimination().logEvidence(evidence, options);
    } catch (error) {
      if (error instanceof ImpossibleEvidence) return -Infinity;
      throw error;
    }
  }

  /** The most probable states of all unobserved nodes together, by the same tree with maxima in place of sums. */
  mpe(evidence: Evidence = {}, options: QueryOptions = {}): Explanation {
    const findings = this.#find(evidence, options);
    // Sums over a noisy gate's hidden variables must come before all maxima: that is marginal MAP.
    if (this.#hidden) return this.#elimination().mpe(evidence, options);
    const states = this.#planFor(findings)?.mostProbable(findings);
    if (!states) {
      this.#refuseImpossible("mpe", evidence, findings);
      return this.#elimination().mpe(evidence, options);
    }
    const free = this.network.variables.filter((variable) => !Object.hasOwn(evidence, variable.name));
    const assignment = Object.fromEntries(
      free.map((variable) => [variable.name, variable.states[states[this.#indices.get(variable.name) ?? 0]]]),
    );
    let logProbability = this.network.logProbability({ ...evidence, ...assignment });
    for (const factor of softFactors(this.network, options.soft)) {
      logProbability += Math.log(factor.value({ ...evidence, ...assignment }));
    }
    return { assignment, logProbability };
  }

  /** The most probable states of some nodes together, all others summed out; by elimination. */
  map(targets: readonly string[], evidence: Evidence = {}, options: QueryOptions = {}): Explanation {
    return this.#elimination().map(targets, evidence, options);
  }

  /** The cliques of the tree without evidence, by names. */
  get cliques(): string[][] {
    const plan = this.#maskedPlan();
    return plan.cliques.map((clique) => clique.variables.map((v) => this.#variables[v].name));
  }

  /** The number of variables of the largest clique less one, and how many numbers all tables hold, without evidence. */
  get size(): { readonly width: number; readonly entries: number } {
    const { width, totalSize } = this.#baseOrder();
    return { width, entries: totalSize };
  }

  #elimination(): VariableElimination {
    return new VariableElimination(this.network, { maxEntries: this.#maxEntries });
  }

  /** The findings by number of variable. */
  #find(evidence: Evidence, options: QueryOptions): Finding[] {
    const findings = this.#findings;
    findings.fill(undefined);
    for (const node in evidence) {
      if (!Object.hasOwn(evidence, node)) continue;
      const index = this.#indices.get(node);
      const variable = index === undefined ? this.network.variable(node) : this.#variables[index];
      findings[index ?? 0] = variable.stateIndex(evidence[node]);
    }
    if (!options.soft) return findings;
    for (const factor of softFactors(this.network, options.soft)) {
      const index = this.#indices.get(factor.names[0]) ?? 0;
      findings[index] = this.#join(findings[index], factor.values);
    }
    return findings;
  }

  /** A soft finding on an observed variable only changes how probable the evidence is. */
  #join(hard: Finding, soft: Float64Array): Finding {
    if (typeof hard !== "number") return soft;
    return soft.map((value, state) => (state === hard ? value : 0));
  }

  /** The plan after propagation; undefined if logarithms are needed. */
  #propagated(operation: string, evidence: Evidence, options: QueryOptions): Plan | undefined {
    const findings = this.#find(evidence, options);
    const plan = this.#planFor(findings);
    if (plan?.propagate(findings)) return plan;
    this.#refuseImpossible(operation, evidence, findings);
    return undefined;
  }

  /** One tree for all evidence, or one that the observed variables are sliced out of. */
  #planFor(findings: readonly Finding[]): Plan | undefined {
    const base = this.#base ?? this.#quickOrder();
    if (base.totalSize <= smallTree) return this.#maskedPlan();
    const observed = Uint8Array.from(findings, (finding) => Number(typeof finding === "number"));
    const fits = base.totalSize <= this.#maxEntries;
    // A bound from the same order is quick to have; a tree of its own must be much smaller to be worth it.
    if (fits && slicedSize(base, this.#cardinalities, observed) > base.totalSize * 0.7) return this.#maskedPlan();
    return this.#slicedPlan(observed);
  }

  /** Good enough to decide whether the findings are better sliced away. */
  #quickOrder(): EliminationOrder {
    this.#quick ??= bestOrder(this.#graph(this.#nobody), { effort: "quick" });
    return this.#quick;
  }

  #baseOrder(): EliminationOrder {
    const quick = this.#quickOrder();
    this.#base ??= quick.totalSize <= smallTree ? quick : bestOrder(this.#graph(this.#nobody));
    return this.#base;
  }

  #graph(observed: Uint8Array): InteractionGraph {
    const graph = new InteractionGraph(this.#cardinalities);
    for (const { scope } of this.#families) graph.connect(scope.filter((v) => observed[v] === 0));
    return graph;
  }

  #maskedPlan(): Plan {
    const base = this.#baseOrder();
    if (base.totalSize > this.#maxEntries) throw this.#tooWide(base);
    this.#masked ??= new Plan(this.#families, this.#cardinalities, this.#nobody, base, this.#ranks);
    return this.#masked;
  }

  #slicedPlan(observed: Uint8Array): Plan | undefined {
    const key = observed.join("");
    if (this.#sliced?.key === key) return this.#sliced.plan;
    const order = withoutObserved(bestOrder(this.#graph(observed)), observed);
    if (order.order.length === 0) return undefined;
    if (order.totalSize > this.#maxEntries) throw this.#tooWide(order);
    this.#sliced = undefined;
    const plan = new Plan(this.#families, this.#cardinalities, observed, order, this.#ranks);
    this.#sliced = { key, plan };
    return plan;
  }

  #tooWide(order: EliminationOrder): TooWide {
    return new TooWide("JunctionTree", widest(order, this.#variables), order.totalSize, this.#maxEntries);
  }

  /**
   * Tells evidence that cannot occur from evidence that is only very improbable: the same tree with 1 for every
   * possible entry, where nothing can underflow.
   */
  #refuseImpossible(operation: string, evidence: Evidence, findings: readonly Finding[]): void {
    const possible = (values: Float64Array): Float64Array => values.map((value) => Number(value > 0));
    const families = this.#families.map(({ scope, values }) => ({ scope, values: possible(values) }));
    const observed = Uint8Array.from(findings, (finding) => Number(typeof finding === "number"));
    const order = withoutObserved(bestOrder(this.#graph(observed)), observed);
    if (order.order.length === 0) {
      if (this.network.logProbability(evidence) === -Infinity) throw new ImpossibleEvidence(operation, evidence);
      return;
    }
    const plan = new Plan(families, this.#cardinalities, observed, order, this.#ranks);
    const support = findings.map((finding) => (typeof finding === "object" ? possible(finding) : finding));
    if (!plan.mostProbable(support)) throw new ImpossibleEvidence(operation, evidence);
  }

  /** One elimination for each node, in logarithms where numbers are too small for anything else. */
  #carefulPosteriors(evidence: Evidence, options: QueryOptions): Posteriors {
    const engine = this.#elimination();
    const { variables } = this.network;
    const starts = new Int32Array(variables.length + 1);
    variables.forEach((variable, i) => (starts[i + 1] = starts[i] + variable.cardinality));
    const values = new Float64Array(starts[variables.length]);
    variables.forEach((variable, i) => values.set(engine.query([variable.name], evidence, options).values, starts[i]));
    return new Posteriors(this.network, this.#indices, values, starts, engine.logEvidence(evidence, options));
  }
}

/** How large the tables of an order are without the observed variables: an upper bound of the best that slicing gives. */
function slicedSize(order: EliminationOrder, cardinalities: ArrayLike<number>, observed: Uint8Array): number {
  let total = 0;
  order.order.forEach((v, i) => {
    let size = observed[v] === 1 ? 1 : cardinalities[v];
    for (const neighbour of order.neighbours[i]) if (observed[neighbour] === 0) size *= cardinalities[neighbour];
    total += size;
  });
  return total;
}

/** The order of the variables that are left. */
function withoutObserved(order: EliminationOrder, observed: Uint8Array): EliminationOrder {
  const kept = [...order.order].map((_, i) => i).filter((i) => observed[order.order[i]] === 0);
  return {
    ...order,
    order: Int32Array.from(kept, (i) => order.order[i]),
    neighbours: kept.map((i) => order.neighbours[i]),
  };
}
