import { visits } from "./search-tree";
import type { Branch } from "./search-tree";

/** A family within a group: its table entries that agree with a row are `base` + Σ strides · states of the group's variables. */
export interface GroupFamily {
  readonly family: number;
  readonly observed: readonly number[];
  readonly observedStrides: readonly number[];
  /** Which of the group's variables it has, and how far a state of each goes in its table. */
  readonly places: readonly number[];
  readonly strides: readonly number[];
}

/**
 * Variables that are unknown in a row and hang together: given what is known, different groups are independent of each
 * other. Rows that agree in the unknown variables and in all known ones around them are counted once.
 */
export interface Group {
  readonly tree: readonly Branch[];
  /** For each branch the families that are known in full once that variable has a state. */
  readonly families: readonly (readonly GroupFamily[])[];
  /** Each different case: the start of every family in its table (in the order of `families`), and its number of rows. */
  readonly cases: Map<string, { readonly bases: Int32Array; weight: number }>;
}

/**
 * Walks the states of a group's variables down its tree. At each branch the families that are now known give a factor; with
 * the weight of the way here and the sums of all ways on from here it gives the expected counts.
 */
export class GroupWalker {
  readonly #sizes: Int32Array;
  readonly #children: readonly (readonly number[])[];
  readonly #first: Int32Array;
  readonly #families: readonly GroupFamily[];
  readonly #tables: readonly Float64Array[];
  readonly #counts: readonly Float64Array[];
  readonly #states: Int32Array;
  readonly #noted: Float64Array;
  #bases: Int32Array = new Int32Array(0);
  #note = 0;

  constructor(group: Group, cardinalities: readonly number[], tables: readonly Float64Array[], counts: Float64Array[]) {
    this.#sizes = Int32Array.from(group.tree, ({ variable }) => cardinalities[variable]);
    this.#children = group.tree.map(({ children }) => children);
    this.#families = group.families.flat();
    this.#first = new Int32Array(group.tree.length + 1);
    group.families.forEach((families, at) => (this.#first[at + 1] = this.#first[at] + families.length));
    this.#tables = this.#families.map(({ family }) => tables[family]);
    this.#counts = this.#families.map(({ family }) => counts[family]);
    this.#states = new Int32Array(group.tree.length);
    this.#noted = new Float64Array(visits(group.tree, cardinalities));
  }

  /** P(the known cells of the group's families); adds the expected counts of `weight` such rows. */
  walk(bases: Int32Array, weight: number): number {
    this.#bases = bases;
    this.#note = 0;
    const total = this.#sum(0);
    this.#note = 0;
    if (total > 0) this.#add(0, weight / total);
    return total;
  }

  #place(f: number): number {
    const { places, strides } = this.#families[f];
    let at = this.#bases[f];
    for (let i = 0; i < places.length; i++) at += strides[i] * this.#states[places[i]];
    return at;
  }

  /** The product of the families that are known at a branch. */
  #own(at: number): number {
    let own = 1;
    for (let f = this.#first[at]; f < this.#first[at + 1]; f++) own *= this.#tables[f][this.#place(f)];
    return own;
  }

  /** The sum over all ways from this branch on; notes for each state its value and the sum of each child. */
  #sum(at: number): number {
    const children = this.#children[at];
    let sum = 0;
    for (let state = 0; state < this.#sizes[at]; state++) {
      this.#states[at] = state;
      let value = this.#own(at);
      const note = this.#note;
      this.#note += 1 + children.length;
      if (value > 0) {
        for (let i = 0; i < children.length; i++) value *= this.#noted[note + 1 + i] = this.#sum(children[i]);
      }
      this.#noted[note] = value;
      sum += value;
    }
    return sum;
  }

  /** The second visit, in the same order: `before` is the weight of all that lies beside this branch. */
  #add(at: number, before: number): void {
    const children = this.#children[at];
    for (let state = 0; state < this.#sizes[at]; state++) {
      this.#states[at] = state;
      const note = this.#note;
      this.#note += 1 + children.length;
      const share = before * this.#noted[note];
      let own = 1;
      for (let f = this.#first[at]; f < this.#first[at + 1]; f++) {
        const place = this.#place(f);
        own *= this.#tables[f][place];
        this.#counts[f][place] += share;
      }
      if (!(own > 0)) continue;
      for (let i = 0; i < children.length; i++) {
        let beside = before * own;
        for (let j = 0; j < children.length; j++) if (j !== i) beside *= this.#noted[note + 1 + j];
        this.#add(children[i], beside);
      }
    }
  }
}
