import { GradbookError, inWords } from "../errors";
import { parentPlaces } from "./cpt";
import type { Cpt } from "./cpt";
import { activePaths, dSeparated } from "./d-separation";
import type { ActivePath } from "./d-separation";
import type { DiscreteFactor } from "./factor";
import { Dag } from "./graph";
import { NoisyCpt } from "./noisy-cpt";
import type { NoisyGate } from "./noisy-cpt";
import { networkBundle, networkTable } from "./picture";
import { Labelled, type ResultTable } from "./table";
import { cptFromFunction, cptFromTable, TableCpt } from "./table-cpt";
import type { CptFunction, NestedTable } from "./table-cpt";
import { checkEvidence, stateIn, Variable } from "./variable";
import type { Assignment, Evidence } from "./variable";

/**
 * A Bayesian network: variables, a directed graph without circles, and P(node | parents) for each node. Together they are
 * one distribution: P(x_1, ..., x_n) = Π P(x_i | parents of x_i).
 *
 * Source: Pearl, Probabilistic Reasoning in Intelligent Systems (1988).
 *
 * @example
 * const net = new bn.BayesianNetwork()
 *   .addVariable("rain", ["no", "yes"])
 *   .addVariable("wet", ["no", "yes"])
 *   .addEdge("rain", "wet")
 *   .addCpt("rain", [0.8, 0.2])
 *   .addCpt("wet", [[0.9, 0.1], [0.2, 0.8]]);
 * net.joint({ rain: "yes", wet: "yes" }).toFixed(2); // -> "0.16"
 */
export class BayesianNetwork extends Labelled {
  readonly name: string;
  readonly #variables = new Map<string, Variable>();
  readonly #cpts = new Map<string, Cpt>();
  #dag = new Dag();
  #revision = 0;

  constructor(name = "") {
    super();
    this.name = name;
  }

  /** The graph alone; a copy, so that changing it changes no network. */
  get dag(): Dag {
    return this.#dag.copy();
  }

