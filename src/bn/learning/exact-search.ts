import { checkOptions, GradbookError } from "../../errors";
import { Dag } from "../graph";
import { checkData } from "./configurations";
import type { DataSet } from "./data-set";
import { SearchResult } from "./search-result";
import { StructureScore } from "./scores";
import type { ScoreKind, ScoreOptions } from "./scores";

export interface ExactSearchOptions extends ScoreOptions {
  /** Default "bic". */
  readonly score?: ScoreKind;
  /** At most so many parents a node; default 4. */
  readonly maxParents?: number;
}

const mostVariables = 15;

/**
 * The best structure of all (with at most `maxParents` parents a node), by dynamic programming over sets of variables:
 * best(S) = max over the last node x in S of best(S \ x) + the best local score of x with parents in S \ x.
 *
 * Takes time and memory in proportion to n 2^n: throws a GradbookError above 15 variables, or if cells are not known.
 * Source: Silander and Myllymäki, A Simple Approach for Finding the Globally Optimal Bayesian Network Structure (2006).
 *
 * @example
 * const rows = Array.from({ length: 90 }, (_, i) => ({ a: i % 2, b: i % 2, c: i % 3 }));
 * bn.exactSearch(bn.DataSet.fromRows(rows)).dag.edges.length; // -> 1
 */
export function exactSearch(data: DataSet, options: ExactSearchOptions = {}): SearchResult {
  checkOptions("exactSearch", options, ["score", "maxParents", "equivalentSampleSize"]);
  checkData("exactSearch", data);
  const { score = "bic", maxParents = 4 } = options;
  if (!(Number.isInteger(maxParents) && maxParents >= 0)) {
    throw new GradbookError(`exactSearch: maxParents is ${maxParents}; it must be a whole number of 0 or more.`);
  }
  const n = data.variables.length;
  if (n > mostVariables) {
    throw new GradbookError(`exactSearch: ${n} variables; it works up to ${mostVariables}. hillClimbing takes more.`);
  }
  const scorer = new StructureScore(data, score, options);
  const best = Array.from({ length: n }, (_, x) => bestParents(scorer, n, x, maxParents));
  const total = new Float64Array(2 ** n);
  const last = new Int8Array(2 ** n);
  for (let set = 1; set < 2 ** n; set++) {
    total[set] = -Infinity;
    for (let x = 0; x < n; x++) {
      if (((set >> x) & 1) === 0) continue;
      const rest = set & ~(1 << x);
      const value = total[rest] + best[x].score[rest];
      if (!(value > total[set])) continue;
      total[set] = value;
      last[set] = x;
    }
  }
  const dag = Dag.from([], data.names);
  for (let set = 2 ** n - 1; set > 0; set &= ~(1 << last[set])) {
    const x = last[set];
    const parents = best[x].parents[set & ~(1 << x)];
    for (let p = 0; p < n; p++) if (((parents >> p) & 1) === 1) dag.addEdge(data.names[p], data.names[x]);
  }
  return new SearchResult(dag, scorer.score(dag), score, []);
}

/** For each set of candidates the best score of x with parents among them, and these parents; sets are bit masks. */
function bestParents(
  scorer: StructureScore,
  n: number,
  x: number,
  maxParents: number,
): { score: Float64Array; parents: Int32Array } {
  const score = new Float64Array(2 ** n);
  const parents = new Int32Array(2 ** n);
  for (let set = 0; set < 2 ** n; set++) {
    if (((set >> x) & 1) === 1) continue;
    const members: number[] = [];
    for (let p = 0; p < n; p++) if (((set >> p) & 1) === 1) members.push(p);
    score[set] = members.length <= maxParents ? scorer.local(x, members) : -Infinity;
    parents[set] = set;
    for (const p of members) {
      const less = set & ~(1 << p);
      if (!(score[less] >= score[set])) continue;
      score[set] = score[less];
      parents[set] = parents[less];
    }
  }
  return { score, parents };
}
