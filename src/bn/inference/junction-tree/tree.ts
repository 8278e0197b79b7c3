import type { EliminationOrder } from "../elimination-order";

/** A clique of a junction tree. Cliques are numbered so that a parent comes before its children. */
export interface Clique {
  /** Its variables: those of the separator to the parent first, in the parent's order. */
  readonly variables: readonly number[];
  /** How many of them belong to the separator. */
  readonly separator: number;
  /** -1 for a root (a network that falls apart has several). */
  readonly parent: number;
  readonly children: readonly number[];
}

/** The maximal cliques of an elimination and the edges between them: a forest in which every variable's cliques hang together. */
function cliqueForest(elimination: EliminationOrder): { cliques: number[][]; edges: [number, number][] } {
  const { order, neighbours } = elimination;
  // Observed variables may be missing from the order: their numbers leave gaps.
  const step = new Int32Array(order.reduce((largest, v) => Math.max(largest, v), 0) + 1);
  order.forEach((v, i) => (step[v] = i));
  const next = neighbours.map((around) => around.reduce((first, v) => Math.min(first, step[v]), order.length));
  const cliqueOf = new Int32Array(order.length).fill(-1);
  const cliques: number[][] = [];
  const leaves: number[] = [];
  for (let i = 0; i < order.length; i++) {
    if (cliqueOf[i] < 0) {
      cliqueOf[i] = cliques.length;
      cliques.push([order[i], ...neighbours[i]]);
      leaves.push(i);
    } else leaves[cliqueOf[i]] = i;
    const follows = next[i];
    const absorbed = follows < order.length && neighbours[follows].length === neighbours[i].length - 1;
    if (absorbed && cliqueOf[follows] < 0) cliqueOf[follows] = cliqueOf[i];
  }
  const edges: [number, number][] = [];
  leaves.forEach((last, clique) => {
    if (next[last] < order.length) edges.push([clique, cliqueOf[next[last]]]);
  });
  return { cliques, edges };
}

/**
 * A rooted junction tree. `rootScore` says of a clique how well it would do as a root: the smallest is taken. The variable
 * with most states comes last in a clique: the longest runs without a jump.
 */
export function junctionTree(
  elimination: EliminationOrder,
  cardinalities: ArrayLike<number>,
  rootScore: (clique: readonly number[]) => number,
): Clique[] {
  const bySize = (a: number, b: number): number => cardinalities[a] - cardinalities[b];
  const { cliques, edges } = cliqueForest(elimination);
  const around: number[][] = cliques.map(() => []);
  for (const [a, b] of edges) {
    around[a].push(b);
    around[b].push(a);
  }
  const scores = cliques.map(rootScore);
  const byScore = cliques.map((_, i) => i).sort((a, b) => scores[a] - scores[b]);
  const place = new Int32Array(cliques.length).fill(-1);
  const tree: { variables: number[]; separator: number; parent: number; children: number[] }[] = [];
  for (const root of byScore) {
    if (place[root] >= 0) continue;
    place[root] = tree.length;
    tree.push({ variables: cliques[root].sort(bySize), separator: 0, parent: -1, children: [] });
    const todo = [root];
    for (let i = 0; i < todo.length; i++) {
      const parent = place[todo[i]];
      for (const other of around[todo[i]]) {
        if (place[other] >= 0) continue;
        place[other] = tree.length;
        tree[parent].children.push(tree.length);
        const shared = tree[parent].variables.filter((v) => cliques[other].includes(v));
        const own = cliques[other].filter((v) => !shared.includes(v)).sort(bySize);
        tree.push({ variables: [...shared, ...own], separator: shared.length, parent, children: [] });
        todo.push(other);
      }
    }
  }
  return tree;
}
