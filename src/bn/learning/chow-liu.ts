import { checkOptions, GradbookError } from "../../errors";
import { Dag } from "../graph";
import { Labelled, ResultTable } from "../table";
import { checkData, WeightedRows } from "./configurations";
import type { DataSet } from "./data-set";

/** An edge of a tree, with the mutual information of its ends in nats. */
export interface TreeEdge {
  readonly nodes: readonly [string, string];
  readonly information: number;
}

/** A maximum spanning tree. */
export class TreeResult extends Labelled {
  readonly dag: Dag;
  /** The tree's edges, the strongest first. */
  readonly edges: readonly TreeEdge[];

  constructor(dag: Dag, edges: readonly TreeEdge[]) {
    super();
    this.dag = dag;
    this.edges = edges;
  }

  /** The sum of all edges' mutual information. */
  get total(): number {
    return this.edges.reduce((sum, edge) => sum + edge.information, 0);
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `a tree of ${this.edges.length} edges; mutual information in nats, ${this.total.toFixed(4)} in all`,
      columns: ["edge", "information"],
      rows: this.edges.map(({ nodes, information }) => [nodes.join(" - "), information]),
    });
  }
}

/**
 * The tree that fits complete data best: a maximum spanning tree of the empirical mutual information
 * I(X; Y) = Σ p(x, y) ln (p(x, y) / (p(x) p(y))), its edges pointing away from `root` (default: the first column).
 *
 * Throws a GradbookError if cells are not known.
 * Source: Chow and Liu, Approximating Discrete Probability Distributions with Dependence Trees (1968).
 *
 * @example
 * const rows = [{ a: 0, b: 0, c: 0 }, { a: 0, b: 0, c: 0 }, { a: 1, b: 1, c: 0 }, { a: 1, b: 1, c: 1 }];
 * bn.chowLiu(bn.DataSet.fromRows(rows)).dag.edges; // -> [["a", "b"], ["a", "c"]]
 */
export function chowLiu(data: DataSet, options: { readonly root?: string } = {}): TreeResult {
  checkOptions("chowLiu", options, ["root"]);
  const rows = new WeightedRows("chowLiu", data);
  const places = data.names.map((_, i) => i);
  const edges = spanningTree(data.names, places, (a, b) => informationGiven(rows, a, b, []));
  return new TreeResult(direct(edges, data.names, options.root), edges);
}

/**
 * The tree-augmented naive Bayes structure: the class points at every attribute, and the attributes form the tree that is
 * best for I(X; Y | class).
 *
 * Throws a GradbookError if cells are not known or there is no such column.
 * Source: Friedman, Geiger, Goldszmidt, Bayesian Network Classifiers (1997).
 */
export function treeAugmentedNaiveBayes(
  data: DataSet,
  target: string,
  options: { readonly root?: string } = {},
): TreeResult {
  checkOptions("treeAugmentedNaiveBayes", options, ["root"]);
  const rows = new WeightedRows("treeAugmentedNaiveBayes", data);
  const klass = data.columnIndex(target);
  const places = data.names.map((_, i) => i).filter((i) => i !== klass);
  const names = places.map((i) => data.names[i]);
  const edges = spanningTree(data.names, places, (a, b) => informationGiven(rows, a, b, [klass]));
  const tree = direct(edges, names, options.root);
  const dag = Dag.from([], data.names);
  for (const name of names) dag.addEdge(target, name);
  for (const [parent, child] of tree.edges) dag.addEdge(parent, child);
  return new TreeResult(dag, edges);
}

/** The naive Bayes structure: given the class, all attributes are independent. */
export function naiveBayes(data: DataSet, target: string): Dag {
  checkData("naiveBayes", data);
  data.columnIndex(target);
  const attributes = data.names.filter((name) => name !== target);
  return Dag.from(
    attributes.map((name) => [target, name] as const),
    data.names,
  );
}

/** I(X; Y | Z) of the rows in nats. */
export function informationGiven(rows: WeightedRows, x: number, y: number, z: readonly number[]): number {
  const [sizeX, sizeY] = [rows.cardinalities[x], rows.cardinalities[y]];
  const joint = rows.counts(y, [...z, x]);
  let sum = 0;
  const ofX = new Float64Array(sizeX);
  const ofY = new Float64Array(sizeY);
  for (let start = 0; start < joint.length; start += sizeX * sizeY) {
    ofX.fill(0);
    ofY.fill(0);
    let all = 0;
    for (let i = 0; i < sizeX * sizeY; i++) {
      const n = joint[start + i];
      all += n;
      ofX[Math.floor(i / sizeY)] += n;
      ofY[i % sizeY] += n;
    }
    for (let i = 0; i < sizeX * sizeY; i++) {
      const n = joint[start + i];
      if (n > 0) sum += n * Math.log((n * all) / (ofX[Math.floor(i / sizeY)] * ofY[i % sizeY]));
    }
  }
  return rows.total > 0 ? sum / rows.total : 0;
}

/** Kruskal's algorithm: the strongest edges first, leaving out those that would close a circle. */
function spanningTree(
  names: readonly string[],
  places: readonly number[],
  information: (a: number, b: number) => number,
): TreeEdge[] {
  const all = places.flatMap((a, i) => places.slice(i + 1).map((b) => ({ a, b, information: information(a, b) })));
  all.sort((p, q) => q.information - p.information);
  const group = new Map(places.map((place) => [place, place]));
  const edges: TreeEdge[] = [];
  for (const { a, b, information: value } of all) {
    const [groupA, groupB] = [group.get(a), group.get(b)];
    if (groupA === undefined || groupB === undefined || groupA === groupB) continue;
    for (const [place, own] of group) if (own === groupB) group.set(place, groupA);
    edges.push({ nodes: [names[a], names[b]], information: value });
  }
  return edges;
}

/** Lets the edges of a tree point away from its root. */
function direct(edges: readonly TreeEdge[], names: readonly string[], root: string | undefined): Dag {
  const start = root ?? names[0];
  if (root !== undefined && !names.includes(root)) {
    throw new GradbookError(`The root '${root}' is no node of the tree; there are ${names.slice(0, 20).join(", ")}.`);
  }
  const dag = Dag.from([], names);
  const seen = new Set(names.length > 0 ? [start] : []);
  for (const node of seen) {
    for (const { nodes } of edges) {
      const other = nodes[0] === node ? nodes[1] : nodes[1] === node ? nodes[0] : undefined;
      if (other === undefined || seen.has(other)) continue;
      seen.add(other);
      dag.addEdge(node, other);
    }
  }
  return dag;
}
