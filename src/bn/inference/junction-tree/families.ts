import { makeSpread } from "./kernels";
import type { Spread } from "./kernels";
import type { Clique } from "./tree";

/** A factor by numbers of variables; the last one is its head: the sum over its states is 1. */
export interface Family {
  readonly scope: readonly number[];
  readonly values: Float64Array;
}

/** A family where it is multiplied into a clique: its entries, with the observed states picked out, in the clique's order. */
export interface Placed {
  readonly family: Family;
  /** Where each entry of the reduced table stands in the family's, the observed variables being in their state 0. */
  readonly gather: Int32Array;
  /** The observed variables of the family, and how far one state of each goes. */
  readonly observed: readonly { readonly variable: number; readonly stride: number }[];
  readonly start: number;
  readonly spread: Spread;
}

/** The number of entries of a table over these variables. */
export const sizeOf = (variables: readonly number[], cardinalities: ArrayLike<number>): number =>
  variables.reduce((size, v) => size * cardinalities[v], 1);

/** Gives each family to the clique nearest to the root that has its variables, and lays out its reduced table. */
export function placeFamilies(
  families: readonly Family[],
  cliques: readonly Clique[],
  cliquesOf: readonly (readonly number[])[],
  cardinalities: ArrayLike<number>,
  observed: Uint8Array,
  speaks: Uint8Array,
): { cliques: Placed[][]; size: number } {
  const result: Placed[][] = cliques.map(() => []);
  let size = 0;
  for (const family of families) {
    const free = family.scope.filter((v) => observed[v] === 0);
    const rarest = free.reduce((best, v) => (cliquesOf[v].length < cliquesOf[best].length ? v : best), free[0] ?? -1);
    const c = free.length === 0 ? 0 : (cliquesOf[rarest].find((one) => has(cliques[one], free)) ?? 0);
    const { variables, separator } = cliques[c];
    const inOrder = variables.filter((v) => free.includes(v));
    const gather = gatherTable(family.scope, inOrder, cardinalities);
    const head = family.scope[family.scope.length - 1];
    if (observed[head] === 1 || variables.indexOf(head) < separator) speaks[c] = 1;
    result[c].push({
      family,
      gather,
      observed: family.scope
        .map((variable, i) => ({ variable, stride: sizeOf(family.scope.slice(i + 1), cardinalities) }))
        .filter(({ variable }) => observed[variable] === 1),
      start: size,
      spread: makeSpread(
        variables.map((v) => cardinalities[v]),
        variables.map((v) => free.includes(v)),
      ),
    });
    size += gather.length;
  }
  return { cliques: result, size };
}

const has = (clique: Clique, variables: readonly number[]): boolean =>
  variables.every((v) => clique.variables.includes(v));

/** Where each entry of a table over `kept` stands in one over `scope`, the other variables being in state 0. */
function gatherTable(scope: readonly number[], kept: readonly number[], cardinalities: ArrayLike<number>): Int32Array {
  const gather = new Int32Array(sizeOf(kept, cardinalities));
  let filled = 1;
  for (let i = kept.length - 1; i >= 0; i--) {
    const stride = sizeOf(scope.slice(scope.indexOf(kept[i]) + 1), cardinalities);
    for (let state = 1, to = filled; state < cardinalities[kept[i]]; state++) {
      for (let from = 0; from < filled; from++) gather[to++] = gather[from] + state * stride;
    }
    filled *= cardinalities[kept[i]];
  }
  return gather;
}
