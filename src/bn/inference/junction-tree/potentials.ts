import type { Placed } from "./families";
import { assign, keepState, multiply, weigh } from "./kernels";
import type { Layout } from "./layout";

/** What is known of a variable: a state, a likelihood, or nothing. */
export type Finding = number | Float64Array | undefined;

/** Below this a sum or maximum of products may have lost something: the caller computes with logarithms instead. */
export const tiny = 1e-200;

/**
 * The tables of the cliques: ψ_c = Π families Π findings Π messages from the children. They stay as they are between two
 * propagations, so that with new findings only the cliques between a changed one and the root are built anew (`dirty`).
 */
export class Potentials {
  readonly layout: Layout;
  readonly cardinalities: ArrayLike<number>;
  /** All ψ, clique after clique. */
  readonly psi: Float64Array;
  /** What each clique says to its parent, and whether it must be said: it is 1 everywhere otherwise. */
  readonly messages: Float64Array;
  readonly needed: Uint8Array;
  readonly dirty: Uint8Array;
  readonly findings: Finding[] = [];
  /** Whether the messages are maxima instead of sums. */
  holdsMaxima = false;
  readonly #reduced: Float64Array;
  /** The families whose table depends on the observed states. */
  readonly #sliced: { readonly clique: number; readonly placed: Placed }[] = [];
  /** The variables whose finding is weighed in, by clique. */
  readonly #weights: number[][] = [];

  constructor(layout: Layout, cardinalities: ArrayLike<number>) {
    this.layout = layout;
    this.cardinalities = cardinalities;
    const count = layout.cliques.length;
    this.psi = new Float64Array(layout.start[count]);
    this.messages = new Float64Array(layout.separatorStart[count]);
    this.needed = new Uint8Array(count);
    this.dirty = new Uint8Array(count).fill(1);
    this.#reduced = new Float64Array(layout.reducedSize);
    for (let v = 0; v < cardinalities.length; v++) this.findings.push(undefined);
    for (let clique = 0; clique < count; clique++) {
      this.#weights.push([]);
      for (const placed of layout.placed[clique]) {
        if (placed.observed.length === 0) this.#reduce(placed, this.findings);
        else this.#sliced.push({ clique, placed });
      }
    }
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

  /** Marks the cliques that a changed finding touches, and notes what is known now. False if nothing changed. */
  take(findings: readonly Finding[]): boolean {
    const old = this.findings;
    let changed = false;
    for (let v = 0; v < findings.length; v++) {
      if (sameFinding(old[v], findings[v])) continue;
      changed = true;
      const clique = this.layout.topClique[v];
      if (clique < 0) continue;
      this.dirty[clique] = 1;
      const weights = this.#weights[clique];
      if (findings[v] === undefined) weights.splice(weights.indexOf(v), 1);
      else if (old[v] === undefined) weights.push(v);
    }
    if (!changed) return false;
    for (const { clique, placed } of this.#sliced) {
      if (!placed.observed.some(({ variable }) => old[variable] !== findings[variable])) continue;
      this.dirty[clique] = 1;
      this.#reduce(placed, findings);
    }
    for (let v = 0; v < findings.length; v++) old[v] = findings[v];
    return true;
  }

  /** ψ_c from its families, findings and the children's messages. */
  build(c: number): void {
    const [psi, start, size] = [this.psi, this.layout.start[c], this.layout.size[c]];
    const placed = this.layout.placed[c];
    const clique = this.layout.cliques[c];
    let needs = this.layout.speaks[c];
    if (placed.length === 0) psi.fill(1, start, start + size);
    for (let i = 0; i < placed.length; i++) {
      const one = placed[i];
      if (i === 0) assign(psi, start, one.spread, this.#reduced, one.start);
      else multiply(psi, start, one.spread, this.#reduced, one.start);
    }
    for (const v of this.#weights[c]) {
      needs = 1;
      const finding = this.findings[v];
      if (typeof finding === "object") weigh(psi, start, size, this.layout.topInner[v], finding);
      else if (finding !== undefined)
        keepState(psi, start, size, this.layout.topInner[v], this.cardinalities[v], finding);
    }
    for (const child of clique.children) {
      if (this.needed[child] === 0) continue;
      needs = 1;
      multiply(psi, start, this.layout.spreads[child], this.messages, this.layout.separatorStart[child]);
    }
    this.needed[c] = needs;
  }
}

function sameFinding(a: Finding, b: Finding): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return a.every((value, i) => value === b[i]);
}
