import { GradbookError } from "../../errors";
import { Labelled, ResultTable } from "../table";
import type { Variable } from "../variable";

/** Posteriors estimated from weighted samples, with their error. */
export class SampledPosteriors extends Labelled {
  /** How the samples were drawn. */
  readonly method: string;
  /** The number of samples drawn. */
  readonly samples: number;
  /** (Σ w)² / Σ w²: how many equally weighted samples tell as much. */
  readonly effectiveSampleSize: number;
  /** ln of the estimated P(evidence). */
  readonly logEvidence: number;
  readonly #values: ReadonlyMap<string, { variable: Variable; values: Float64Array; errors: Float64Array }>;

  constructor(
    method: string,
    samples: number,
    sums: readonly { readonly variable: Variable; readonly weight: Float64Array; readonly square: Float64Array }[],
    total: { readonly weight: number; readonly square: number; readonly logScale: number },
  ) {
    super();
    this.method = method;
    this.samples = samples;
    this.effectiveSampleSize = total.weight ** 2 / total.square;
    this.logEvidence = Math.log(total.weight / samples) + total.logScale;
    this.#values = new Map(
      sums.map(({ variable, weight, square }) => {
        const values = weight.map((w) => w / total.weight);
        // The delta method: Var(p) = Σ w² (1[x] - p)² / (Σ w)².
        const errors = values.map((p, i) => {
          const variance = square[i] * (1 - p) ** 2 + (total.square - square[i]) * p ** 2;
          return Math.sqrt(variance) / total.weight;
        });
        return [variable.name, { variable, values, errors }];
      }),
    );
  }

  /** The estimate of P(node = s | evidence) for each state. */
  posterior(node: string): Float64Array {
    return this.#of(node).values;
  }

  /** The standard error of each estimate. */
  standardError(node: string): Float64Array {
    return this.#of(node).errors;
  }

  #of(node: string): { variable: Variable; values: Float64Array; errors: Float64Array } {
    const found = this.#values.get(node);
    if (found) return found;
    throw new GradbookError(
      `There is no estimate of '${node}'; there are ${[...this.#values.keys()].slice(0, 20).join(", ")}.`,
    );
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `${this.method}: ${this.samples} samples, effective sample size ${this.effectiveSampleSize.toFixed(0)}`,
      columns: ["node", "state", "probability", "standard error"],
      rows: [...this.#values.values()].flatMap(({ variable, values, errors }) =>
        variable.states.map((state, i) => [variable.name, state, values[i], errors[i]]),
      ),
    });
  }
}
