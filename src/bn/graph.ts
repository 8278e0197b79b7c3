import { GradbookError } from "../errors";
import { Labelled, ResultTable } from "./table";

/** A directed graph by names: what a Bayesian network stands on. Edges that close a circle are refused. */
export class Dag extends Labelled {
  readonly #parents = new Map<string, string[]>();
  readonly #children = new Map<string, string[]>();
  /** Found once, until the graph changes. */
  #order: readonly string[] | undefined;

  /** A graph of these edges; `nodes` may name further nodes without edges. */
  static from(edges: Iterable<readonly [parent: string, child: string]>, nodes: Iterable<string> = []): Dag {
    const dag = new Dag();
    for (const node of nodes) dag.addNode(node);
    for (const [parent, child] of edges) dag.addEdge(parent, child);
    return dag;
  }

  /** The nodes in the order in which they were added. */
  get nodes(): string[] {
    return [...this.#parents.keys()];
  }

  /** Every edge, ordered by its child. */
  get edges(): [parent: string, child: string][] {
    return [...this.#parents].flatMap(([child, parents]) => parents.map((parent): [string, string] => [parent, child]));
  }

  has(node: string): boolean {
    return this.#parents.has(node);
  }

  hasEdge(parent: string, child: string): boolean {
    return this.#parents.get(child)?.includes(parent) ?? false;
  }

  /** The parents, in the order of their edges: a CPT's columns follow it. */
  parents(node: string): readonly string[] {
    return this.#parents.get(node) ?? this.#unknown(node);
  }

  children(node: string): readonly string[] {
    return this.#children.get(node) ?? this.#unknown(node);
  }

  addNode(node: string): this {
    if (this.#parents.has(node)) return this;
    this.#order = undefined;
    this.#parents.set(node, []);
    this.#children.set(node, []);
    return this;
  }

  /** Adds parent -> child. Throws a GradbookError, with the whole circle, if the edge would close one. */
  addEdge(parent: string, child: string): this {
    this.addNode(parent).addNode(child);
    if (this.hasEdge(parent, child)) throw new GradbookError(`addEdge: ${parent} -> ${child} is there already.`);
    const back = this.#pathDown(child, parent);
    if (back) {
      throw new GradbookError(
        `addEdge: ${parent} -> ${child} would close a circle: ${[parent, ...back].join(" -> ")}. ` +
          "A Bayesian network has none: leave out or turn one of these edges.",
      );
    }
    this.#order = undefined;
    this.#parents.get(child)?.push(parent);
    this.#children.get(parent)?.push(child);
    return this;
  }

  /**
   * Gives a node without parents all its parents at once, unchecked: for readers of files, which call `topologicalOrder`
   * (it names a circle) when everything is read.
   */
  setParents(child: string, parents: readonly string[]): void {
    this.#order = undefined;
    this.#parents.set(child, [...parents]);
    for (const parent of parents) (this.#children.get(parent) ?? this.#unknown(parent)).push(child);
  }

  removeEdge(parent: string, child: string): this {
    if (!this.hasEdge(parent, child)) throw new GradbookError(`removeEdge: there is no edge ${parent} -> ${child}.`);
    this.#order = undefined;
    const without = (names: string[] | undefined, name: string): string[] =>
      (names ?? []).filter((one) => one !== name);
    this.#parents.set(child, without(this.#parents.get(child), parent));
    this.#children.set(parent, without(this.#children.get(parent), child));
    return this;
  }

  copy(): Dag {
    const dag = new Dag();
    for (const node of this.#parents.keys()) dag.addNode(node);
    for (const [node, parents] of this.#parents) dag.#parents.set(node, [...parents]);
    for (const [node, children] of this.#children) dag.#children.set(node, [...children]);
    return dag;
  }

  /** Parents before children. Throws a GradbookError that names a circle in full if there is one. */
  topologicalOrder(): string[] {
    this.#order ??= this.#sort();
    return [...this.#order];
  }

  #sort(): string[] {
    const missing = new Map<string, number>();
    const order: string[] = [];
    for (const [node, parents] of this.#parents) {
      missing.set(node, parents.length);
      if (parents.length === 0) order.push(node);
    }
    for (let i = 0; i < order.length; i++) {
      for (const child of this.children(order[i])) {
        const left = (missing.get(child) ?? 0) - 1;
        missing.set(child, left);
        if (left === 0) order.push(child);
      }
    }
    if (order.length === this.#parents.size) return order;
    throw new GradbookError(`The graph has a circle: ${this.findCycle()?.join(" -> ")}.`);
  }

  /** A circle, its first node repeated at the end; undefined if there is none. */
  findCycle(): string[] | undefined {
    for (const [node, parents] of this.#parents) {
      for (const parent of parents) {
        const back = this.#pathDown(node, parent);
        if (back) return [parent, ...back];
      }
    }
    return undefined;
  }

  /** The nodes and everything above them. */
  ancestors(nodes: Iterable<string>): Set<string> {
    return this.#reach(nodes, (node) => this.parents(node));
  }

  /** The nodes and everything below them. */
  descendants(nodes: Iterable<string>): Set<string> {
    return this.#reach(nodes, (node) => this.children(node));
  }

  /**
   * Parents, children and the other parents of the children: given these, the node is independent of all others.
   * Sorted by name.
   */
  markovBlanket(node: string): string[] {
    const blanket = new Set([...this.parents(node), ...this.children(node)]);
    for (const child of this.children(node)) this.parents(child).forEach((parent) => blanket.add(parent));
    blanket.delete(node);
    return [...blanket].sort();
  }

  /** The undirected graph in which the parents of a child are married: the neighbours of each node. */
  moralGraph(): Map<string, Set<string>> {
    const neighbours = new Map(this.nodes.map((node) => [node, new Set<string>()]));
    const connect = (a: string, b: string): void => {
      neighbours.get(a)?.add(b);
      neighbours.get(b)?.add(a);
    };
    for (const [child, parents] of this.#parents) {
      parents.forEach((parent, i) => {
        connect(parent, child);
        for (const other of parents.slice(i + 1)) connect(parent, other);
      });
    }
    return neighbours;
  }

  /** a -> child <- b where a and b are not joined: the three names, parents sorted. */
  vStructures(): [parent: string, child: string, parent: string][] {
    const found: [string, string, string][] = [];
    for (const [child, parents] of this.#parents) {
      const sorted = [...parents].sort();
      sorted.forEach((a, i) => {
        for (const b of sorted.slice(i + 1)) {
          if (!this.hasEdge(a, b) && !this.hasEdge(b, a)) found.push([a, child, b]);
        }
      });
    }
    return found;
  }

  #reach(nodes: Iterable<string>, next: (node: string) => readonly string[]): Set<string> {
    const seen = new Set<string>(nodes);
    for (const node of seen) next(node).forEach((other) => seen.add(other));
    return seen;
  }

  /** A way along the edges from one node to another, both included. */
  #pathDown(from: string, to: string): string[] | undefined {
    const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
    for (const [node] of cameFrom) {
      if (node === to) {
        const path: string[] = [];
        for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
        return path;
      }
      for (const child of this.children(node)) if (!cameFrom.has(child)) cameFrom.set(child, node);
    }
    return undefined;
  }

  /** One row for each node: its parents. */
  toTable(): ResultTable {
    return new ResultTable({
      title: `Directed graph: nodes ${this.#parents.size}, edges ${this.edges.length}`,
      columns: ["node", "parents"],
      rows: [...this.#parents].map(([node, parents]) => [node, parents.join(", ")]),
    });
  }

  #unknown(node: string): never {
    const shown = this.nodes.length > 20 ? [...this.nodes.slice(0, 20), "..."] : this.nodes;
    throw new GradbookError(`There is no node '${node}'; there are ${shown.join(", ") || "none"}.`);
  }
}
