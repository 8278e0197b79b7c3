import { GradbookError } from "../../errors";
import { Labelled, ResultTable } from "../table";
import type { Variable } from "../variable";

/** P(node | evidence) of every node in every slice. */
export class SlicePosteriors extends Labelled {
  /** ln P(evidence). */
  readonly logEvidence: number;
  readonly #variables: readonly Variable[];
  readonly #slices: readonly (readonly Float64Array[])[];

  /** `slices[t][i]` is the posterior of variable i in slice t. */
  constructor(variables: readonly Variable[], slices: readonly (readonly Float64Array[])[], logEvidence: number) {
    super();
    this.#variables = variables;
    this.#slices = slices;
    this.logEvidence = logEvidence;
  }

  /** How many slices there are. */
  get length(): number {
    return this.#slices.length;
  }

  /** P(node = state | evidence) in slice t for each state. Throws a GradbookError for an unknown node or slice. */
  values(node: string, t: number): Float64Array {
    const i = this.#variables.findIndex((variable) => variable.name === node);
    const found = this.#slices[t]?.[i];
    if (found) return found;
    const names = this.#variables.map((variable) => variable.name).join(", ");
    throw new GradbookError(`There is no '${node}' in slice ${t}: nodes are ${names}, slices 0 to ${this.length - 1}.`);
  }

  /** P(node = state | evidence) in slice t. */
  probability(node: string, state: string, t: number): number {
    const values = this.values(node, t);
    return values[this.#variables.find((variable) => variable.name === node)?.stateIndex(state) ?? 0];
  }

  /** One row for each slice, one column for each node and state; of one node if it is named. */
  toTable(node?: string): ResultTable {
    if (node !== undefined) this.values(node, 0);
    const shown = this.#variables.filter((variable) => node === undefined || variable.name === node);
    return new ResultTable({
      title: `Posteriors by slice; log P(evidence) = ${this.logEvidence.toPrecision(6)}`,
      columns: ["t", ...shown.flatMap(({ name, states }) => states.map((state) => `${name}=${state}`))],
      rows: this.#slices.map((_, t) => [String(t), ...shown.flatMap(({ name }) => [...this.values(name, t)])]),
    });
  }
}

/** The most probable states of all variables in all slices. */
export class MostProbablePath extends Labelled {
  /** The states by slice. */
  readonly slices: readonly Readonly<Record<string, string>>[];
  /** ln P(these states): evidence and all. */
  readonly logProbability: number;
  readonly #nodes: readonly string[];

  constructor(nodes: readonly string[], slices: readonly Readonly<Record<string, string>>[], logProbability: number) {
    super();
    this.#nodes = nodes;
    this.slices = slices;
    this.logProbability = logProbability;
  }

  /** The states of one node, slice after slice. Throws a GradbookError for an unknown one. */
  path(node: string): string[] {
    if (!this.#nodes.includes(node)) {
      throw new GradbookError(`There is no node '${node}'; there are ${this.#nodes.join(", ")}.`);
    }
    return this.slices.map((slice) => slice[node]);
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `Most probable states; log P = ${this.logProbability.toPrecision(6)}`,
      columns: ["t", ...this.#nodes],
      rows: this.slices.map((slice, t) => [String(t), ...this.#nodes.map((node) => slice[node])]),
    });
  }
}
