import { DiscreteFactor } from "../factor";
import type { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";
import type { Variable } from "../variable";

/** P(node | evidence) of every node, and how probable the evidence is. */
export class Posteriors extends Labelled {
  /** log P(evidence), natural logarithm. */
  readonly logEvidence: number;
  readonly #network: BayesianNetwork;
  readonly #indices: ReadonlyMap<string, number>;
  readonly #values: Float64Array;
  readonly #starts: ArrayLike<number>;

  /** `values` holds the posteriors one after the other, that of node i from `starts[i]` on. */
  constructor(
    network: BayesianNetwork,
    indices: ReadonlyMap<string, number>,
    values: Float64Array,
    starts: ArrayLike<number>,
    logEvidence: number,
  ) {
    super();
    this.#network = network;
    this.#indices = indices;
    this.#values = values;
    this.#starts = starts;
    this.logEvidence = logEvidence;
  }

  /** P(node = state | evidence) for each state, in the order of the states. */
  values(node: string): Float64Array {
    const index = this.#indices.get(node) ?? this.#index(node);
    return this.#values.subarray(this.#starts[index], this.#starts[index + 1]);
  }

  /** P(node = state | evidence). */
  probability(node: string, state: string): number {
    return this.values(node)[this.#network.variable(node).stateIndex(state)];
  }

  /** P(node | evidence) as a factor. */
  of(node: string): DiscreteFactor {
    return new DiscreteFactor([this.#network.variable(node)], this.values(node).slice());
  }

  #index(node: string): number {
    // Throws for a node that the network does not have.
    return this.#network.nodes.indexOf(this.#network.variable(node).name);
  }

  /** One row for each node and state. */
  toTable(): ResultTable {
    const rows = this.#network.variables.flatMap((variable: Variable) =>
      variable.states.map((state, i) => [variable.name, state, this.values(variable.name)[i]]),
    );
    return new ResultTable({
      title: `Posteriors; log P(evidence) = ${this.logEvidence.toPrecision(6)}`,
      columns: ["node", "state", "probability"],
      rows,
    });
  }
}
