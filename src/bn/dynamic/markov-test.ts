import { checkOptions, GradbookError } from "../../errors";
import type { IndependenceResult } from "../learning/independence";
import { chiSquaredSurvival } from "../learning/special-functions";
import { countRuns } from "./markov-chain";
import type { Sequence } from "./markov-chain";

export interface MarkovTestOptions {
  /** How many states the next one is supposed to depend on at most; 0 or more, default 1. */
  readonly order?: number;
  /** "g": the likelihood ratio 2 Σ O ln (O / E); "chi2": Pearson's Σ (O - E)² / E. Default "g". */
  readonly test?: "g" | "chi2";
}

/**
 * Tests the Markov assumption of order k against k + 1: given the k states before it, is the next state independent of
 * the one before those? O = N(b c x) for a state b, a context c of k states and the next state x; E = N(b c) N(c x) / N(c).
 * The degrees of freedom are Σ over contexts of (states before it - 1)(states after it - 1), of those that occur;
 * the p-value is 1 where there are none.
 *
 * A small p-value says that a chain of order k forgets something. Counts below about 5 in most cells make it unreliable.
 * Source: Anderson, Goodman, Statistical Inference about Markov Chains (1957).
 *
 * @example
 * const pairs = bn.MarkovChain.fromSequences("aabbaabbaabbaabb", { order: 2, pseudoCount: 0.1 });
 * const text = pairs.sample(500, { seed: 1 });
 * bn.testMarkovOrder([text], { order: 1 }).pValue < 0.001; // -> true
 * bn.testMarkovOrder([text], { order: 2 }).pValue > 0.001; // -> true
 */
export function testMarkovOrder(
  sequences: string | readonly Sequence[],
  options: MarkovTestOptions = {},
): IndependenceResult {
  checkOptions("testMarkovOrder", options, ["order", "test"]);
  const { order = 1, test = "g" } = options;
  if (test !== "g" && test !== "chi2") {
    throw new GradbookError(`testMarkovOrder: test is "g" or "chi2", not ${String(test)}.`);
  }
  if (!(Number.isInteger(order) && order >= 0)) {
    throw new GradbookError(`testMarkovOrder: order is ${order}; it must be a whole number of 0 or more.`);
  }
  const { counts } = countRuns(sequences, order + 2);
  const { count, followed, symbol, symbols, first, sibling } = counts;
  // By the node of a context c: N(c) and how many states came before it; by the node of c x: N(c x).
  const [total, before, after] = [count, count, count].map(({ length }) => new Int32Array(length));
  // The runs b c that something follows, with their contexts.
  const rows: [node: number, context: number][] = [];
  for (const { run, node } of counts.runs(order + 1)) {
    if (run[0] === symbols || followed[node] === 0) continue;
    const context = counts.find(run.slice(1));
    rows.push([node, context]);
    total[context] += followed[node];
    before[context]++;
    for (let at = first[node]; at > 0; at = sibling[at]) after[counts.child(context, symbol[at])] += count[at];
  }
  let [statistic, degreesOfFreedom] = [0, 0];
  for (const [node, context] of rows) {
    for (let at = first[node]; at > 0; at = sibling[at]) {
      const expected = (followed[node] * after[counts.child(context, symbol[at])]) / total[context];
      statistic += test === "g" ? 2 * count[at] * Math.log(count[at] / expected) : count[at] ** 2 / expected;
    }
    // Cells that are empty need no visit: Σ (O - E)² / E = Σ O² / E - Σ O.
    if (test === "chi2") statistic -= followed[node];
  }
  for (const context of new Set(rows.map((row) => row[1]))) {
    let states = 0;
    for (let at = first[context]; at > 0; at = sibling[at]) states += Number(after[at] > 0);
    degreesOfFreedom += (before[context] - 1) * (states - 1);
  }
  const pValue = degreesOfFreedom > 0 ? chiSquaredSurvival(statistic, degreesOfFreedom) : 1;
  return { statistic: Math.max(0, statistic), degreesOfFreedom, pValue };
}
