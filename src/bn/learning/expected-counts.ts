import { GradbookError } from "../../errors";
import { JunctionTree } from "../inference/junction-tree/junction-tree";
import type { BayesianNetwork } from "../network";
import type { Evidence } from "../variable";
import type { DataSet } from "./data-set";
import { GroupWalker } from "./group-walker";
import type { Group, GroupFamily } from "./group-walker";
import { searchTree, visits } from "./search-tree";

/** A family of the network: the columns of parents and node, and how far one state of each goes in its table. */
interface Family {
  readonly members: readonly number[];
  readonly strides: readonly number[];
  readonly size: number;
}

/** Above this a walk through all combinations takes longer than a junction tree. */
const mostEntries = 2 ** 22;

/** Expected family counts of rows with unknown cells: what stays the same over all steps of EM is prepared once. */
export class ExpectedCounts {
  readonly #most: number;
  readonly #nodes: readonly string[];
  readonly #states: readonly (readonly string[])[];
  readonly #cardinalities: readonly number[];
  readonly #families: readonly Family[];
  /** Counts of the families that rows tell in full. */
  readonly #certain: Float64Array[];
  /** By their variables; undefined for those of too many combinations. */
  readonly #groups = new Map<string, Group | undefined>();
  /** Rows that leave so much open that only a junction tree can sum over it; equal ones once. */
  readonly #wide = new Map<string, { readonly evidence: Evidence; weight: number }>();

  constructor(net: BayesianNetwork, data: DataSet, { most = mostEntries } = {}) {
    this.#most = most;
    this.#nodes = net.nodes;
    this.#states = net.variables.map((variable) => variable.states);
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
    const groups = this.#groupsOf(columns, row, ofVariable);
    if (!groups) {
      this.#addWide(columns, row);
      return;
    }
    for (const group of groups) this.#addCase(group, columns, row);
    this.#families.forEach(({ members, strides }, f) => {
      let at = 0;
      for (let i = 0; i < members.length; i++) {
        const state = columns[members[i]][row];
        if (state < 0) return;
        at += state * strides[i];
      }
      this.#certain[f][at]++;
    });
  }

  /** The groups of unknown variables of a row; undefined if one of them is too wide. */
  #groupsOf(
    columns: readonly Int16Array[],
    row: number,
    ofVariable: readonly (readonly number[])[],
  ): Group[] | undefined {
    const groups: Group[] = [];
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
      const group = this.#group([...members], [...families]);
      if (!group) return undefined;
      groups.push(group);
    }
    return groups;
  }

  #addWide(columns: readonly Int16Array[], row: number): void {
    const places = columns.map((column) => column[row]);
    const same = this.#wide.get(places.join());
    if (same) {
      same.weight++;
      return;
    }
    const known = this.#nodes.flatMap((node, v) =>
      places[v] < 0 ? [] : [[node, this.#states[v][places[v]]] as const],
    );
    this.#wide.set(places.join(), { evidence: Object.fromEntries(known), weight: 1 });
  }

  #group(members: readonly number[], families: readonly number[]): Group | undefined {
    const key = [...members].sort((a, b) => a - b).join();
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.has(key)) return known;
    const group = this.#prepare(members, families);
    this.#groups.set(key, group);
    return group;
  }

  /** The way through a group's combinations; undefined if they are too many. */
  #prepare(members: readonly number[], families: readonly number[]): Group | undefined {
    const tree = searchTree(
      members,
      families.map((f) => this.#families[f].members),
    );
    if (visits(tree, this.#cardinalities) > this.#most) return undefined;
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
    return { tree, families: byDepth, cases: new Map() };
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
      if (!group) continue;
      const walker = new GroupWalker(group, this.#cardinalities, tables, counts);
      for (const { bases, weight } of group.cases.values())
        logLikelihood += weight * Math.log(walker.walk(bases, weight));
    }
    logLikelihood += this.#addByTree(net, counts);
    if (logLikelihood > -Infinity) return { counts, logLikelihood };
    throw new GradbookError(
      "expectationMaximization: the data hold a row that is impossible in the first network; start from one without zeros.",
    );
  }

  /** P(family | row) for every family of the rows that leave too much open; gives their log-likelihood. */
  #addByTree(net: BayesianNetwork, counts: readonly Float64Array[]): number {
    if (this.#wide.size === 0) return 0;
    const tree = new JunctionTree(net);
    let logLikelihood = 0;
    for (const { evidence, weight } of this.#wide.values()) {
      logLikelihood += weight * tree.logEvidence(evidence);
      if (logLikelihood === -Infinity) break;
      this.#families.forEach(({ members }, f) => {
        const names = members.map((v) => this.#nodes[v]);
        tree.query(names, evidence).values.forEach((probability, at) => (counts[f][at] += weight * probability));
      });
    }
    return logLikelihood;
  }
}
