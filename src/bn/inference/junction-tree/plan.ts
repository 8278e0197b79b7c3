import type { EliminationOrder } from "../elimination-order";
import type { Family, Placed } from "./families";
import {
  assign,
  foldRuns,
  keepState,
  makeSpread,
  marginal,
  maxRuns,
  multiply,
  scaleRuns,
  sumTo,
  weigh,
} from "./kernels";
import { Layout } from "./layout";
import type { Home } from "./layout";
import { junctionTree } from "./tree";
import type { Clique } from "./tree";

/** What is known of a variable: a state, a likelihood, or nothing. */
export type Finding = number | Float64Array | undefined;

/** Below this a sum of products may have lost something: the caller computes with logarithms instead. */
const tiny = 1e-200;

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
  readonly #cardinalities: ArrayLike<number>;
  /** The families whose table depends on the observed states. */
  readonly #sliced: { readonly clique: number; readonly placed: Placed }[] = [];
  /** The variables whose finding is weighed in, by clique. */
  readonly #weights: number[][] = [];
  readonly #psi: Float64Array;
  readonly #messages: Float64Array;
  readonly #ratios: Float64Array;
  readonly #separators: Float64Array;
  readonly #scratch: Float64Array;
  readonly #reduced: Float64Array;
  readonly #needed: Uint8Array;
  readonly #dirty: Uint8Array;
  readonly #logScale: Float64Array;
  readonly #rootTotal: Float64Array;
  readonly #findings: Finding[] = [];
  #psiHoldsMaxima = false;
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
    this.#cardinalities = cardinalities;
    const cliques = junctionTree(elimination, cardinalities, ranks);
    const layout = new Layout(cliques, families, cardinalities, observed);
    this.#layout = layout;
    const count = cliques.length;
    const separators = layout.separatorStart[count];
    this.#psi = new Float64Array(layout.start[count]);
    this.#messages = new Float64Array(separators);
    this.#ratios = new Float64Array(separators);
    this.#separators = new Float64Array(separators);
    this.#scratch = new Float64Array(layout.largest);
    this.#reduced = new Float64Array(layout.reducedSize);
    this.#needed = new Uint8Array(count);
    this.#dirty = new Uint8Array(count).fill(1);
    this.#logScale = new Float64Array(count);
    this.#rootTotal = new Float64Array(count);
    this.beliefs = new Float64Array(layout.beliefStart[cardinalities.length]);
    for (let v = 0; v < cardinalities.length; v++) this.#findings.push(undefined);
    for (let clique = 0; clique < count; clique++) {
      this.#weights.push([]);
      for (const placed of layout.placed[clique]) {
        if (placed.observed.length === 0) this.#reduce(placed, this.#findings);
        else this.#sliced.push({ clique, placed });
      }
    }
  }

  get cliques(): readonly Clique[] {
    return this.#layout.cliques;
  }

  get beliefStart(): Int32Array {
    return this.#layout.beliefStart;
  }

  /** Puts the observed states into a family's table. */
  #reduce(placed: Placed, findings: readonly Finding[]): void {
    let base = 0;
    for (const { variable, stride } of placed.observed) base += stride * (findings[variable] as number);
    const { gather, start } = placed;
    const { values } = placed.family;
    const reduced = this.#reduced;
    for (let i = 0; i < gather.length; i++) reduced[start + i] = values[base + gather[i]];
  }

  /** Marks the cliques that a changed finding touches, and notes what is known now. */
  #takeFindings(findings: readonly Finding[]): void {
    const old = this.#findings;
    for (let v = 0; v < findings.length; v++) {
      if (sameFinding(old[v], findings[v])) continue;
      const clique = this.#layout.topClique[v];
      this.#distributed = false;
      if (clique < 0) {
        this.#setCertain(v, findings[v] as number);
        continue;
      }
      this.#dirty[clique] = 1;
      const weights = this.#weights[clique];
      if (findings[v] === undefined) weights.splice(weights.indexOf(v), 1);
      else if (old[v] === undefined) weights.push(v);
    }
    for (const { clique, placed } of this.#sliced) {
      if (!placed.observed.some(({ variable }) => old[variable] !== findings[variable])) continue;
      this.#dirty[clique] = 1;
      this.#distributed = false;
      this.#reduce(placed, findings);
    }
    for (let v = 0; v < findings.length; v++) old[v] = findings[v];
  }

  /** A variable that is sliced away is certainly in its state. */
  #setCertain(v: number, state: number): void {
    this.beliefs.fill(0, this.beliefStart[v], this.beliefStart[v + 1]);
    this.beliefs[this.beliefStart[v] + state] = 1;
  }

  /** Collects and distributes. False if numbers became so small that the result is not to be trusted. */
  propagate(findings: readonly Finding[]): boolean {
    this.#takeFindings(findings);
    if (this.#psiHoldsMaxima) this.#dirty.fill(1);
    else if (this.#distributed) return true;
    this.#psiHoldsMaxima = false;
    this.#distributed = this.#collect();
    if (this.#distributed) this.#distribute();
    return this.#distributed;
  }

  #collect(): boolean {
    const { cliques } = this;
    const dirty = this.#dirty;
    let log = 0;
    let fine = true;
    for (let c = cliques.length - 1; c >= 0; c--) {
      const { parent } = cliques[c];
      if (dirty[c] === 1) {
        if (parent >= 0) dirty[parent] = 1;
        this.#build(c);
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

  /** ψ_c from its families, findings and the children's messages. */
  #build(c: number): void {
    const [psi, start, size] = [this.#psi, this.#layout.start[c], this.#layout.size[c]];
    const placed = this.#layout.placed[c];
    const clique = this.cliques[c];
    let needs = this.#layout.speaks[c];
    if (placed.length === 0) psi.fill(1, start, start + size);
    for (let i = 0; i < placed.length; i++) {
      const one = placed[i];
      if (i === 0) assign(psi, start, one.spread, this.#reduced, one.start);
      else multiply(psi, start, one.spread, this.#reduced, one.start);
    }
    for (const v of this.#weights[c]) {
      needs = 1;
      const finding = this.#findings[v];
      if (typeof finding === "object") weigh(psi, start, size, this.#layout.topInner[v], finding);
      else if (finding !== undefined)
        keepState(psi, start, size, this.#layout.topInner[v], this.#cardinalities[v], finding);
    }
    for (const child of clique.children) {
      if (this.#needed[child] === 0) continue;
      needs = 1;
      multiply(psi, start, this.#layout.spreads[child], this.#messages, this.#layout.separatorStart[child]);
    }
    this.#needed[c] = needs;
  }

  /** The message to the parent, scaled to sum 1; gives the sum that it had. */
  #send(c: number): number {
    const [to, runs] = [this.#layout.separatorStart[c], this.#layout.separatorSize[c]];
    if (this.#needed[c] === 0 && this.cliques[c].parent >= 0) return 1;
    const messages = this.#messages;
    const total = foldRuns(messages, to, runs, this.#psi, this.#layout.start[c], this.#layout.size[c] / runs);
    if (this.cliques[c].parent < 0) this.#rootTotal[c] = total;
    else for (let i = to; i < to + runs; i++) messages[i] /= total;
    return total;
  }

  /** From the roots to the leaves: the belief of each clique in the scratch table, and from it all that is read off it. */
  #distribute(): void {
    const { cliques } = this;
    for (let c = 0; c < cliques.length; c++) {
      const table = this.#belief(c);
      const at = table === this.#psi ? this.#layout.start[c] : 0;
      for (const child of cliques[c].children) this.#passDown(child, table, at);
      for (const home of this.#layout.cliqueHomes[c]) this.#read(home, table, at, this.#layout.size[c]);
    }
    for (let c = 0; c < cliques.length; c++) {
      for (const home of this.#layout.separatorHomes[c]) {
        this.#read(home, this.#separators, this.#layout.separatorStart[c], this.#layout.separatorSize[c]);
      }
    }
  }

  /** ψ_c times what the parent says; a root only needs its scale. */
  #belief(c: number): Float64Array {
    const runs = this.#layout.separatorSize[c];
    const from = this.#layout.separatorStart[c];
    if (this.cliques[c].parent < 0) this.#ratios[from] = 1 / this.#rootTotal[c];
    scaleRuns(this.#scratch, this.#psi, this.#layout.start[c], this.#ratios, from, runs, this.#layout.size[c] / runs);
    return this.#scratch;
  }

  #passDown(child: number, table: Float64Array, at: number): void {
    const [to, size] = [this.#layout.separatorStart[child], this.#layout.separatorSize[child]];
    const [separators, ratios, messages] = [this.#separators, this.#ratios, this.#messages];
    sumTo(separators, to, size, this.#layout.spreads[child], table, at);
    if (this.#needed[child] === 0) {
      for (let i = to; i < to + size; i++) ratios[i] = separators[i];
    } else {
      // Where the message is 0 the belief is 0 too: 0 / 0 stands for 0.
      for (let i = to; i < to + size; i++) ratios[i] = messages[i] === 0 ? 0 : separators[i] / messages[i];
    }
  }

  #read(home: Home, table: Float64Array, at: number, size: number): void {
    const { variable, inner } = home;
    const to = this.beliefStart[variable];
    const states = this.#cardinalities[variable];
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
    const values = new Float64Array(kept.reduce((size, v) => size * this.#cardinalities[v], 1));
    const spread = makeSpread(inClique, kept, this.#cardinalities);
    sumTo(values, 0, values.length, spread, this.#belief(c), 0);
    return { variables: kept, values };
  }

  /** The most probable states of all free variables; undefined if numbers became too small. */
  mostProbable(findings: readonly Finding[]): Int32Array | undefined {
    this.#takeFindings(findings);
    this.#psiHoldsMaxima = true;
    for (let c = this.cliques.length - 1; c >= 0; c--) {
      const [to, runs] = [this.#layout.separatorStart[c], this.#layout.separatorSize[c]];
      this.#build(c);
      const largest = maxRuns(this.#messages, to, runs, this.#psi, this.#layout.start[c], this.#layout.size[c] / runs);
      if (!(largest > tiny)) return undefined;
      for (let i = to; i < to + runs; i++) this.#messages[i] /= largest;
      this.#needed[c] = 1;
    }
    const states = new Int32Array(this.#cardinalities.length).fill(-1);
    for (let c = 0; c < this.cliques.length; c++) this.#choose(c, states);
    return states;
  }

  /** The best entry of a clique among those that agree with what is chosen above it. */
  #choose(c: number, states: Int32Array): void {
    const { variables, separator } = this.cliques[c];
    let run = 0;
    for (let i = 0; i < separator; i++) run = run * this.#cardinalities[variables[i]] + states[variables[i]];
    const inner = this.#layout.size[c] / this.#layout.separatorSize[c];
    const at = this.#layout.start[c] + run * inner;
    let best = 0;
    for (let i = 1; i < inner; i++) if (this.#psi[at + i] > this.#psi[at + best]) best = i;
    for (let i = variables.length - 1; i >= separator; i--) {
      const cardinality = this.#cardinalities[variables[i]];
      states[variables[i]] = best % cardinality;
      best = Math.floor(best / cardinality);
    }
  }
}

function sameFinding(a: Finding, b: Finding): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return a.every((value, i) => value === b[i]);
}
