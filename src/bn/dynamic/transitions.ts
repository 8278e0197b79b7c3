import { GradbookError } from "../../errors";
import type { NGramCounts } from "./ngram-counts";

/** P(next | context) by the numbers of the states; the number after the last state stands for the start. */
export interface Transitions {
  readonly order: number;
  /** How many contexts of full length have been seen. */
  readonly contexts: number;
  row(context: readonly number[]): Float64Array;
  probability(next: number, context: readonly number[]): number;
}

/** Order 1, given as a matrix. */
export class MatrixTransitions implements Transitions {
  readonly order = 1;
  readonly contexts: number;
  readonly #rows: readonly Float64Array[];

  /** The last row is the initial distribution. Throws a GradbookError if a row is no distribution. */
  constructor(
    states: readonly string[],
    rows: readonly (readonly number[])[],
    initial: readonly number[] = states.map(() => 1 / states.length),
  ) {
    this.contexts = states.length;
    if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
      throw new GradbookError("MarkovChain: transitions are a list of rows, P(next | now) for each state now.");
    }
    const all = [...rows, initial];
    if (all.length !== states.length + 1 || all.some((row) => row.length !== states.length)) {
      throw new GradbookError(
        `MarkovChain: ${states.length} states need ${states.length} rows of ${states.length} numbers, and as many initial ones.`,
      );
    }
    all.forEach((row, i) => {
      const sum = row.reduce((a, b) => a + b, 0);
      if (Math.abs(sum - 1) < 1e-6 && row.every((p) => p >= 0)) return;
      const name = i < states.length ? `the row of '${states[i]}'` : "the initial distribution";
      throw new GradbookError(
        `MarkovChain: ${name}, ${row.join(", ")}, is no distribution: it sums to ${sum}, not to 1.`,
      );
    });
    this.#rows = all.map((row) => Float64Array.from(row));
  }

  row(context: readonly number[]): Float64Array {
    return this.#rows[context[0]];
  }

  probability(next: number, context: readonly number[]): number {
    return this.row(context)[next];
  }
}

/** How counts become probabilities; see `MarkovChainOptions`. */
export type Smoothing = "additive" | "wittenBell";

/** Any order, from the counts of runs. */
export class CountedTransitions implements Transitions {
  readonly order: number;
  readonly #counts: NGramCounts;
  readonly #smoothing: Smoothing;
  readonly #added: number;

  constructor(counts: NGramCounts, order: number, smoothing: Smoothing, pseudoCount: number) {
    this.#counts = counts;
    this.order = order;
    this.#smoothing = smoothing;
    this.#added = pseudoCount;
  }

  get contexts(): number {
    const { followed, symbols } = this.#counts;
    let seen = 0;
    for (const { run, node } of this.#counts.runs(this.order)) if (run[0] < symbols && followed[node] > 0) seen++;
    return seen;
  }

  row(context: readonly number[]): Float64Array {
    const { symbols, count, symbol, first, sibling } = this.#counts;
    const row = new Float64Array(symbols).fill(1 / symbols);
    for (const { node, kept, scale } of this.#mixed(context)) {
      for (let i = 0; i < symbols; i++) row[i] *= kept;
      for (let at = first[node]; at > 0; at = sibling[at]) {
        if (symbol[at] < symbols) row[symbol[at]] += count[at] * scale;
      }
    }
    return row;
  }

  probability(next: number, context: readonly number[]): number {
    let p = 1 / this.#counts.symbols;
    for (const { node, kept, scale } of this.#mixed(context)) {
      // A run that never occurred has the node 0, whose count is 0.
      p = p * kept + this.#counts.count[this.#counts.child(node, next)] * scale;
    }
    return p;
  }

  /**
   * Both kinds of smoothing mix counts with something wider: p <- kept · p + scale · N(c x). What p begins with is uniform,
   * so that additive smoothing keeps (a · states) / (N(c) + a · states) of it.
   */
  *#mixed(context: readonly number[]): Generator<{ node: number; kept: number; scale: number }> {
    const { followed, kinds, symbols } = this.#counts;
    const shortest = this.#smoothing === "additive" ? context.length : 0;
    for (let length = shortest; length <= context.length; length++) {
      const node = this.#counts.find(context.slice(context.length - length));
      if (node < 0 || followed[node] === 0) return;
      const wider = this.#smoothing === "additive" ? this.#added * symbols : kinds[node];
      const total = followed[node] + wider;
      yield { node, kept: wider / total, scale: 1 / total };
    }
  }
}
