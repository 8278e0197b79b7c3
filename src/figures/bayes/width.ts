/**
 * A lower bound of a graph's treewidth: again and again the node of least degree is merged into the neighbour that shares
 * fewest neighbours with it; the largest degree that was met on the way is the bound. Takes the graph apart.
 *
 * Source: Bodlaender, Koster, Treewidth Computations II: Lower Bounds (2011), "least-c".
 */
export function widthAtLeast(graph: Map<string, Set<string>>): number {
  let width = 0;
  while (graph.size > 1) {
    const node = leastJoined(graph);
    const near = graph.get(node) ?? new Set<string>();
    width = Math.max(width, near.size);
    graph.delete(node);
    for (const other of near) graph.get(other)?.delete(node);
    const into = [...near].reduce<readonly [name: string, shared: number] | null>((best, other) => {
      const shared = [...(graph.get(other) ?? [])].filter((one) => near.has(one)).length;
      return best === null || shared < best[1] ? [other, shared] : best;
    }, null);
    if (into === null) continue;
    for (const other of near) {
      if (other === into[0]) continue;
      graph.get(into[0])?.add(other);
      graph.get(other)?.add(into[0]);
    }
  }
  return width;
}

function leastJoined(graph: ReadonlyMap<string, ReadonlySet<string>>): string {
  let [found, least] = ["", Infinity];
  for (const [node, near] of graph) if (near.size < least) [found, least] = [node, near.size];
  return found;
}
