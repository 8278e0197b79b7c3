import { GradbookError, inWords } from "../../errors";
import type { Dag } from "../graph";
import type { BayesianNetwork } from "../network";
import { WeightedRows } from "./configurations";
import type { DataSet } from "./data-set";
import { logGamma } from "./special-functions";

export type ScoreKind = "logLikelihood" | "bic" | "aic" | "bdeu" | "k2";

const kinds: readonly ScoreKind[] = ["logLikelihood", "bic", "aic", "bdeu", "k2"];

export interface ScoreOptions {
  /** For "bdeu": how many imagined rows are spread over each table; default 10. */
  readonly equivalentSampleSize?: number;
}

/**
 * How well a structure fits complete data; greater is better, natural logarithms. N_ijk rows have node i in state k and its
 * parents in combination j of q_i; r_i is the number of states.
 *
 * - logLikelihood: L = Σ N_ijk ln(N_ijk / N_ij)
 * - bic: L - ln(N) / 2 · Σ q_i (r_i - 1); aic: L - Σ q_i (r_i - 1), with all declared combinations and states
 * - bdeu: Σ ln Γ(s / q) - ln Γ(N_ij + s / q) + Σ ln Γ(N_ijk + s / (q r)) - ln Γ(s / (q r))
 * - k2: Σ ln (r - 1)! - ln (N_ij + r - 1)! + Σ ln N_ijk!
 *
 * Each is a sum of one number a node (`localScore`), which is computed once. Equivalent structures have the same score
 * (except "k2").
 * Sources: Schwarz, Estimating the Dimension of a Model (1978); Akaike (1974); Cooper and Herskovits, A Bayesian Method for
 * the Induction of Probabilistic Networks from Data (1992); Heckerman, Geiger, Chickering (1995).
 *
 * @example
 * const data = bn.DataSet.fromCsv("a,b\n0,0\n0,0\n1,1\n1,1\n0,1");
 * const bic = new bn.StructureScore(data, "bic");
 * bic.score(bn.Dag.from([["a", "b"]])).toFixed(4); // -> "-7.6888"
 * bic.localScore("a", []).toFixed(4); // -> "-4.1698"
 */
export class StructureScore {
  readonly kind: ScoreKind;
  readonly data: DataSet;
  readonly equivalentSampleSize: number;
  readonly rows: WeightedRows;
  readonly #known = new Map<string, number>();
  /** n ln n for every count that can occur. */
  readonly #nLogN: Float64Array;

  /** Throws a GradbookError if a cell is not known. */
  constructor(data: DataSet, kind: ScoreKind = "bic", options: ScoreOptions = {}) {
    if (!kinds.includes(kind)) {
      throw new GradbookError(`StructureScore: there is no score ${inWords(kind)}; there are ${kinds.join(", ")}.`);
    }
    this.data = data;
    this.kind = kind;
    this.equivalentSampleSize = options.equivalentSampleSize ?? 10;
    if (!(this.equivalentSampleSize > 0)) {
      throw new GradbookError(
        `StructureScore: equivalentSampleSize is ${this.equivalentSampleSize}, but must be above 0.`,
      );
    }
    this.rows = new WeightedRows("StructureScore", data);
    this.#nLogN = Float64Array.from({ length: data.count + 1 }, (_, n) => (n > 0 ? n * Math.log(n) : 0));
  }

  /** A node's part of the score with these parents. */
  localScore(node: string, parents: readonly string[]): number {
    return this.local(
      this.data.columnIndex(node),
      parents.map((parent) => this.data.columnIndex(parent)),
    );
  }

  /** The score of a whole structure. Throws a GradbookError if a node is no column of the data. */
  score(structure: Dag | BayesianNetwork): number {
    return structure.nodes.reduce((sum, node) => sum + this.localScore(node, structure.parents(node)), 0);
  }

  /** `localScore` by the places of the columns. */
  local(node: number, parents: readonly number[]): number {
    const key = `${node}|${parents.length > 1 ? [...parents].sort((a, b) => a - b).join(",") : parents.join("")}`;
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.#compute(node, parents);
      this.#known.set(key, value);
    }
    return value;
  }

  #compute(node: number, parents: readonly number[]): number {
    const counts = this.rows.counts(node, parents);
    const { cardinalities, total } = this.rows;
    const states = cardinalities[node];
    const combinations = parents.reduce((product, parent) => product * cardinalities[parent], 1);
    const free = combinations * (states - 1);
    switch (this.kind) {
      case "logLikelihood":
        return this.#logLikelihood(counts, states);
      case "bic":
        return this.#logLikelihood(counts, states) - (Math.log(total) / 2) * free;
      case "aic":
        return this.#logLikelihood(counts, states) - free;
      case "bdeu":
        return dirichlet(counts, states, this.equivalentSampleSize / combinations / states);
      case "k2":
        return dirichlet(counts, states, 1);
    }
  }

  #logLikelihood(counts: Int32Array, states: number): number {
    const nLogN = this.#nLogN;
    let sum = 0;
    for (let row = 0; row < counts.length; row += states) {
      let all = 0;
      for (let i = row; i < row + states; i++) {
        all += counts[i];
        sum += nLogN[counts[i]];
      }
      sum -= nLogN[all];
    }
    return sum;
  }
}

/** ln of the probability of the rows when every distribution has the prior Dirichlet(α, ..., α). */
function dirichlet(counts: Int32Array, states: number, alpha: number): number {
  const [logAlpha, logAll] = [logGamma(alpha), logGamma(alpha * states)];
  let sum = 0;
  for (let row = 0; row < counts.length; row += states) {
    let all = 0;
    for (let i = row; i < row + states; i++) {
      if (counts[i] === 0) continue;
      all += counts[i];
      sum += logGamma(counts[i] + alpha) - logAlpha;
    }
    if (all > 0) sum += logAll - logGamma(all + alpha * states);
  }
  return sum;
}
