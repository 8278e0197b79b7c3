import { checkOptions, GradbookError, inWords } from "../../errors";
import { BayesianNetwork } from "../network";
import { RandomSource } from "../sampling/random";
import { Labelled, ResultTable } from "../table";
import { Variable } from "../variable";
import { NGramCounts } from "./ngram-counts";
import { CountedTransitions, MatrixTransitions } from "./transitions";
import type { Smoothing, Transitions } from "./transitions";
import { stationaryDistribution } from "./stationary";

/** States one after the other; of a text every character is a state. */
export type Sequence = string | readonly string[];

export interface MarkovChainOptions {
  /** How many states before it the next one depends on; default 1. */
  readonly order?: number;
  /** All states, in order; default those that occur, sorted. */
  readonly states?: Sequence;
  /**
   * "additive": P(x | c) = (N(c x) + a) / (N(c) + a · states), with `pseudoCount` a; after a context that never occurred
   * every state is equally likely. "wittenBell": mixed with what follows shorter contexts c' (c without its first state),
   * P(x | c) = (N(c x) + T(c) P(x | c')) / (N(c) + T(c)), where T(c) different states follow c; the shortest is uniform.
   * Default "additive". Source: Witten, Bell, The Zero-Frequency Problem (1991).
   */
  readonly smoothing?: Smoothing;
  /** What "additive" adds to every count; default 0. */
  readonly pseudoCount?: number;
}

/**
 * A Markov chain of any order n: the next state depends on the n states before it only (the Markov assumption),
 * P(x_t | x_1 ... x_t-1) = P(x_t | x_t-n ... x_t-1).
 *
 * The first n states of a sequence depend on the start and the states since then. Made of a matrix it has order 1:
 * `transitions[i][j]` is P(next = j | now = i). `fromSequences` counts any order.
 * Throws a GradbookError if a row is no distribution.
 * Source: Norris, Markov Chains (1997).
 *
 * @example
 * const weather = new bn.MarkovChain(["sun", "rain"], [[0.9, 0.1], [0.5, 0.5]]);
 * [...weather.stationary()].map((p) => p.toFixed(4)); // -> ["0.8333", "0.1667"]
 */
export class MarkovChain extends Labelled {
  readonly variable: Variable;
  readonly order: number;
  readonly #law: Transitions;
  #matrix: Float64Array | undefined;

  constructor(
    states: readonly string[],
    transitions: readonly (readonly number[])[] | CountedTransitions,
    initial?: readonly number[],
  ) {
    super();
    this.variable = new Variable("state", states);
    this.#law =
      transitions instanceof CountedTransitions ? transitions : new MatrixTransitions(states, transitions, initial);
    this.order = this.#law.order;
  }

  /**
   * The chain of order n that sequences suggest, by counting which states follow which contexts.
   *
   * Throws a GradbookError if there is nothing to count, a state is not in `states`, or an option is out of range.
   *
   * @example
   * const chain = bn.MarkovChain.fromSequences(["abab", "abb"], { order: 2 });
   * chain.probability("a", "ab"); // -> 0.5
   * chain.perplexity(["abab"]).toFixed(4); // -> "1.1892"
   */
  static fromSequences(sequences: string | readonly Sequence[], options: MarkovChainOptions = {}): MarkovChain {
    checkOptions("MarkovChain", options, ["order", "states", "smoothing", "pseudoCount"]);
    const { order = 1, pseudoCount = 0, smoothing = "additive" } = options;
    checkCount("MarkovChain", "order", order, 1);
    if (!(pseudoCount >= 0 && pseudoCount < Infinity)) {
      throw new GradbookError(`MarkovChain: pseudoCount is ${pseudoCount}; it must be 0 or more.`);
    }
    if (smoothing !== "additive" && smoothing !== "wittenBell") {
      throw new GradbookError(`MarkovChain: smoothing is "additive" or "wittenBell", not ${String(smoothing)}.`);
    }
    const { variable, counts } = countRuns(sequences, order + 1, options.states);
    return new MarkovChain(variable.states, new CountedTransitions(counts, order, smoothing, pseudoCount));
  }

