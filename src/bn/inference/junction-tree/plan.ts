import type { EliminationOrder } from "../elimination-order";
import type { Family } from "./families";
import { foldRuns, makeSpread, marginal, scaleRuns, sumTo } from "./kernels";
import { Layout } from "./layout";
import type { Home } from "./layout";
import { mostProbable } from "./maxima";
import { Potentials, tiny } from "./potentials";
import type { Finding } from "./potentials";
import { junctionTree } from "./tree";
import type { Clique } from "./tree";

/**
 * A junction tree that is compiled for a set of observed variables, whose states are sliced away ("sliced"), with all
 * other findings as weights ("masked").
 *
 * Collecting: ψ_c = Π families Π messages from the children; message_c = Σ ψ_c over what the parent does not have.
 * Distributing: belief_c = ψ_c · (Σ belief_parent) / message_c. ψ stays as it is, so that with the next evidence only the
 * cliques between a changed finding and the root are collected anew; beliefs live in one scratch table, hot in the cache.
 * A subtree without findings whose families' heads are all summed out sends the message 1, which is neither computed nor
 * multiplied.
 * Source: Jensen, Lauritzen, Olesen, Bayesian Updating in Causal Probabilistic Networks by Local Computations (1990);
 * Madsen, Jensen, Lazy Propagation (1999), for what need not be computed.
 */
export class Plan {
  readonly #layout: Layout;
  readonly #potentials: Potentials;
  /** The variables that are sliced away. */
  readonly #observed: number[] = [];
  /** For each separator its belief, and the belief by the message that came from below. */
  readonly #separators: Float64Array;
  readonly #ratios: Float64Array;
  readonly #scratch: Float64Array;
  readonly #logScale: Float64Array;
  readonly #rootTotal: Float64Array;
  #distributed = false;
  logEvidence = 0;
  /** The posteriors of all variables one after the other. */
  readonly beliefs: Float64Array;

  constructor(
    families: readonly Family[],
    cardinalities: ArrayLike<number>,
    observed: Uint8Array,
    elimination: EliminationOrder,
    ranks: ArrayLike<number>,
  ) {
    const cliques = junctionTree(elimination, cardinalities, ranks);
    const layout = new Layout(cliques, families, cardinalities, observed);
    this.#layout = layout;
    this.#potentials = new Potentials(layout, cardinalities);
    for (let v = 0; v < cardinalities.length; v++) if (layout.topClique[v] < 0) this.#observed.push(v);
    const separators = layout.separatorStart[cliques.length];
    this.#separators = new Float64Array(separators);
    this.#ratios = new Float64Array(separators);
    this.#scratch = new Float64Array(layout.largest);
    this.#logScale = new Float64Array(cliques.length);
    this.#rootTotal = new Float64Array(cliques.length);
    this.beliefs = new Float64Array(layout.beliefStart[cardinalities.length]);
  }

  get cliques(): readonly Clique[] {
    return this.#layout.cliques;
  }

  get beliefStart(): Int32Array {
    return this.#layout.beliefStart;
  }

