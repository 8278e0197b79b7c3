import { GradbookError } from "../../errors";
import type { Dag } from "../graph";
import type { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";

type Pair = readonly [string, string];

/**
 * A partly directed graph. As the CPDAG of a structure: its directed edges point the same way in every equivalent
 * structure, its undirected ones may point either way, so data alone cannot tell.
 */
export class Pdag extends Labelled {
  readonly nodes: readonly string[];
  /** For each node its neighbours: "to" (node -> other), "from", or "line". */
  readonly #marks: ReadonlyMap<string, Map<string, "to" | "from" | "line">>;

  constructor(nodes: readonly string[], directed: Iterable<Pair>, undirected: Iterable<Pair>) {
    super();
    this.nodes = nodes;
    this.#marks = new Map(nodes.map((node) => [node, new Map()]));
    for (const [a, b] of undirected) this.#set(a, b, "line", "line");
    for (const [a, b] of directed) this.#set(a, b, "to", "from");
  }

  #set(a: string, b: string, there: "to" | "line", back: "from" | "line"): void {
    const [marksA, marksB] = [this.#marks.get(a), this.#marks.get(b)];
    if (!marksA || !marksB) throw new GradbookError(`Pdag: the edge ${a}, ${b} joins a node that is not in the graph.`);
    marksA.set(b, there);
    marksB.set(a, back);
  }

  /** a -> b, each once. */
  get directed(): [string, string][] {
    return this.#edges((mark) => mark === "to");
  }

  /** a - b, each once, the earlier node first. */
  get undirected(): [string, string][] {
    const place = new Map(this.nodes.map((node, i) => [node, i]));
    return this.#edges((mark) => mark === "line").filter(([a, b]) => (place.get(a) ?? 0) < (place.get(b) ?? 0));
  }

  #edges(wanted: (mark: string) => boolean): [string, string][] {
    return this.nodes.flatMap((a) =>
      [...(this.#marks.get(a) ?? [])].flatMap(([b, mark]): [string, string][] => (wanted(mark) ? [[a, b]] : [])),
    );
  }

  /** How a stands to b: "to" (a -> b), "from" (a <- b), "line" (a - b), or undefined if they are not joined. */
  mark(a: string, b: string): "to" | "from" | "line" | undefined {
    return this.#marks.get(a)?.get(b);
  }

  neighbours(node: string): string[] {
    return [...(this.#marks.get(node)?.keys() ?? [])];
  }

  /** Turns a - b into a -> b. */
  orient(a: string, b: string): void {
    this.#set(a, b, "to", "from");
  }

  /**
   * Turns every line whose direction follows: no new v-structure and no circle may arise.
   * Source: Meek, Causal Inference and Causal Explanation with Background Knowledge (1995), rules 1 to 4.
   */
  applyMeekRules(): this {
    for (let changed = true; changed;) {
      changed = false;
      for (const [x, y] of this.undirected) {
        const turned = this.#follows(x, y) ? ([x, y] as const) : this.#follows(y, x) ? ([y, x] as const) : undefined;
        if (!turned) continue;
        this.orient(...turned);
        changed = true;
      }
    }
    return this;
  }

  /** Whether a - b must be a -> b. */
  #follows(a: string, b: string): boolean {
    const around = this.neighbours(a);
    const into = (from: string, to: string): boolean => this.mark(from, to) === "to";
    if (around.some((c) => into(c, a) && this.mark(c, b) === undefined)) return true;
    if (around.some((c) => into(a, c) && into(c, b))) return true;
    const lines = around.filter((c) => c !== b && this.mark(a, c) === "line");
    const apart = (c: string, d: string): boolean => c !== d && this.mark(c, d) === undefined;
    if (lines.some((c) => into(c, b) && lines.some((d) => into(d, b) && apart(c, d)))) return true;
    return lines.some((d) => apart(d, b) && around.some((c) => into(d, c) && into(c, b)));
  }

  toTable(): ResultTable {
    const rows = [
      ...this.directed.map((pair) => [pair.join(" -> "), "directed"]),
      ...this.undirected.map((pair) => [pair.join(" - "), "undirected"]),
    ];
    return new ResultTable({
      title: `${this.nodes.length} nodes, ${rows.length} edges`,
      columns: ["edge", "kind"],
      rows,
    });
  }
}

const dagOf = (structure: Dag | BayesianNetwork): Dag => ("dag" in structure ? structure.dag : structure);

/**
 * The completed partially directed graph (essential graph): what all equivalent structures have in common.
 * Source: Verma and Pearl, Equivalence and Synthesis of Causal Models (1990); Andersson, Madigan, Perlman (1997).
 *
 * @example
 * bn.cpdag(bn.Dag.from([["a", "b"], ["b", "c"]])).undirected.length; // -> 2
 * bn.cpdag(bn.Dag.from([["a", "c"], ["b", "c"]])).directed.length; // -> 2
 */
export function cpdag(structure: Dag | BayesianNetwork): Pdag {
  const dag = dagOf(structure);
  const graph = new Pdag(dag.nodes, [], dag.edges);
  for (const [a, child, b] of dag.vStructures()) {
    graph.orient(a, child);
    graph.orient(b, child);
  }
  return graph.applyMeekRules();
}

/** Whether two structures over the same nodes assert the same independences: same edges when directions are ignored, same v-structures. */
export function equivalent(a: Dag | BayesianNetwork, b: Dag | BayesianNetwork): boolean {
  return a.nodes.length === b.nodes.length && structuralHammingDistance(a, b) === 0;
}

/**
 * The number of pairs of nodes that are joined in one graph and not in the other, or in another direction. Structures are
 * compared as CPDAGs, as data cannot tell equivalent ones apart; `{ directions: "all" }` compares their arrows.
 * Source: Tsamardinos, Brown, Aliferis, The Max-Min Hill-Climbing Bayesian Network Structure Learning Algorithm (2006).
 *
 * @example
 * bn.structuralHammingDistance(bn.Dag.from([["a", "b"]]), bn.Dag.from([["b", "a"]])); // -> 0
 */
export function structuralHammingDistance(
  a: Dag | BayesianNetwork | Pdag,
  b: Dag | BayesianNetwork | Pdag,
  options: { readonly directions?: "essential" | "all" } = {},
): number {
  const graphOf = (one: Dag | BayesianNetwork | Pdag): Pdag => {
    if (one instanceof Pdag) return one;
    return options.directions === "all" ? new Pdag(one.nodes, one.edges, []) : cpdag(one);
  };
  const [first, second] = [graphOf(a), graphOf(b)];
  const other =
    first.nodes.find((node) => !second.nodes.includes(node)) ??
    second.nodes.find((node) => !first.nodes.includes(node));
  if (other !== undefined)
    throw new GradbookError(`structuralHammingDistance: only one of the graphs has the node '${other}'.`);
  let distance = 0;
  first.nodes.forEach((x, i) => {
    for (const y of first.nodes.slice(i + 1)) if (first.mark(x, y) !== second.mark(x, y)) distance++;
  });
  return distance;
}