  get states(): readonly string[] {
    return this.variable.states;
  }

  /** P(next | now) of a chain of order 1, row after row. Throws a GradbookError for another order, or above 5,000 states. */
  get transitions(): Float64Array {
    const n = this.states.length;
    if (this.order > 1 || n > 5000) {
      throw new GradbookError(
        `MarkovChain: order ${this.order} and ${n} states give no matrix to hold; next(context) gives a row.`,
      );
    }
    if (!this.#matrix) {
      this.#matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++) this.#matrix.set(this.#law.row([i]), i * n);
    }
    return this.#matrix;
  }

  /** The distribution of the first state. */
  get initial(): Float64Array {
    return this.#law.row([this.states.length]);
  }

  /**
   * P(next | context) for each state. Only the last `order` states of the context matter; a shorter one is all that there
   * has been since the start.
   */
  next(context: Sequence): Float64Array {
    return this.#law.row(this.#context(this.#places(context))).slice();
  }

  /** P(next | context) of one state. */
  probability(next: string, context: Sequence): number {
    return this.#law.probability(this.variable.stateIndex(next), this.#context(this.#places(context)));
  }

  /** The states that may follow the context, the most probable first. */
  nextTable(context: Sequence): ResultTable {
    const rows = Array.from(this.next(context), (p, i): [string, number] => [this.states[i], p])
      .filter(([, p]) => p > 0)
      .sort((a, b) => b[1] - a[1]);
    const given = [...context].slice(-this.order).join(typeof context === "string" ? "" : ", ");
    return new ResultTable({ title: `P(next | ${given || "start"})`, columns: ["next", "probability"], rows });
  }

