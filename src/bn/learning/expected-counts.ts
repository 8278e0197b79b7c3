import { GradbookError } from "../../errors";
import type { BayesianNetwork } from "../network";
import type { DataSet } from "./data-set";

/** A family of the network: the columns of parents and node, and how far one state of each goes in its table. */
interface Family {
  readonly members: readonly number[];
  readonly strides: readonly number[];
  readonly size: number;
}

/** A family within a group: its table entries that agree with a row are `base` + Σ strides · states of the group's variables. */
interface GroupFamily {
  readonly family: number;
  readonly observed: readonly number[];
  readonly observedStrides: readonly number[];
  /** Which of the group's variables it has, and how far a state of each goes in its table. */
  readonly places: readonly number[];
  readonly strides: readonly number[];
}

/** A variable of a group and those under it: given the states on the way from the root, its children are independent of each other. */
interface Branch {
  readonly variable: number;
  readonly children: number[];
}

/**
 * Orders variables as a tree, such that those of one family lie on one way from the root: the variable that leaves the
 * smallest parts when it is taken out comes first, then each part likewise.
 * Source: Dechter and Mateescu, AND/OR Search Spaces for Graphical Models (2007).
 */
function searchTree(variables: readonly number[], scopes: readonly (readonly number[])[]): Branch[] {
  const around = new Map(variables.map((v) => [v, new Set<number>()]));
  for (const scope of scopes) {
    const inGroup = scope.filter((v) => around.has(v));
    for (const v of inGroup) for (const other of inGroup) if (other !== v) around.get(v)?.add(other);
  }
  const parts = (left: ReadonlySet<number>): Set<number>[] => {
    const found: Set<number>[] = [];
    const seen = new Set<number>();
    for (const v of left) {
      if (seen.has(v)) continue;
      const part = new Set([v]);
      for (const one of part) {
        seen.add(one);
        for (const other of around.get(one) ?? []) if (left.has(other)) part.add(other);
      }
      found.push(part);
    }
    return found;
  };
  const without = (part: ReadonlySet<number>, v: number): Set<number> => new Set([...part].filter((one) => one !== v));
  const tree: Branch[] = [];
  const build = (part: ReadonlySet<number>): number => {
    let [best, smallest] = [-1, Infinity];
    for (const v of part) {
      const largest = parts(without(part, v)).reduce((size, one) => Math.max(size, one.size), 0);
      if (largest < smallest) [best, smallest] = [v, largest];
    }
    const branch: Branch = { variable: best, children: [] };
    const at = tree.push(branch) - 1;
    for (const rest of parts(without(part, best))) branch.children.push(build(rest));
    return at;
  };
  build(new Set(variables));
  return tree;
}

/**
 * Variables that are unknown in a row and hang together: given what is known, different groups are independent of each
 * other. Rows that agree in the unknown variables and in all known ones around them are counted once.
 */
interface Group {
  readonly tree: readonly Branch[];
  /** For each branch the families that are known in full once that variable has a state. */
  readonly families: readonly (readonly GroupFamily[])[];
  /** Each different case: the start of every family in its table (in the order of `families`), and its number of rows. */
  readonly cases: Map<string, { readonly bases: Int32Array; weight: number }>;
}

const mostEntries = 2 ** 22;

/** Expected family counts of rows with unknown cells: what stays the same over all steps of EM is prepared once. */
export class ExpectedCounts {
  readonly #nodes: readonly string[];
  readonly #cardinalities: readonly number[];
  readonly #families: readonly Family[];
  /** Counts of the families that rows tell in full. */
  readonly #certain: Float64Array[];
  readonly #groups = new Map<string, Group>();

  constructor(net: BayesianNetwork, data: DataSet) {
    this.#nodes = net.nodes;
    this.#cardinalities = net.variables.map((variable) => variable.cardinality);
    const place = new Map(this.#nodes.map((node, i) => [node, i]));
    this.#families = this.#nodes.map((node) => {
      const members = [...net.parents(node), node].map((name) => place.get(name) ?? 0);
      const strides = members.map((_, i) => members.slice(i + 1).reduce((size, v) => size * this.#cardinalities[v], 1));
      return { members, strides, size: strides[0] * this.#cardinalities[members[0]] };
    });
    this.#certain = this.#families.map((family) => new Float64Array(family.size));
    const ofVariable: number[][] = this.#nodes.map(() => []);
    this.#families.forEach(({ members }, f) => members.forEach((v) => ofVariable[v].push(f)));
    for (let row = 0; row < data.count; row++) this.#addRow(data.columns, row, ofVariable);
  }

  #addRow(columns: readonly Int16Array[], row: number, ofVariable: readonly (readonly number[])[]): void {
    this.#families.forEach(({ members, strides }, f) => {
      let at = 0;
      for (let i = 0; i < members.length; i++) {
        const state = columns[members[i]][row];
        if (state < 0) return;
        at += state * strides[i];
      }
      this.#certain[f][at]++;
    });
    const done = new Set<number>();
    for (let v = 0; v < columns.length; v++) {
      if (columns[v][row] >= 0 || done.has(v)) continue;
      const members = new Set([v]);
      const families = new Set<number>();
      for (const one of members) {
        done.add(one);
        for (const f of ofVariable[one]) {
          families.add(f);
          for (const other of this.#families[f].members) if (columns[other][row] < 0) members.add(other);
        }
      }
      this.#addCase(this.#group([...members], [...families]), columns, row);
    }
  }