  /** Collects and distributes. False if numbers became so small that the result is not to be trusted. */
  propagate(findings: readonly Finding[]): boolean {
    const potentials = this.#potentials;
    if (potentials.take(findings)) this.#distributed = false;
    if (potentials.holdsMaxima) potentials.dirty.fill(1);
    else if (this.#distributed) return true;
    potentials.holdsMaxima = false;
    this.#distributed = this.#collect();
    if (this.#distributed) this.#distribute();
    return this.#distributed;
  }

  /** The most probable states of all free variables; undefined if numbers became too small. */
  mostProbable(findings: readonly Finding[]): Int32Array | undefined {
    this.#distributed = false;
    return mostProbable(this.#potentials, findings);
  }

  #collect(): boolean {
    const { cliques } = this;
    const dirty = this.#potentials.dirty;
    let log = 0;
    let fine = true;
    for (let c = cliques.length - 1; c >= 0; c--) {
      const { parent } = cliques[c];
      if (dirty[c] === 1) {
        if (parent >= 0) dirty[parent] = 1;
        this.#potentials.build(c);
        const total = this.#send(c);
        if (!(total > tiny)) fine = false;
        this.#logScale[c] = Math.log(total);
        dirty[c] = 0;
      }
      log += this.#logScale[c];
    }
    this.logEvidence = log;
    if (!fine) dirty.fill(1);
    return fine;
  }

  /** The message to the parent, scaled to sum 1; gives the sum that it had. */
  #send(c: number): number {
    const [to, runs] = [this.#layout.separatorStart[c], this.#layout.separatorSize[c]];
    if (this.#potentials.needed[c] === 0 && this.cliques[c].parent >= 0) return 1;
    const messages = this.#potentials.messages;
    const total = foldRuns(
      messages,
      to,
      runs,
      this.#potentials.psi,
      this.#layout.start[c],
      this.#layout.size[c] / runs,
    );
    if (this.cliques[c].parent < 0) this.#rootTotal[c] = total;
    else for (let i = to; i < to + runs; i++) messages[i] /= total;
    return total;
  }

  /** From the roots to the leaves: the belief of each clique in the scratch table, and from it all that is read off it. */
  #distribute(): void {
    const { cliques, cliqueHomes, separatorHomes, size, separatorStart, separatorSize } = this.#layout;
    for (const v of this.#observed) this.#setCertain(v, this.#potentials.findings[v] as number);
    for (let c = 0; c < cliques.length; c++) {
      this.#findBelief(c);
      for (const child of cliques[c].children) this.#passDown(child);
      for (const home of cliqueHomes[c]) this.#read(home, this.#scratch, 0, size[c]);
    }
    for (let c = 0; c < cliques.length; c++) {
      for (const home of separatorHomes[c]) this.#read(home, this.#separators, separatorStart[c], separatorSize[c]);
    }
  }

  /** ψ_c times what the parent says; a root only needs its scale. */
  #findBelief(c: number): void {
    const { separatorSize, separatorStart, start, size, cliques } = this.#layout;
    const [runs, from] = [separatorSize[c], separatorStart[c]];
    if (cliques[c].parent < 0) this.#ratios[from] = 1 / this.#rootTotal[c];
    scaleRuns(this.#scratch, this.#potentials.psi, start[c], this.#ratios, from, runs, size[c] / runs);
  }

  #passDown(child: number): void {
    const [to, size] = [this.#layout.separatorStart[child], this.#layout.separatorSize[child]];
    const [separators, ratios, messages] = [this.#separators, this.#ratios, this.#potentials.messages];
    sumTo(separators, to, size, this.#layout.spreads[child], this.#scratch, 0);
    if (this.#potentials.needed[child] === 0) {
      for (let i = to; i < to + size; i++) ratios[i] = separators[i];
    } else {
      // Where the message is 0 the belief is 0 too: 0 / 0 stands for 0.
      for (let i = to; i < to + size; i++) ratios[i] = messages[i] === 0 ? 0 : separators[i] / messages[i];
    }
  }

  #read(home: Home, table: Float64Array, at: number, size: number): void {
    const { variable, inner } = home;
    const to = this.beliefStart[variable];
    const states = this.#potentials.cardinalities[variable];
    marginal(this.beliefs, to, states, table, at, size, inner);
    let total = 0;
    for (let i = to; i < to + states; i++) total += this.beliefs[i];
    for (let i = to; i < to + states; i++) this.beliefs[i] /= total;
  }

  /** The joint belief of variables that one clique has, in that clique's order; undefined if none has all. */
  joint(variables: readonly number[]): { variables: number[]; values: Float64Array } | undefined {
    const c = this.cliques.findIndex((clique) => variables.every((v) => clique.variables.includes(v)));
    if (c < 0) return undefined;
    const inClique = this.cliques[c].variables;
    const kept = inClique.filter((v) => variables.includes(v));
    const values = new Float64Array(kept.reduce((size, v) => size * this.#potentials.cardinalities[v], 1));
    const spread = makeSpread(inClique, kept, this.#potentials.cardinalities);
    this.#findBelief(c);
    sumTo(values, 0, values.length, spread, this.#scratch, 0);
    return { variables: kept, values };
  }

  /** A variable that is sliced away is certainly in its state. */
  #setCertain(v: number, state: number): void {
    this.beliefs.fill(0, this.beliefStart[v], this.beliefStart[v + 1]);
    this.beliefs[this.beliefStart[v] + state] = 1;
  }
}
