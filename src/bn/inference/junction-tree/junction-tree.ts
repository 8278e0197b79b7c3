import { checkOptions, GradbookError } from "../../../errors";
import { DiscreteFactor } from "../../factor";
import type { BayesianNetwork } from "../../network";
import { checkEvidence } from "../../variable";
import type { Evidence, Variable } from "../../variable";
import { VariableElimination } from "../elimination";
import type { Explanation } from "../elimination";
import { ImpossibleEvidence } from "../errors";
import { certain, softFactors, targetVariables, wholeNetwork } from "../findings";
import type { QueryOptions } from "../findings";
import { Posteriors } from "../posteriors";
import type { Family } from "./families";
import type { Plan } from "./plan";
import { Plans } from "./plans";
import type { Finding } from "./potentials";

export interface JunctionTreeOptions {
  /** The most numbers that the tables of the tree may hold; default 2^28 (two gigabytes). */
  readonly maxEntries?: number;
}

const defaultMaxEntries = 2 ** 28;
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
  readonly #revision: number;
  readonly #maxEntries: number;
  readonly #variables: Variable[];
  readonly #indices = new Map<string, number>();
  readonly #hidden: boolean;
  readonly #findings: Finding[] = [];
  readonly #plans: Plans;

  /** Throws a GradbookError if the network is not whole. Trees are compiled when they are first needed. */
  constructor(network: BayesianNetwork, options: JunctionTreeOptions = {}) {
    checkOptions("JunctionTree", options, ["maxEntries"]);
    this.network = wholeNetwork("JunctionTree", network);
    this.#revision = network.revision;
    const order = network.topologicalOrder();
    this.#maxEntries = options.maxEntries ?? defaultMaxEntries;
    this.#variables = network.variables;
    const nodes = this.#variables.length;
    for (let v = 0; v < nodes; v++) this.#indices.set(this.#variables[v].name, v);
    const families = this.#familiesOf(network);
    this.#hidden = this.#variables.length > nodes;
    for (let v = 0; v < this.#variables.length; v++) this.#findings.push(undefined);
    const ranks = new Float64Array(this.#variables.length);
    for (let i = 0; i < nodes; i++) ranks[this.#indices.get(order[i]) ?? 0] = i;
    this.#plans = new Plans(this.#variables, families, ranks, this.#maxEntries);
  }

  /** A noisy gate's factors bring hidden variables of their own, whatever they are called. */
  #familiesOf(network: BayesianNetwork): Family[] {
    const families: Family[] = [];
    const hidden = new Map<Variable, number>();
    for (const node of network.nodes) {
      for (const { variables, values } of network.cpt(node).factors()) {
        const scope: number[] = [];
        for (const variable of variables) {
          let place = this.#indices.get(variable.name);
          if (place === undefined || this.#variables[place] !== variable) place = hidden.get(variable);
          if (place === undefined) {
            place = this.#variables.push(variable) - 1;
            hidden.set(variable, place);
          }
          scope.push(place);
        }
        families.push({ scope, values });
      }
    }
    return families;
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
    const states = this.#plans.for(findings)?.mostProbable(findings);
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
    const plan = this.#plans.forAllEvidence;
    return plan.cliques.map((clique) => clique.variables.map((v) => this.#variables[v].name));
  }

  /** The number of variables of the largest clique less one, and how many numbers all tables hold, without evidence. */
  get size(): { readonly width: number; readonly entries: number } {
    const { width, totalSize } = this.#plans.order;
    return { width, entries: totalSize };
  }

  #elimination(): VariableElimination {
    return new VariableElimination(this.network, { maxEntries: this.#maxEntries });
  }

  /** The findings by number of variable. */
  #find(evidence: Evidence, options: QueryOptions): Finding[] {
    if (this.network.revision !== this.#revision) {
      throw new GradbookError(
        "JunctionTree: the network has changed since the tree was made; make a new JunctionTree.",
      );
    }
    checkEvidence(evidence);
    checkOptions("JunctionTree", options, ["soft"]);
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
    const plan = this.#plans.for(findings);
    if (plan?.propagate(findings)) return plan;
    this.#refuseImpossible(operation, evidence, findings);
    return undefined;
  }

  /** Tells evidence that cannot occur from evidence that is only very improbable. */
  #refuseImpossible(operation: string, evidence: Evidence, findings: readonly Finding[]): void {
    const possible = this.#plans.canOccur(findings) ?? this.network.logProbability(evidence) > -Infinity;
    if (!possible) throw new ImpossibleEvidence(operation, evidence);
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
