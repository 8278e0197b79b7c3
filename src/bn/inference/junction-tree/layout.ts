import { placeFamilies } from "./families";
import type { Family, Placed } from "./families";
import { makeSpread } from "./kernels";
import type { Spread } from "./kernels";
import type { Clique } from "./tree";

/** Where a variable's posterior is summed from: a clique's table, or the separator above it. */
export interface Home {
  readonly variable: number;
  /** How many entries follow each other in the same state of the variable. */
  readonly inner: number;
}

/** Where everything lies that a junction tree computes with: known before any number is. */
export class Layout {
  readonly cliques: readonly Clique[];
  /** For each clique its table's size, and where it starts in the arena; the last start is the arena's size. */
  readonly size: Int32Array;
  readonly start: Int32Array;
  readonly largest: number;
  /** The same of the separator to its parent: for a root a table of one number. */
  readonly separatorSize: Int32Array;
  readonly separatorStart: Int32Array;
  /** How the separator lies in the parent's table. */
  readonly spreads: readonly Spread[];
  /** The families that each clique multiplies. */
  readonly placed: readonly (readonly Placed[])[];
  /** The numbers in all reduced tables of families. */
  readonly reducedSize: number;
  /** 1 for a clique whose message is not 1 even without evidence. */
  readonly speaks: Uint8Array;
  /** For each variable the clique nearest to the root that has it (-1: none), and how far apart its states are there. */
  readonly topClique: Int32Array;
  readonly topInner: Int32Array;
  /** The variables that are read off a clique's table, or off the separator above it. */
  readonly cliqueHomes: readonly (readonly Home[])[];
  readonly separatorHomes: readonly (readonly Home[])[];
  /** For each variable the place of its first posterior. */
  readonly beliefStart: Int32Array;

  constructor(
    cliques: readonly Clique[],
    families: readonly Family[],
    cardinalities: ArrayLike<number>,
    observed: Uint8Array,
  ) {
    const count = cliques.length;
    this.cliques = cliques;
    this.size = new Int32Array(count);
    this.start = new Int32Array(count + 1);
    this.separatorSize = new Int32Array(count);
    this.separatorStart = new Int32Array(count + 1);
    this.speaks = new Uint8Array(count);
    this.topClique = new Int32Array(cardinalities.length).fill(-1);
    this.topInner = new Int32Array(cardinalities.length);
    this.beliefStart = new Int32Array(cardinalities.length + 1);
    for (let v = 0; v < cardinalities.length; v++) this.beliefStart[v + 1] = this.beliefStart[v] + cardinalities[v];
    const spreads: Spread[] = [];
    for (let c = 0; c < count; c++) spreads.push(this.#measure(c, cardinalities));
    this.spreads = spreads;
    let largest = 0;
    for (const size of this.size) if (size > largest) largest = size;
    this.largest = largest;
    const { cliques: placed, size } = placeFamilies(
      families,
      cliques,
      this.topClique,
      cardinalities,
      observed,
      this.speaks,
    );
    this.placed = placed;
    this.reducedSize = size;
    [this.cliqueHomes, this.separatorHomes] = this.#findHomes(cardinalities);
  }

  /** Sizes of a clique and its separator; the variables that it has and its parent has not are at their top here. */
  #measure(c: number, cardinalities: ArrayLike<number>): Spread {
    const { variables, separator, parent } = this.cliques[c];
    let size = 1;
    for (let i = variables.length - 1; i >= separator; i--) {
      this.topClique[variables[i]] = c;
      this.topInner[variables[i]] = size;
      size *= cardinalities[variables[i]];
    }
    let shared = 1;
    for (let i = 0; i < separator; i++) shared *= cardinalities[variables[i]];
    this.size[c] = size * shared;
    this.start[c + 1] = this.start[c] + size * shared;
    this.separatorSize[c] = shared;
    this.separatorStart[c + 1] = this.separatorStart[c] + shared;
    if (parent < 0) return { outer: new Int32Array(0), inner: 1, along: false };
    return makeSpread(this.cliques[parent].variables, variables.slice(0, separator), cardinalities);
  }

  /** The smallest separator that has the variable, or else its only clique. */
  #findHomes(cardinalities: ArrayLike<number>): [Home[][], Home[][]] {
    const { cliques, separatorSize, topClique, topInner } = this;
    const best = new Int32Array(cardinalities.length).fill(-1);
    const inners = new Int32Array(cardinalities.length);
    const [inCliques, inSeparators]: [Home[][], Home[][]] = [[], []];
    for (let c = 0; c < cliques.length; c++) {
      inCliques.push([]);
      inSeparators.push([]);
      const { variables, separator } = cliques[c];
      for (let i = separator - 1, inner = 1; i >= 0; i--) {
        const v = variables[i];
        if (best[v] < 0 || separatorSize[c] < separatorSize[best[v]]) {
          best[v] = c;
          inners[v] = inner;
        }
        inner *= cardinalities[v];
      }
    }
    for (let variable = 0; variable < best.length; variable++) {
      if (best[variable] >= 0) inSeparators[best[variable]].push({ variable, inner: inners[variable] });
      else if (topClique[variable] >= 0) inCliques[topClique[variable]].push({ variable, inner: topInner[variable] });
    }
    return [inCliques, inSeparators];
  }
}