  /** The names of the nodes in the order in which they were added. */
  get nodes(): string[] {
    return [...this.#variables.keys()];
  }

  get edges(): [parent: string, child: string][] {
    return this.#dag.edges;
  }

  get variables(): Variable[] {
    return [...this.#variables.values()];
  }

  /** How often the network has changed: what was compiled from it asks whether it still holds. */
  get revision(): number {
    return this.#revision;
  }

  has(node: string): boolean {
    return this.#variables.has(node);
  }

  /** The variable of a node. Throws a GradbookError that lists the nodes if there is none such. */
  variable(node: string): Variable {
    const variable = this.#variables.get(node);
    if (variable) return variable;
    const { nodes } = this;
    const shown = nodes.length > 20 ? [...nodes.slice(0, 20), "..."] : nodes;
    throw new GradbookError(`The network has no node '${node}'; it has ${shown.join(", ") || "none yet"}.`);
  }

  states(node: string): readonly string[] {
    return this.variable(node).states;
  }

  parents(node: string): readonly string[] {
    return this.#dag.parents(this.variable(node).name);
  }

  children(node: string): readonly string[] {
    return this.#dag.children(this.variable(node).name);
  }

  /** Whether the node has its P(node | parents). */
  hasCpt(node: string): boolean {
    return this.#cpts.has(this.variable(node).name);
  }

  /** P(node | parents). Throws a GradbookError if none has been added. */
  cpt(node: string): Cpt {
    const cpt = this.#cpts.get(this.variable(node).name);
    if (cpt) return cpt;
    throw new GradbookError(`'${node}' has no CPT yet: addCpt(${JSON.stringify(node)}, ...) gives it one.`);
  }

  /** Adds a node with its states; without states it is a yes-or-no question. */
  addVariable(name: string, states: readonly string[] = ["yes", "no"]): this {
    if (this.#variables.has(name)) throw new GradbookError(`addVariable: '${name}' is there already.`);
    this.#variables.set(name, new Variable(name, Array.isArray(states) ? [...(states as readonly string[])] : states));
    this.#dag.addNode(name);
    this.#revision++;
    return this;
  }

  /**
   * Adds parent -> child; the child's CPT, if it had one, no longer fits and is dropped.
   * Throws a GradbookError for unknown nodes, and with the whole circle if the edge would close one.
   */
  addEdge(parent: string, child: string): this {
    this.#dag.addEdge(this.variable(parent).name, this.variable(child).name);
    this.#cpts.delete(child);
    this.#revision++;
    return this;
  }

  /** `addEdge` for each pair. */
  addEdges(edges: Iterable<readonly [parent: string, child: string]>): this {
    for (const [parent, child] of edges) this.addEdge(parent, child);
    return this;
  }

  /**
   * Takes the edge away. The child's new CPT is the old one averaged over the removed parent with equal weights;
   * give it another by `addCpt` if you know better.
   */
  removeEdge(parent: string, child: string): this {
    const old = this.#cpts.get(this.variable(child).name);
    const removed = this.variable(parent);
    // A gate may be too wide for a table: this throws while the network is still whole.
    const joint = this.#dag.hasEdge(parent, child) ? old?.toFactor() : undefined;
    this.#dag.removeEdge(parent, child);
    this.#revision++;
    if (!old || !joint) return this;
    const table = joint.marginalize([removed]).map((value) => value / removed.cardinality);
    return this.#setCpt(cptFromTable(old.variable, this.#parentVariables(child), table.values));
  }

  /**
   * Gives a node P(node | parents): a table (nested by parent in the order of the edges, or flat), a function of the
   * parents' states, or a gate made by `noisyOr` / `noisyAnd`.
   *
   * Throws a GradbookError if the numbers do not fit or a row does not sum to 1.
   */
  addCpt(node: string, cpt: NestedTable | Float64Array | CptFunction | NoisyGate): this {
    const variable = this.variable(node);
    const parents = this.#parentVariables(node);
    if (typeof cpt === "function") return this.#setCpt(cptFromFunction(variable, parents, cpt));
    if (typeof cpt !== "object" || cpt === null) {
      throw new GradbookError(`addCpt: '${node}' needs a table of numbers, a function or a gate; got ${inWords(cpt)}.`);
    }
    if ("gate" in cpt) return this.#setCpt(new NoisyCpt(cpt.gate, variable, parents, cpt.options));
    return this.#setCpt(cptFromTable(variable, parents, cpt));
  }

  /** For readers of files: parents and rows (checked by the caller) at once. `checkModel` finds circles afterwards. */
  setFamily(node: string, parents: readonly string[], values: Float64Array): void {
    this.#dag.setParents(node, parents);
    this.#setCpt(new TableCpt(this.variable(node), this.#parentVariables(node), values));
  }

  #setCpt(cpt: Cpt): this {
    this.#cpts.set(cpt.variable.name, cpt);
    this.#revision++;
    return this;
  }

  #parentVariables(node: string): Variable[] {
    return this.parents(node).map((parent) => this.variable(parent));
  }

  /** Checks that the network is whole: no circle, a CPT for each node. Throws a GradbookError that names what is missing. */
  checkModel(): this {
    this.#dag.topologicalOrder();
    const missing = this.nodes.filter((node) => !this.#cpts.has(node));
    if (missing.length === 0) return this;
    throw new GradbookError(`checkModel: no CPT for ${missing.slice(0, 12).join(", ")}: addCpt gives one.`);
  }

  /** Parents before children. */
  topologicalOrder(): string[] {
    return this.#dag.topologicalOrder();
  }

  /** All factors of the network; noisy gates of many parents bring hidden variables of their own. */
  factors(): DiscreteFactor[] {
    this.checkModel();
    return [...this.#variables.keys()].flatMap((node) => [...this.cpt(node).factors()]);
  }

  /** Checks that every name and state of the evidence exists, and gives the places of the states. */
  evidencePlaces(evidence: Evidence): Map<Variable, number> {
    checkEvidence(evidence);
    return new Map(
      Object.entries(evidence).map(([node, state]) => {
        const variable = this.variable(node);
        return [variable, variable.stateIndex(state)];
      }),
    );
  }

  /** P(x_1, ..., x_n) of a full assignment. */
  joint(assignment: Assignment): number {
    return Math.exp(this.logProbability(assignment));
  }

  /** log P of a full assignment (natural logarithm; -Infinity if it is impossible). Throws if a node is missing. */
  logProbability(assignment: Assignment): number {
    this.evidencePlaces(assignment);
    let sum = 0;
    for (const node of this.#variables.keys()) {
      const state = stateIn(assignment, node);
      if (state === undefined) {
        throw new GradbookError(
          `logProbability: the assignment names no state of '${node}'; for a part of the nodes ask an inference engine.`,
        );
      }
      const cpt = this.cpt(node);
      sum += Math.log(cpt.probabilityAt(parentPlaces(cpt, assignment), cpt.variable.stateIndex(state)));
    }
    return sum;
  }

  /** Parents, children and the children's other parents, sorted: given these, the node is independent of the rest. */
  markovBlanket(node: string): string[] {
    return this.#dag.markovBlanket(this.variable(node).name);
  }

  /** Whether the graph says that x and y are independent given `given`. */
  dSeparated(x: string, y: string, given: readonly string[] = []): boolean {
    return dSeparated(this.#dag, x, y, given);
  }

  /** The ways by which x and y are dependent given `given`; none if they are d-separated. */
  activePaths(x: string, y: string, given: readonly string[] = [], options: { limit?: number } = {}): ActivePath[] {
    return activePaths(this.#dag, x, y, given, options);
  }

  /** The undirected graph with married parents. */
  moralGraph(): Map<string, Set<string>> {
    return this.#dag.moralGraph();
  }

  /**
   * The network after do(node = state): what sets the node by force cuts the arrows into it (P(node = state) = 1).
   * This network stays as it is.
   * Source: Pearl, Causality (2009), 3.2.
   */
  doIntervention(settings: Evidence): BayesianNetwork {
    this.evidencePlaces(settings);
    const net = this.copy();
    for (const [node, state] of Object.entries(settings)) {
      for (const parent of this.parents(node)) net.#dag.removeEdge(parent, node);
      const { variable } = this.cpt(node);
      net.#setCpt(
        cptFromTable(
          variable,
          [],
          variable.states.map((one) => Number(one === state)),
        ),
      );
    }
    return net;
  }

  /** The same network (CPTs never change, so they are shared). */
  copy(name = this.name): BayesianNetwork {
    const net = new BayesianNetwork(name);
    for (const [node, variable] of this.#variables) net.#variables.set(node, variable);
    for (const [node, cpt] of this.#cpts) net.#cpts.set(node, cpt);
    net.#dag = this.#dag.copy();
    return net;
  }

  /** The number of free parameters. */
  get freeParameters(): number {
    return [...this.#cpts.values()].reduce((sum, cpt) => sum + cpt.freeParameters, 0);
  }

  /** One row for each node: states, parents, parameters. */
  toTable(): ResultTable {
    return networkTable(this);
  }

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return networkBundle(this);
  }
}
