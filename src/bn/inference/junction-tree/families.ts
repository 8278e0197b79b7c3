import type { Spread } from "./kernels";
import { makeSpread } from "./kernels";
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

/**
 * Gives each family to the clique nearest to the root that has its variables, and lays out its reduced table. That clique is
 * the lowest of the highest cliques of its variables, since a variable's cliques hang together.
 * Marks the cliques (`speaks`) whose sum over their own variables is not 1 whatever the evidence.
 */
export function placeFamilies(
  families: readonly Family[],
  cliques: readonly Clique[],
  topClique: Int32Array,
  cardinalities: ArrayLike<number>,
  observed: Uint8Array,
  speaks: Uint8Array,
): { cliques: Placed[][]; size: number } {
  const result: Placed[][] = [];
  for (let c = 0; c < cliques.length; c++) result.push([]);
  let size = 0;
  for (const family of families) {
    const { scope } = family;
    let c = 0;
    for (const v of scope) if (observed[v] === 0 && topClique[v] > c) c = topClique[v];
    const { variables } = cliques[c];
    const kept: number[] = [];
    for (const v of variables) if (scope.includes(v)) kept.push(v);
    const gather = gatherTable(scope, kept, cardinalities);
    const head = scope[scope.length - 1];
    if (observed[head] === 1 || topClique[head] !== c) speaks[c] = 1;
    const spread = makeSpread(variables, kept, cardinalities);
    result[c].push({ family, gather, observed: observedOf(scope, cardinalities, observed), start: size, spread });
    size += gather.length;
  }
  return { cliques: result, size };
}

function observedOf(
  scope: readonly number[],
  cardinalities: ArrayLike<number>,
  observed: Uint8Array,
): { variable: number; stride: number }[] {
  const found: { variable: number; stride: number }[] = [];
  for (let i = scope.length - 1, stride = 1; i >= 0; i--) {
    if (observed[scope[i]] === 1) found.push({ variable: scope[i], stride });
    stride *= cardinalities[scope[i]];
  }
  return found;
}

/** Where each entry of a table over `kept` stands in one over `scope`, the other variables being in state 0. */
function gatherTable(scope: readonly number[], kept: readonly number[], cardinalities: ArrayLike<number>): Int32Array {
  let size = 1;
  for (const v of kept) size *= cardinalities[v];
  const gather = new Int32Array(size);
  for (let i = kept.length - 1, filled = 1; i >= 0; i--) {
    const v = kept[i];
    let stride = 1;
    for (let j = scope.length - 1; scope[j] !== v; j--) stride *= cardinalities[scope[j]];
    const end = filled * cardinalities[v];
    // What is filled so far is repeated for each further state.
    for (let to = filled; to < end; to++) gather[to] = gather[to - filled] + stride;
    filled = end;
  }
  return gather;
}
