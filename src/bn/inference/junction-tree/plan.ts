import type { EliminationOrder } from "../elimination-order";
import { placeFamilies, sizeOf } from "./families";
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
import type { Spread } from "./kernels";
import { junctionTree } from "./tree";
import type { Clique } from "./tree";

/** What is known of a variable: a state, a likelihood, or nothing. */
export type Finding = number | Float64Array | undefined;

/** Below this a sum of products may have lost something: the caller computes with logarithms instead. */
const tiny = 1e-200;

/** Where a variable's posterior is summed from: a clique's table, or the separator above it. */
interface Home {
  readonly variable: number;
  readonly inner: number;
}

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
  readonly cliques: readonly Clique[];
  readonly #cardinalities: ArrayLike<number>;
  readonly #size: Int32Array;
  readonly #start: Int32Array;
  readonly #separatorSize: Int32Array;
  readonly #separatorStart: Int32Array;
  readonly #spreads: Spread[];
  readonly #placed: Placed[][];
  /** The families whose table depends on the observed states. */
  readonly #sliced: { readonly clique: number; readonly placed: Placed }[] = [];
  readonly #weights: number[][];
  readonly #cliqueHomes: Home[][];
  readonly #separatorHomes: Home[][];
  readonly #topClique: Int32Array;
  readonly #topInner: Int32Array;
  readonly #speaks: Uint8Array;
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
  readonly #findings: Finding[];
  #psiHoldsMaxima = false;
  #distributed = false;
  logEvidence = 0;
  /** The posteriors of all variables one after the other. */
  readonly beliefs: Float64Array;
  readonly beliefStart: Int32Array;

  constructor(
    families: readonly Family[],
    cardinalities: ArrayLike<number>,
    observed: Uint8Array,
    elimination: EliminationOrder,
    rank: ArrayLike<number>,
  ) {
    this.#cardinalities = cardinalities;
    this.cliques = junctionTree(elimination, cardinalities, (clique) =>
      clique.reduce((sum, v) => Math.max(sum, rank[v]), 0),
    );
    const count = this.cliques.length;
    const sizes = (part: (clique: Clique) => readonly number[]): Int32Array =>
      Int32Array.from(this.cliques, (clique) => sizeOf(part(clique), cardinalities));
    this.#size = sizes((clique) => clique.variables);
    this.#separatorSize = sizes((clique) => clique.variables.slice(0, clique.separator));
    this.#start = starts(this.#size);
    this.#separatorStart = starts(this.#separatorSize);
    this.#psi = new Float64Array(this.#start[count]);
    this.#messages = new Float64Array(this.#separatorStart[count]);
    this.#ratios = new Float64Array(this.#separatorStart[count]);
    this.#separators = new Float64Array(this.#separatorStart[count]);
    this.#scratch = new Float64Array(this.#size.reduce((a, b) => Math.max(a, b), 0));
    this.#spreads = this.cliques.map((clique) => this.#spreadInParent(clique));
    this.#needed = new Uint8Array(count);
    this.#dirty = new Uint8Array(count).fill(1);
    this.#logScale = new Float64Array(count);
    this.#rootTotal = new Float64Array(count);
    this.#weights = this.cliques.map(() => []);
    this.#topClique = new Int32Array(cardinalities.length).fill(-1);
    const cliquesOf: number[][] = Array.from(cardinalities, () => []);
    this.cliques.forEach((clique, c) => clique.variables.forEach((v) => cliquesOf[v].push(c)));
    cliquesOf.forEach((all, v) => (this.#topClique[v] = all.length > 0 ? all[0] : -1));
    this.#topInner = Int32Array.from(this.#topClique, (c, v) =>
      c < 0 ? 0 : this.#innerOf(this.cliques[c].variables, v),
    );
    this.#speaks = new Uint8Array(count);
    const placed = placeFamilies(families, this.cliques, cliquesOf, cardinalities, observed, this.#speaks);
    this.#placed = placed.cliques;
    this.#reduced = new Float64Array(placed.size);
    this.#placed.forEach((all, clique) => {
      for (const one of all) {
        if (one.observed.length === 0) this.#reduce(one, []);
        else this.#sliced.push({ clique, placed: one });
      }
    });
    this.#findings = Array.from(cardinalities, () => undefined);
    this.beliefStart = starts(Int32Array.from(cardinalities));
    this.beliefs = new Float64Array(this.beliefStart[cardinalities.length]);
    this.#cliqueHomes = this.cliques.map(() => []);
    this.#separatorHomes = this.cliques.map(() => []);
    this.#findHomes(cliquesOf);
  }

  get totalSize(): number {
    return this.#psi.length;
  }

  #spreadInParent(clique: Clique): Spread {
    if (clique.parent < 0) return { outer: new Int32Array(0), inner: 1, along: false };
    const { variables } = this.cliques[clique.parent];
    const shared = clique.variables.slice(0, clique.separator);
    return makeSpread(
      variables.map((v) => this.#cardinalities[v]),
      variables.map((v) => shared.includes(v)),
    );
  }

  /** The smallest separator that has the variable, or else its only clique. */
  #findHomes(cliquesOf: readonly (readonly number[])[]): void {
    cliquesOf.forEach((all, v) => {
      let best = -1;
      for (const c of all) {
        const inSeparator = this.cliques[c].variables.indexOf(v) < this.cliques[c].separator;
        if (inSeparator && (best < 0 || this.#separatorSize[c] < this.#separatorSize[best])) best = c;
      }
      if (best >= 0) {
        const clique = this.cliques[best];
        this.#separatorHomes[best].push({
          variable: v,
          inner: this.#innerOf(clique.variables.slice(0, clique.separator), v),
        });
      } else if (all.length > 0) {
        this.#cliqueHomes[all[0]].push({ variable: v, inner: this.#innerOf(this.cliques[all[0]].variables, v) });
      }
    });
  }

  #innerOf(variables: readonly number[], v: number): number {
    return sizeOf(variables.slice(variables.indexOf(v) + 1), this.#cardinalities);
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
      const clique = this.#topClique[v];
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
    const [psi, start, size] = [this.#psi, this.#start[c], this.#size[c]];
    const placed = this.#placed[c];
    const clique = this.cliques[c];
    let needs = this.#speaks[c];
    if (placed.length === 0) psi.fill(1, start, start + size);
    for (let i = 0; i < placed.length; i++) {
      const one = placed[i];
      if (i === 0) assign(psi, start, one.spread, this.#reduced, one.start);
      else multiply(psi, start, one.spread, this.#reduced, one.start);
    }
    for (const v of this.#weights[c]) {
      needs = 1;
      const finding = this.#findings[v];
      if (typeof finding === "object") weigh(psi, start, size, this.#topInner[v], finding);
      else if (finding !== undefined) keepState(psi, start, size, this.#topInner[v], this.#cardinalities[v], finding);
    }
    for (const child of clique.children) {
      if (this.#needed[child] === 0) continue;
      needs = 1;
      multiply(psi, start, this.#spreads[child], this.#messages, this.#separatorStart[child]);
    }
    this.#needed[c] = needs;
  }

  /** The message to the parent, scaled to sum 1; gives the sum that it had. */
  #send(c: number): number {
    const [to, runs] = [this.#separatorStart[c], this.#separatorSize[c]];
    if (this.#needed[c] === 0 && this.cliques[c].parent >= 0) return 1;
    const messages = this.#messages;
    const total = foldRuns(messages, to, runs, this.#psi, this.#start[c], this.#size[c] / runs);
    if (this.cliques[c].parent < 0) this.#rootTotal[c] = total;
    else for (let i = to; i < to + runs; i++) messages[i] /= total;
    return total;
  }

  /** From the roots to the leaves: the belief of each clique in the scratch table, and from it all that is read off it. */
  #distribute(): void {
    const { cliques } = this;
    for (let c = 0; c < cliques.length; c++) {
      const table = this.#belief(c);
      const at = table === this.#psi ? this.#start[c] : 0;
      for (const child of cliques[c].children) this.#passDown(child, table, at);
      for (const home of this.#cliqueHomes[c]) this.#read(home, table, at, this.#size[c]);
    }
    for (let c = 0; c < cliques.length; c++) {
      for (const home of this.#separatorHomes[c]) {
        this.#read(home, this.#separators, this.#separatorStart[c], this.#separatorSize[c]);
      }
    }
  }

  /** ψ_c times what the parent says; a root only needs its scale. */
  #belief(c: number): Float64Array {
    const runs = this.#separatorSize[c];
    const from = this.#separatorStart[c];
    if (this.cliques[c].parent < 0) this.#ratios[from] = 1 / this.#rootTotal[c];
    scaleRuns(this.#scratch, this.#psi, this.#start[c], this.#ratios, from, runs, this.#size[c] / runs);
    return this.#scratch;
  }

  #passDown(child: number, table: Float64Array, at: number): void {
    const [to, size] = [this.#separatorStart[child], this.#separatorSize[child]];
    const [separators, ratios, messages] = [this.#separators, this.#ratios, this.#messages];
    sumTo(separators, to, size, this.#spreads[child], table, at);
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
    const values = new Float64Array(sizeOf(kept, this.#cardinalities));
    const spread = makeSpread(
      inClique.map((v) => this.#cardinalities[v]),
      inClique.map((v) => variables.includes(v)),
    );
    sumTo(values, 0, values.length, spread, this.#belief(c), 0);
    return { variables: kept, values };
  }

  /** The most probable states of all free variables; undefined if numbers became too small. */
  mostProbable(findings: readonly Finding[]): Int32Array | undefined {
    this.#takeFindings(findings);
    this.#psiHoldsMaxima = true;
    for (let c = this.cliques.length - 1; c >= 0; c--) {
      const [to, runs] = [this.#separatorStart[c], this.#separatorSize[c]];
      this.#build(c);
      const largest = maxRuns(this.#messages, to, runs, this.#psi, this.#start[c], this.#size[c] / runs);
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
    const inner = this.#size[c] / this.#separatorSize[c];
    const at = this.#start[c] + run * inner;
    let best = 0;
    for (let i = 1; i < inner; i++) if (this.#psi[at + i] > this.#psi[at + best]) best = i;
    for (let i = variables.length - 1; i >= separator; i--) {
      const cardinality = this.#cardinalities[variables[i]];
      states[variables[i]] = best % cardinality;
      best = Math.floor(best / cardinality);
    }
  }
}

function starts(sizes: Int32Array): Int32Array {
  const result = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) result[i + 1] = result[i] + sizes[i];
  return result;
}

function sameFinding(a: Finding, b: Finding): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return a.every((value, i) => value === b[i]);
}
