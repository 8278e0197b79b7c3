import { checkOptions, GradbookError } from "../../errors";
import { WeightedRows } from "./configurations";
import type { DataSet } from "./data-set";
import { Pdag } from "./equivalence";
import { testRows } from "./independence";
import type { IndependenceOptions } from "./independence";

export interface PcOptions extends IndependenceOptions {
  /** Two nodes count as independent if the p-value is this or more; default 0.01. */
  readonly alpha?: number;
  /** At most so many nodes are conditioned on; default 4. */
  readonly maxConditioning?: number;
}

/** A pair of nodes that are independent given `separator`. */
export interface Separated {
  readonly pair: readonly [string, string];
  readonly separator: readonly string[];
}

/** What PC found. */
export interface PcResult {
  /** The edges, directed as far as the independences tell. */
  readonly graph: Pdag;
  /** The edges without directions, each pair sorted. */
  readonly skeleton: [string, string][];
  /** The pairs without an edge (sorted), with the nodes that made them independent. */
  readonly separated: readonly Separated[];
  /** How many independence tests were made. */
  readonly tests: number;
}

/**
 * The PC algorithm in its stable form: starts with all edges, takes away those whose ends are independent given some of
 * their neighbours (first none, then one, two ...; neighbours as they were at the start of the round, so that the order of
 * the columns does not matter), then directs a -> c <- b where c did not separate a and b, and what follows from it.
 *
 * Throws a GradbookError if cells are not known.
 * Source: Spirtes, Glymour, Scheines, Causation, Prediction, and Search (2000); Colombo and Maathuis, Order-Independent
 * Constraint-Based Causal Structure Learning (2014).
 *
 * @example
 * const random = new bn.RandomSource(1);
 * const rows = Array.from({ length: 2000 }, () => [random.integer(2), random.integer(2)]);
 * const data = bn.DataSet.fromRows(rows.map(([a = 0, b = 0]) => ({ a, b, c: Math.max(a, b) })));
 * bn.pc(data).graph.directed; // -> [["a", "c"], ["b", "c"]]
 */
export function pc(data: DataSet, options: PcOptions = {}): PcResult {
  checkOptions("pc", options, ["alpha", "maxConditioning", "test", "yates"]);
  const { alpha = 0.01, maxConditioning = 4 } = options;
  if (!(alpha > 0 && alpha < 1)) throw new GradbookError(`pc: alpha is ${alpha}; it must lie between 0 and 1.`);
  const rows = new WeightedRows("pc", data);
  const names = [...data.names].sort();
  const places = names.map((name) => data.columnIndex(name));
  const joined = names.map((_, a) => new Set(names.map((__, b) => b).filter((b) => b !== a)));
  const separated: Separated[] = [];
  const known = new Map<string, boolean>();
  const independent = (a: number, b: number, given: readonly number[]): boolean => {
    const key = `${a} ${b} ${given.join()}`;
    let answer = known.get(key);
    if (answer === undefined) {
      const z = given.map((one) => places[one]);
      answer = testRows(rows, places[a], places[b], z, options).pValue >= alpha;
      known.set(key, answer);
    }
    return answer;
  };
  for (let size = 0; size <= maxConditioning && joined.some((around) => around.size > size); size++) {
    const before = joined.map((around) => [...around].sort((a, b) => a - b));
    for (let a = 0; a < names.length; a++) {
      for (let b = a + 1; b < names.length; b++) {
        if (!joined[a].has(b)) continue;
        const separator =
          find(
            before[a].filter((one) => one !== b),
            size,
            (given) => independent(a, b, given),
          ) ??
          find(
            before[b].filter((one) => one !== a),
            size,
            (given) => independent(a, b, given),
          );
        if (!separator) continue;
        joined[a].delete(b);
        joined[b].delete(a);
        separated.push({ pair: [names[a], names[b]], separator: separator.map((one) => names[one]) });
      }
    }
  }
  const skeleton = names.flatMap((name, a) =>
    [...joined[a]]
      .filter((b) => b > a)
      .sort((x, y) => x - y)
      .map((b): [string, string] => [name, names[b]]),
  );
  return { graph: orientEdges(names, skeleton, separated), skeleton, separated, tests: known.size };
}

/** The first choice of `size` of the candidates that passes. */
function find(
  candidates: readonly number[],
  size: number,
  passes: (chosen: readonly number[]) => boolean,
): readonly number[] | undefined {
  const chosen: number[] = [];
  const choose = (from: number): boolean => {
    if (chosen.length === size) return passes(chosen);
    for (let i = from; i <= candidates.length - (size - chosen.length); i++) {
      chosen.push(candidates[i]);
      if (choose(i + 1)) return true;
      chosen.pop();
    }
    return false;
  };
  return choose(0) ? chosen : undefined;
}

/** Directs the v-structures (the first one wins where two contradict each other), then what follows. */
function orientEdges(
  names: readonly string[],
  skeleton: readonly [string, string][],
  separated: readonly Separated[],
): Pdag {
  const graph = new Pdag(names, [], skeleton);
  for (const { pair, separator } of separated) {
    const [a, b] = pair;
    for (const c of graph.neighbours(a)) {
      if (graph.mark(b, c) === undefined || separator.includes(c)) continue;
      if (graph.mark(a, c) === "from" || graph.mark(b, c) === "from") continue;
      graph.orient(a, c);
      graph.orient(b, c);
    }
  }
  return graph.applyMeekRules();
}
