/** A variable of a group and those under it: given the states on the way from the root, its children are independent of each other. */
export interface Branch {
  readonly variable: number;
  readonly children: number[];
}

/**
 * Orders variables as a tree, such that those of one family lie on one way from the root: the variable that leaves the
 * smallest parts when it is taken out comes first, then each part likewise.
 * Source: Dechter and Mateescu, AND/OR Search Spaces for Graphical Models (2007).
 */
export function searchTree(variables: readonly number[], scopes: readonly (readonly number[])[]): Branch[] {
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

/** How many numbers a walk notes: one for each partial assignment and one for each branch that goes on from it. */
export function visits(tree: readonly Branch[], cardinalities: readonly number[], at = 0): number {
  const { variable, children } = tree[at];
  return cardinalities[variable] * children.reduce((sum, child) => sum + 1 + visits(tree, cardinalities, child), 1);
}
