import { GradbookError } from "../../errors";
import { RandomSource } from "../sampling/random";
import { ResultTable } from "../table";
import { Variable } from "../variable";

/**
 * A Markov chain: the next state depends on the present one only, P(x_t | x_1 ... x_t-1) = P(x_t | x_t-1).
 *
 * `transitions[i][j]` is P(next = j | now = i). Throws a GradbookError if a row is no distribution.
 * Source: Norris, Markov Chains (1997).
 *
 * @example
 * const weather = new bn.MarkovChain(["sun", "rain"], [[0.9, 0.1], [0.5, 0.5]]);
 * [...weather.stationary()].map((p) => p.toFixed(4)); // -> ["0.8333", "0.1667"]
 */
export class MarkovChain {
  readonly variable: Variable;
  /** P(next | now), row after row. */
  readonly transitions: Float64Array;
  readonly initial: Float64Array;

  constructor(states: readonly string[], transitions: readonly (readonly number[])[], initial?: readonly number[]) {
    this.variable = new Variable("state", states);
    const n = states.length;
    this.transitions = Float64Array.from(transitions.flat());
    this.initial = Float64Array.from(initial ?? states.map(() => 1 / n));
    if (transitions.length !== n || transitions.some((row) => row.length !== n) || this.initial.length !== n) {
      throw new GradbookError(`MarkovChain: ${n} states need ${n} rows of ${n} numbers, and ${n} initial ones.`);
    }
    [...transitions, [...this.initial]].forEach((row, i) => {
      const sum = row.reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) < 1e-6 && row.every((p) => p >= 0)) return;
      const name = i < n ? `the row of '${states[i]}'` : "the initial distribution";
      throw new GradbookError(
        `MarkovChain: ${name}, ${row.join(", ")}, is no distribution: it sums to ${sum}, not to 1.`,
      );
    });
  }

  /**
   * The chain that sequences suggest: P(j | i) = (N_ij + a) / (N_i + a · states), with `pseudoCount` a (default 0;
   * a state that nothing follows is then followed by any).
   */
  static fromSequences(
    sequences: readonly (readonly string[])[],
    options: { readonly states?: readonly string[]; readonly pseudoCount?: number } = {},
  ): MarkovChain {
    const { states = [...new Set(sequences.flat())].sort(), pseudoCount = 0 } = options;
    const variable = new Variable("state", states);
    const counts = states.map(() => states.map(() => pseudoCount));
    const first = states.map(() => pseudoCount);
    for (const sequence of sequences) {
      sequence.forEach((state, i) => {
        const now = variable.stateIndex(state);
        if (i === 0) first[now]++;
        else counts[variable.stateIndex(sequence[i - 1])][now]++;
      });
    }
    const normalized = (row: number[]): number[] => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((value) => (sum > 0 ? value / sum : 1 / row.length));
    };
    return new MarkovChain(states, counts.map(normalized), normalized(first));
  }

  get states(): readonly string[] {
    return this.variable.states;
  }

  /** The distribution `steps` steps after `start` (default: the initial one). */
  after(steps: number, start: ArrayLike<number> = this.initial): Float64Array {
    let now: Float64Array = Float64Array.from(start);
    for (let step = 0; step < steps; step++) now = this.#next(now);
    return now;
  }

  #next(now: Float64Array): Float64Array {
    const n = now.length;
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[j] += now[i] * this.transitions[i * n + j];
    return next;
  }

  /**
   * The distribution that a step does not change, π = π P. It is exact: states are taken out one after the other without a
   * subtraction. Throws a GradbookError if there are several (the chain falls apart).
   * Source: Grassmann, Taksar, Heyman, Regenerative Analysis and Steady State Distributions for Markov Chains (1985).
   */
  stationary(): Float64Array {
    const n = this.states.length;
    const a = this.transitions.slice();
    for (let k = n - 1; k > 0; k--) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += a[k * n + j];
      if (sum === 0) return this.#closedClass();
      for (let i = 0; i < k; i++) a[i * n + k] /= sum;
      for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) a[i * n + j] += a[i * n + k] * a[k * n + j];
    }
    const result = new Float64Array(n);
    result[0] = 1;
    let total = 1;
    for (let k = 1; k < n; k++) {
      for (let i = 0; i < k; i++) result[k] += result[i] * a[i * n + k];
      total += result[k];
    }
    return result.map((value) => value / total);
  }

  /** Not every state leads to every other: the states that are never left again decide, if they hang together. */
  #closedClass(): Float64Array {
    const n = this.states.length;
    const reach = this.states.map((_, from) => {
      const seen = new Set([from]);
      for (const i of seen) for (let j = 0; j < n; j++) if (this.transitions[i * n + j] > 0) seen.add(j);
      return seen;
    });
    const closed = reach.filter((seen) => [...seen].every((i) => reach[i].size === seen.size));
    const members = [...closed[0]].sort((i, j) => i - j);
    if (closed.some((seen) => !seen.has(members[0]))) {
      throw new GradbookError(
        "stationary: the chain falls apart: where it ends depends on where it starts; ask after(steps, start).",
      );
    }
    const rows = members.map((i) => members.map((j) => this.transitions[i * n + j]));
    const part = members.length === 1 ? Float64Array.of(1) : new MarkovChain(members.map(String), rows).stationary();
    const result = new Float64Array(n);
    members.forEach((i, at) => (result[i] = part[at]));
    return result;
  }

  /** ln P(sequence); -Infinity if it is impossible. */
  logProbability(sequence: readonly string[]): number {
    const places = sequence.map((state) => this.variable.stateIndex(state));
    return places.reduce((sum, now, i) => {
      const p = i === 0 ? this.initial[now] : this.transitions[places[i - 1] * this.states.length + now];
      return sum + Math.log(p);
    }, 0);
  }

  /** A random sequence. */
  sample(length: number, options: { readonly seed?: number } = {}): string[] {
    const random = new RandomSource(options.seed ?? 0);
    const n = this.states.length;
    const sequence: string[] = [];
    for (let i = 0, now = 0; i < length; i++) {
      now = i === 0 ? random.choose(this.initial) : random.choose(this.transitions, now * n, n);
      sequence.push(this.states[now]);
    }
    return sequence;
  }

  toTable(): ResultTable {
    const n = this.states.length;
    return new ResultTable({
      title: "P(next | now)",
      columns: ["now", ...this.states],
      rows: this.states.map((state, i) => [state, ...this.transitions.subarray(i * n, (i + 1) * n)]),
    });
  }

  toString(): string {
    return this.toTable().toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/html": this.toTable().toHtml(), "text/plain": this.toString() };
  }
}