  #group(members: readonly number[], families: readonly number[]): Group {
    const key = [...members].sort((a, b) => a - b).join();
    let group = this.#groups.get(key);
    if (group) return group;
    const tree = searchTree(
      members,
      families.map((f) => this.#families[f].members),
    );
    const entries = visits(tree, this.#cardinalities);
    if (entries > mostEntries) {
      const names = members.slice(0, 12).map((v) => this.#nodes[v]);
      throw new GradbookError(
        `expectationMaximization: a row leaves ${members.length} variables unknown that depend on each other ` +
          `(${names.join(", ")}${members.length > 12 ? ", ..." : ""}): ${entries.toPrecision(3)} combinations, of at most ${mostEntries}. ` +
          "Leave out rows that tell very little.",
      );
    }
    const depth = new Map(tree.map(({ variable }, i) => [variable, i]));
    const byDepth: GroupFamily[][] = tree.map(() => []);
    for (const f of families) {
      const family = this.#families[f];
      const unknown: [number, number][] = [];
      const known: [number, number][] = [];
      let last = 0;
      family.members.forEach((v, i) => {
        const at = depth.get(v);
        if (at === undefined) known.push([v, family.strides[i]]);
        else {
          unknown.push([at, family.strides[i]]);
          last = Math.max(last, at);
        }
      });
      byDepth[last].push({
        family: f,
        observed: known.map(([v]) => v),
        observedStrides: known.map(([, stride]) => stride),
        places: unknown.map(([at]) => at),
        strides: unknown.map(([, stride]) => stride),
      });
    }
    group = { tree, families: byDepth, cases: new Map() };
    this.#groups.set(key, group);
    return group;
  }

  #addCase(group: Group, columns: readonly Int16Array[], row: number): void {
    const bases: number[] = [];
    for (const families of group.families) {
      for (const { observed, observedStrides } of families) {
        let base = 0;
        for (let i = 0; i < observed.length; i++) base += columns[observed[i]][row] * observedStrides[i];
        bases.push(base);
      }
    }
    const key = bases.join();
    const known = group.cases.get(key);
    if (known) known.weight++;
    else group.cases.set(key, { bases: Int32Array.from(bases), weight: 1 });
  }

  /** E[N_ijk] for every family, by node, and the log-likelihood of what is known, under a network of this structure. */
  compute(net: BayesianNetwork): { counts: Float64Array[]; logLikelihood: number } {
    const tables = this.#nodes.map((node) => net.cpt(node).toFactor().values);
    const counts = this.#certain.map((certain) => certain.slice());
    let logLikelihood = 0;
    this.#certain.forEach((certain, f) => {
      for (let i = 0; i < certain.length; i++) if (certain[i] > 0) logLikelihood += certain[i] * Math.log(tables[f][i]);
    });
    for (const group of this.#groups.values()) {
      const walker = new GroupWalker(group, this.#cardinalities, tables, counts);
      for (const { bases, weight } of group.cases.values())
        logLikelihood += weight * Math.log(walker.walk(bases, weight));
    }
    if (logLikelihood > -Infinity) return { counts, logLikelihood };
    throw new GradbookError(
      "expectationMaximization: the data hold a row that is impossible in the first network; start from one without zeros.",
    );
  }
}

/** How many numbers a walk notes: one for each partial assignment and one for each branch that goes on from it. */
function visits(tree: readonly Branch[], cardinalities: readonly number[], at = 0): number {
  const { variable, children } = tree[at];
  return cardinalities[variable] * children.reduce((sum, child) => sum + 1 + visits(tree, cardinalities, child), 1);
}

/**
 * Walks the states of a group's variables down its tree. At each branch the families that are now known give a factor; with
 * the weight of the way here and the sums of all ways on from here it gives the expected counts.
 */
class GroupWalker {
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
