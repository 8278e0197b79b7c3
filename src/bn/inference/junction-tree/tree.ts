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

interface Growing extends Clique {
  readonly children: number[];
}

/** The maximal cliques of an elimination, and to which others each is joined: a forest in which every variable's cliques hang together. */
function cliqueForest(elimination: EliminationOrder): { cliques: number[][]; around: number[][] } {
  const { order, neighbours } = elimination;
  const count = order.length;
  // Observed variables may be missing from the order: their numbers leave gaps.
  let largest = 0;
  for (let i = 0; i < count; i++) if (order[i] > largest) largest = order[i];
  const step = new Int32Array(largest + 1);
  for (let i = 0; i < count; i++) step[order[i]] = i;
  const cliqueOf = new Int32Array(count).fill(-1);
  const next = new Int32Array(count).fill(count);
  const cliques: number[][] = [];
  const around: number[][] = [];
  const leaves: number[] = [];
  for (let i = 0; i < count; i++) {
    for (const v of neighbours[i]) if (step[v] < next[i]) next[i] = step[v];
    if (cliqueOf[i] < 0) {
      cliqueOf[i] = cliques.length;
      cliques.push([order[i], ...neighbours[i]]);
      around.push([]);
      leaves.push(i);
    } else leaves[cliqueOf[i]] = i;
    const follows = next[i];
    const absorbed = follows < count && neighbours[follows].length === neighbours[i].length - 1;
    if (absorbed && cliqueOf[follows] < 0) cliqueOf[follows] = cliqueOf[i];
  }
  for (let clique = 0; clique < cliques.length; clique++) {
    const follows = next[leaves[clique]];
    if (follows === count) continue;
    around[clique].push(cliqueOf[follows]);
    around[cliqueOf[follows]].push(clique);
  }
  return { cliques, around };
}

/**
 * A rooted junction tree. The root is the clique of whose variables the last in topological order (`ranks`) comes first:
 * what lies above evidence is seldom new. The variable with most states comes last in a clique: the longest runs without a jump.
 */
export function junctionTree(
  elimination: EliminationOrder,
  cardinalities: ArrayLike<number>,
  ranks: ArrayLike<number>,
): Clique[] {
  const bySize = (a: number, b: number): number => cardinalities[a] - cardinalities[b];
  const { cliques, around } = cliqueForest(elimination);
  const place = new Int32Array(cliques.length).fill(-1);
  const tree: Growing[] = [];
  for (let root = firstClique(cliques, place, ranks); root >= 0; root = firstClique(cliques, place, ranks)) {
    place[root] = tree.length;
    tree.push({ variables: cliques[root].sort(bySize), separator: 0, parent: -1, children: [] });
    const todo = [root];
    for (let i = 0; i < todo.length; i++) {
      const parent = place[todo[i]];
      for (const other of around[todo[i]]) {
        if (place[other] >= 0) continue;
        place[other] = tree.length;
        tree[parent].children.push(tree.length);
        const shared: number[] = [];
        const own: number[] = [];
        for (const v of tree[parent].variables) if (cliques[other].includes(v)) shared.push(v);
        for (const v of cliques[other]) if (!shared.includes(v)) own.push(v);
        own.sort(bySize);
        tree.push({ variables: shared.concat(own), separator: shared.length, parent, children: [] });
        todo.push(other);
      }
    }
  }
  return tree;
}

/** The clique that has no place yet and whose last variable comes first; -1 if all have one. */
function firstClique(cliques: readonly number[][], place: Int32Array, ranks: ArrayLike<number>): number {
  let [best, smallest] = [-1, Infinity];
  for (let c = 0; c < cliques.length; c++) {
    if (place[c] >= 0) continue;
    let last = 0;
    for (const v of cliques[c]) if (ranks[v] > last) last = ranks[v];
    if (last < smallest) [best, smallest] = [c, last];
  }
  return best;
}
