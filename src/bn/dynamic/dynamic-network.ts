import { GradbookError } from "../../errors";
import type { CptFunction, NestedTable } from "../table-cpt";
import { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";
import { checkEvidence, Variable } from "../variable";
import type { Evidence } from "../variable";
import { MostProbablePath, SlicePosteriors } from "./slices";
import { TimeElimination } from "./time-elimination";

/** What was observed in each time slice, from slice 0 on; {} where nothing was. */
export type TimedEvidence = readonly Evidence[];

/**
 * A dynamic Bayesian network of two slices: the same variables at each time t = 0, 1, 2, ..., where a variable depends on
 * others of its own slice and of the slice before. P = P(X_0) Π_t P(X_t | X_t-1).
 *
 * A hidden Markov model is one with a hidden variable that depends on itself and one that is seen (`bn.hiddenMarkovModel`).
 * Inference goes through time and keeps only a table over the interface, the variables that the next slice asks for, so it
 * is exact and takes time in proportion to the number of slices.
 * Sources: Dean, Kanazawa, A Model for Reasoning about Persistence and Causation (1989); Murphy, Dynamic Bayesian Networks
 * (2002), 3.2; the example is from Russell, Norvig, Artificial Intelligence (2020), 14.2.
 *
 * @example
 * const net = new bn.DynamicNetwork().addVariable("rain").addVariable("umbrella")
 *   .addEdge("rain", "umbrella").addTemporalEdge("rain", "rain")
 *   .addInitialCpt("rain", [0.5, 0.5]).addCpt("rain", [[0.7, 0.3], [0.3, 0.7]])
 *   .addCpt("umbrella", [[0.9, 0.1], [0.2, 0.8]]);
 * const seen = [{}, { umbrella: "yes" }, { umbrella: "yes" }];
 * net.filter(seen).probability("rain", "yes", 2).toFixed(3); // -> "0.883"
 * net.smooth(seen).probability("rain", "yes", 1).toFixed(3); // -> "0.883"
 */
export class DynamicNetwork extends Labelled {
  readonly name: string;
  readonly #variables = new Map<string, Variable>();
  readonly #temporal: [parent: string, child: string][] = [];
  /** Which nodes have a CPT for slice 0, and for the later ones. */
  readonly #given: readonly [Set<string>, Set<string>] = [new Set(), new Set()];
  /** Slices 0 and 1; every later slice is like slice 1. */
  readonly #two = new BayesianNetwork();

  constructor(name = "") {
    super();
    this.name = name;
  }

  get nodes(): string[] {
    return [...this.#variables.keys()];
  }

  /** The variables that the next slice depends on. */
  get interface(): string[] {
    return this.nodes.filter((node) => this.#temporal.some(([parent]) => parent === node));
  }

  /** Adds a variable to every slice; without states it is a yes-or-no question. */
  addVariable(name: string, states: readonly string[] = ["yes", "no"]): this {
    if (this.#variables.has(name)) throw new GradbookError(`addVariable: '${name}' is there already.`);
    this.#variables.set(name, new Variable(name, Array.isArray(states) ? [...(states as readonly string[])] : states));
    for (const slice of [0, 1]) this.#two.addVariable(at(name, slice), states);
    return this;
  }

  /**
   * Adds parent -> child in every slice; CPTs that the child had are dropped.
   * Throws a GradbookError for unknown nodes or a circle.
   */
  addEdge(parent: string, child: string): this {
    this.#known(parent, child);
    for (const slice of [0, 1] as const) {
      this.#two.addEdge(at(parent, slice), at(child, slice));
      this.#given[slice].delete(child);
    }
    return this;
  }

  /** Adds an edge from the parent in each slice to the child in the next one; a variable may depend on itself. */
  addTemporalEdge(parent: string, child: string): this {
    this.#known(parent, child);
    this.#two.addEdge(at(parent, 0), at(child, 1));
    this.#temporal.push([parent, child]);
    this.#given[1].delete(child);
    return this;
  }

  /**
   * Gives a node P(node | parents) for the slices from 1 on: a table nested by parent in the order in which the edges were
   * added, or a function of the parents' states (`name_1` in the same slice, `name_0` in the one before). A node without
   * parents in the slice before has the same in slice 0, unless `addInitialCpt` gives it another.
   */
  addCpt(node: string, cpt: NestedTable | Float64Array | CptFunction): this {
    return this.#addCpt(node, 1, cpt);
  }

  /** P(node | parents of the same slice) in slice 0. */
  addInitialCpt(node: string, cpt: NestedTable | Float64Array | CptFunction): this {
    return this.#addCpt(node, 0, cpt);
  }

  #addCpt(node: string, slice: 0 | 1, cpt: NestedTable | Float64Array | CptFunction): this {
    this.#known(node);
    this.#two.addCpt(at(node, slice), cpt);
    this.#given[slice].add(node);
    return this;
  }

  /**
   * The slices 0 ... slices - 1 as one Bayesian network of nodes `name_0`, `name_1`, ...
   * Throws a GradbookError if a CPT is missing or the number of slices is no whole number of 1 or more.
   */
  unroll(slices: number): BayesianNetwork {
    if (!(Number.isInteger(slices) && slices > 0)) {
      throw new GradbookError(`unroll: slices is ${slices}; it must be a whole number of 1 or more.`);
    }
    const net = new BayesianNetwork(this.name);
    const families = this.nodes.map((node) => [this.#family(node, 0), this.#family(node, 1)]);
    for (let t = 0; t < slices; t++) {
      for (const { name, states } of this.#variables.values()) net.addVariable(at(name, t), states);
      this.nodes.forEach((node, i) => {
        const { parents, values } = families[i][Math.min(t, 1)];
        net.setFamily(
          at(node, t),
          parents.map(({ name, back }) => at(name, t - back)),
          values,
        );
      });
    }
    return net;
  }

  /** The parents of a node of slice 0 or of the later ones, as how many slices back they are, and its table. */
  #family(node: string, slice: 0 | 1): { parents: { name: string; back: number }[]; values: Float64Array } {
    const temporal = this.#temporal.some(([, child]) => child === node);
    const from = slice === 0 && !temporal && !this.#given[0].has(node) ? 1 : slice;
    if (!this.#given[from].has(node)) {
      const [add, where] = from === 0 ? ["addInitialCpt", "slice 0"] : ["addCpt", "the slices from 1 on"];
      throw new GradbookError(
        `'${node}' has no CPT for ${where} yet: ${add}(${JSON.stringify(node)}, ...) gives it one.`,
      );
    }
    const parents = this.#two.parents(at(node, from)).map((parent) => ({
      name: parent.slice(0, -2),
      back: from - Number(parent.slice(-1)),
    }));
    return { parents, values: this.#two.cpt(at(node, from)).toFactor().values };
  }

  /**
   * P(X_t | e_0 ... e_t) for each slice t of the evidence: what is known at the time.
   * Throws ImpossibleEvidence if P(e_0 ... e_t) = 0, a GradbookError for unknown names or states.
   */
  filter(evidence: TimedEvidence): SlicePosteriors {
    return this.#posteriors(this.#through(evidence).filter());
  }

  /** P(X_t | all evidence) for each slice: what is known afterwards, by passing forward and backward. */
  smooth(evidence: TimedEvidence): SlicePosteriors {
    return this.#posteriors(this.#through(evidence).smooth());
  }

  /** P(X_t | evidence) of the `steps` slices that follow the evidence; its slice 0 is the first of these. */
  forecast(evidence: TimedEvidence, steps: number): SlicePosteriors {
    if (!(Number.isInteger(steps) && steps > 0)) {
      throw new GradbookError(`forecast: steps is ${steps}; it must be a whole number of 1 or more.`);
    }
    checkTimed(evidence);
    const all = this.#through([...evidence, ...Array.from({ length: steps }, () => ({}))]).filter();
    return this.#posteriors({ ...all, slices: all.slices.slice(-steps) });
  }

  /** ln P(e_0 ... e_T); -Infinity if it cannot occur. */
  logEvidence(evidence: TimedEvidence): number {
    return this.#through(evidence).logEvidence();
  }

  /**
   * The most probable states of all variables in all slices together given the evidence (the Viterbi algorithm).
   * Source: Viterbi, Error Bounds for Convolutional Codes (1967).
   */
  mostProbable(evidence: TimedEvidence): MostProbablePath {
    const { assignment, logProbability } = this.#through(evidence).mostProbable();
    const slices = Array.from(evidence, (_, t) =>
      Object.fromEntries(this.nodes.map((node) => [node, assignment[at(node, t)]])),
    );
    return new MostProbablePath(this.nodes, slices, logProbability);
  }

  #through(evidence: TimedEvidence): TimeElimination {
    checkTimed(evidence);
    const seen = Array.from(evidence).flatMap((slice = {}, t) => {
      checkEvidence(slice);
      return Object.entries(slice).map(([node, state]): [string, string] => {
        this.#known(node);
        return [at(node, t), state];
      });
    });
    const net = this.unroll(evidence.length);
    const slices = Array.from(evidence, (_, t) => this.nodes.map((node) => net.variable(at(node, t))));
    const outgoing = new Set(this.interface.map((node) => this.nodes.indexOf(node)));
    return new TimeElimination(net, slices, outgoing, Object.fromEntries(seen));
  }

  #posteriors({ slices, logEvidence }: ReturnType<TimeElimination["filter"]>): SlicePosteriors {
    return new SlicePosteriors([...this.#variables.values()], slices, logEvidence);
  }

  #known(...nodes: string[]): void {
    for (const node of nodes) {
      if (this.#variables.has(node)) continue;
      throw new GradbookError(`The network has no node '${node}'; it has ${this.nodes.join(", ") || "none yet"}.`);
    }
  }

  /** One row for each variable: states, parents in the same slice and in the one before. */
  toTable(): ResultTable {
    return new ResultTable({
      title: `Dynamic network${this.name ? ` '${this.name}'` : ""}`,
      columns: ["node", "states", "parents", "parents in the slice before"],
      rows: [...this.#variables].map(([node, { states }]) => [
        node,
        states.join(", "),
        this.#two
          .parents(at(node, 0))
          .map((parent) => parent.slice(0, -2))
          .join(", "),
        this.#temporal
          .filter(([, child]) => child === node)
          .map(([parent]) => parent)
          .join(", "),
      ]),
    });
  }
}

function checkTimed(evidence: unknown): void {
  if (Array.isArray(evidence) && evidence.length > 0) return;
  throw new GradbookError("The evidence is a list with one object for each time slice, such as [{}, {}].");
}

/** The name of a variable in a slice. */
const at = (node: string, slice: number): string => `${node}_${slice}`;

/** A hidden Markov model: numbers as in its textbook, `transitions[i][j]` = P(next = j | now = i). */
export interface HiddenMarkovOptions {
  readonly states: readonly string[];
  readonly symbols: readonly string[];
  readonly initial: readonly number[];
  readonly transitions: readonly (readonly number[])[];
  /** `emissions[i][k]` = P(symbol k | state i). */
  readonly emissions: readonly (readonly number[])[];
}

/**
 * A hidden Markov model as a dynamic network of the nodes `state` and `symbol`.
 * Source: Rabiner, A Tutorial on Hidden Markov Models (1989).
 *
 * @example
 * const dice = bn.hiddenMarkovModel({ states: ["fair", "loaded"], symbols: ["six", "other"], initial: [0.5, 0.5],
 *   transitions: [[0.95, 0.05], [0.1, 0.9]], emissions: [[1 / 6, 5 / 6], [0.5, 0.5]] });
 * const rolls = ["other", "six", "six", "six"].map((symbol) => ({ symbol }));
 * dice.mostProbable(rolls).path("state"); // -> ["loaded", "loaded", "loaded", "loaded"]
 */
export function hiddenMarkovModel(options: HiddenMarkovOptions): DynamicNetwork {
  return new DynamicNetwork("hidden Markov model")
    .addVariable("state", options.states)
    .addVariable("symbol", options.symbols)
    .addEdge("state", "symbol")
    .addTemporalEdge("state", "state")
    .addInitialCpt("state", options.initial)
    .addCpt("state", options.transitions)
    .addCpt("symbol", options.emissions);
}
