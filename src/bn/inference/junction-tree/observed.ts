import type { EliminationOrder } from "../elimination-order";
import type { Family } from "./families";
import { Layout } from "./layout";
import { mostProbable } from "./maxima";
import { Potentials } from "./potentials";
import type { Finding } from "./potentials";
import { junctionTree } from "./tree";

/** The order of the variables that are left. */
export function withoutObserved(order: EliminationOrder, observed: Uint8Array): EliminationOrder {
  const kept = [...order.order].map((_, i) => i).filter((i) => observed[order.order[i]] === 0);
  return {
    ...order,
    order: Int32Array.from(kept, (i) => order.order[i]),
    neighbours: kept.map((i) => order.neighbours[i]),
  };
}

/** Whether findings can occur together: the same tree with 1 for every possible entry, where nothing can underflow. */
export function canOccur(
  findings: readonly Finding[],
  families: readonly Family[],
  cardinalities: ArrayLike<number>,
  observed: Uint8Array,
  order: EliminationOrder,
): boolean {
  const possible = (values: Float64Array): Float64Array => values.map((value) => Number(value > 0));
  const support = families.map(({ scope, values }) => ({ scope, values: possible(values) }));
  const layout = new Layout(junctionTree(order, cardinalities, cardinalities), support, cardinalities, observed);
  const known = findings.map((finding) => (typeof finding === "object" ? possible(finding) : finding));
  return mostProbable(new Potentials(layout, cardinalities), known) !== undefined;
}
