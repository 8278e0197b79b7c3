import type { DiscreteFactor } from "./factor";
import { ResultTable } from "./table";
import { stateIn } from "./variable";
import type { Assignment, Variable } from "./variable";

/** P(child | parents): what a node of a Bayesian network knows. */
export interface Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  /** P(child = s | parents) by places of states, parents first, in the order of `parents`. */
  probabilityAt(parentStates: ArrayLike<number>, state: number): number;
  /** The whole table as φ(parents..., child). Throws a GradbookError for a noisy node of very many parents. */
  toFactor(): DiscreteFactor;
  /** Factors whose product, summed over variables that occur nowhere else, is the CPT: one table, or a noisy node's chain. */
  factors(): readonly DiscreteFactor[];
  /** How many of its numbers are free: a row of k states has k - 1; a noisy gate one for each parent and its leak. */
  readonly freeParameters: number;
  toTable(): ResultTable;
}

/** One row for each combination of the parents' states, one column for each state of the child. */
export function cptTable(cpt: Cpt): ResultTable {
  const { variable, parents } = cpt;
  const { values } = cpt.toFactor();
  const rows: (string | number)[][] = [];
  const places = parents.map(() => 0);
  for (let at = 0; at < Math.min(values.length, 2000 * variable.cardinality); at += variable.cardinality) {
    rows.push([
      ...parents.map((parent, i) => parent.states[places[i]]),
      ...values.subarray(at, at + variable.cardinality),
    ]);
    for (let i = places.length - 1; i >= 0; i--) {
      if (++places[i] < parents[i].cardinality) break;
      places[i] = 0;
    }
  }
  const given = parents.length > 0 ? ` | ${parents.map((parent) => parent.name).join(", ")}` : "";
  return new ResultTable({
    title: `P(${variable.name}${given})`,
    columns: [...parents.map((parent) => parent.name), ...variable.states.map((state) => `${variable.name}=${state}`)],
    rows,
  });
}

/** The places of the parents' states in an assignment. */
export function parentPlaces(cpt: Cpt, assignment: Assignment): number[] {
  return cpt.parents.map((parent) => parent.stateIndex(stateIn(assignment, parent.name) ?? ""));
}