  #places(sequence: Sequence): number[] {
    return Array.from(sequence, (state) => this.variable.stateIndex(state));
  }

  /** The places before `end` that the next state depends on, the start among them if it is that near. */
  #context(places: readonly number[], end = places.length): number[] {
    const context = places.slice(Math.max(0, end - this.order), end);
    return end < this.order ? [this.states.length, ...context] : context;
  }

  /** The distribution `steps` steps after `start` (default: the initial one), for order 1. */
  after(steps: number, start: ArrayLike<number> = this.initial): Float64Array {
    const n = this.states.length;
    const { transitions } = this;
    checkCount("after", "steps", steps, 0);
    let now: Float64Array = Float64Array.from(start);
    if (now.length !== n || !now.every((p) => p >= 0)) {
      throw new GradbookError(`after: start needs ${n} probabilities, one for each state; got ${inWords(start)}.`);
    }
    for (let step = 0; step < steps; step++) {
      const next = new Float64Array(n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[j] += now[i] * transitions[i * n + j];
      now = next;
    }
    return now;
  }

  /**
   * The distribution that a step does not change, π = π P, for order 1.
   * Throws a GradbookError if there are several (the chain falls apart).
   */
  stationary(): Float64Array {
    return stationaryDistribution(this.transitions, this.states.length);
  }

  /** ln P(sequence); -Infinity if it is impossible. Throws a GradbookError for unknown states. */
  logProbability(sequence: Sequence): number {
    const places = this.#places(sequence);
    return places.reduce((sum, now, i) => sum + Math.log(this.#law.probability(now, this.#context(places, i))), 0);
  }

  /**
   * exp(-Σ ln P(sequence) / Σ length): as if so many states were equally likely each time. The first states count too,
   * given the start.
   */
  perplexity(sequences: string | readonly Sequence[]): number {
    let [sum, length] = [0, 0];
    for (const sequence of listOf(sequences)) {
      sum += this.logProbability(sequence);
      length += typeof sequence === "string" ? [...sequence].length : sequence.length;
    }
    if (length === 0) throw new GradbookError("perplexity: there is no state in the sequences.");
    return Math.exp(-sum / length);
  }

  /** A random sequence that begins with `start`: `length` states, or fewer if `stop` comes (it is the last one then); never less than `start`. */
  sample(
    length: number,
    options: { readonly seed?: number; readonly start?: Sequence; readonly stop?: string } = {},
  ): string[] {
    checkCount("sample", "length", length, 0);
    checkOptions("sample", options, ["seed", "start", "stop"]);
    const random = new RandomSource(options.seed ?? 0);
    const places = this.#places(options.start ?? []);
    const stop = options.stop === undefined ? -1 : this.variable.stateIndex(options.stop);
    while (places.length < length && (places.length === 0 || places[places.length - 1] !== stop)) {
      places.push(random.choose(this.#law.row(this.#context(places))));
    }
    return places.map((place) => this.states[place]);
  }

  /**
   * The chain as a Bayesian network of nodes x1, x2, ...: each has the `order` nodes before it as parents.
   * Throws a GradbookError if a table would have more than a million numbers.
   */
  asNetwork(steps: number): BayesianNetwork {
    checkCount("asNetwork", "steps", steps, 1);
    const n = this.states.length;
    if (n ** (Math.min(this.order, steps - 1) + 1) > 1e6) {
      throw new GradbookError(`asNetwork: ${n} states and order ${this.order} give tables of over a million numbers.`);
    }
    const net = new BayesianNetwork();
    for (let t = 1; t <= steps; t++) {
      const parents = Array.from(
        { length: Math.min(this.order, t - 1) },
        (_, i) => t - Math.min(this.order, t - 1) + i,
      );
      net.addVariable(`x${t}`, this.states);
      parents.forEach((parent) => net.addEdge(`x${parent}`, `x${t}`));
      const values = new Float64Array(n ** (parents.length + 1));
      for (let row = 0; row < values.length / n; row++) {
        // The digits of the row's number: the last parent's states change fastest.
        const places = parents.map((_, i) => Math.floor(row / n ** (parents.length - 1 - i)) % n);
        values.set(this.#law.row(this.#context(places)), row * n);
      }
      net.addCpt(`x${t}`, values);
    }
    return net;
  }

  /** The matrix of a small chain of order 1; otherwise how large the chain is. */
  toTable(): ResultTable {
    const n = this.states.length;
    if (this.order === 1 && n <= 20) {
      const rows = this.states.map((state) => [state, ...this.next([state])]);
      return new ResultTable({ title: "P(next | now)", columns: ["now", ...this.states], rows });
    }
    return new ResultTable({
      title: "Markov chain",
      columns: ["order", "states", "contexts seen"],
      rows: [[this.order, n, this.#law.contexts]],
    });
  }
}

/** A single text is a list of one. */
function listOf(sequences: string | readonly Sequence[]): readonly Sequence[] {
  if (typeof sequences === "string") return [sequences];
  if (Array.isArray(sequences)) return sequences as readonly Sequence[];
  throw new GradbookError(`MarkovChain: sequences are a text, or a list of texts or lists; got ${inWords(sequences)}.`);
}

/** Throws a GradbookError if a value is no whole number of `least` or more. */
function checkCount(operation: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new GradbookError(`${operation}: ${name} is ${inWords(value)}; it must be a whole number of ${least} or more.`);
}

/** Counts the runs of up to `length` states. */
export function countRuns(
  sequences: string | readonly Sequence[],
  length: number,
  states?: Sequence,
): { variable: Variable; counts: NGramCounts } {
  const list = listOf(sequences);
  const found = new Set<string>(states);
  if (!states) for (const sequence of list) for (const state of sequence) found.add(state);
  if (found.size === 0) throw new GradbookError("MarkovChain: there are no states in the sequences.");
  const variable = new Variable("state", states ? [...found] : [...found].sort());
  const counts = new NGramCounts(variable.cardinality, length);
  for (const sequence of list) counts.add(Array.from(sequence, (state) => variable.stateIndex(state)));
  return { variable, counts };
}
