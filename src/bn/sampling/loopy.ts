import { checkOptions, GradbookError } from "../../errors";
import type { DiscreteFactor } from "../factor";
import { ImpossibleEvidence } from "../inference/errors";
import type { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";
import type { Evidence, Variable } from "../variable";

export interface LoopyOptions {
  /** Messages that change by less than this have converged; default 1e-9. */
  readonly tolerance?: number;
  /** Default 200 rounds. */
  readonly maxIterations?: number;
  /** How much of the old message is kept in each round, 0 ... below 1; default 0. More of it may end an oscillation. */
  readonly damping?: number;
}

/** What loopy belief propagation came to. */
export class LoopyPosteriors extends Labelled {
  readonly converged: boolean;
  readonly iterations: number;
  /** How much the last round changed a message at most. */
  readonly change: number;
  readonly #beliefs: ReadonlyMap<string, { variable: Variable; values: Float64Array }>;

  constructor(
    beliefs: ReadonlyMap<string, { variable: Variable; values: Float64Array }>,
    iterations: number,
    change: number,
    converged: boolean,
  ) {
    super();
    this.#beliefs = beliefs;
    this.iterations = iterations;
    this.change = change;
    this.converged = converged;
  }

  /** The belief in each state of a node: exact where the network is a tree, otherwise an approximation. */
  posterior(node: string): Float64Array {
    const found = this.#beliefs.get(node);
    if (found) return found.values;
    throw new GradbookError(
      `There is no belief of '${node}'; there are ${[...this.#beliefs.keys()].slice(0, 20).join(", ")}.`,
    );
  }

  toTable(): ResultTable {
    const how = this.converged
      ? "converged"
      : `did not converge, the last round changed ${this.change.toExponential(1)}`;
    return new ResultTable({
      title: `loopy belief propagation: ${this.iterations} rounds, ${how}`,
      columns: ["node", "state", "belief"],
      rows: [...this.#beliefs.values()].flatMap(({ variable, values }) =>
        variable.states.map((state, i) => [variable.name, state, values[i]]),
      ),
    });
  }
}

/**
 * Loopy belief propagation: each factor sends each of its variables μ(x) = Σ φ(x, ...) Π messages of the other variables,
 * round after round, as if the network were a tree. Exact on a tree; otherwise often near, with no bound on the error.
 *
 * Convergence is no sign of accuracy: in alarm it converges, and yet EXPCO2, a leaf whose parents depend on each other, is off
 * by 0.24 without evidence (the other nodes by about 0.03 at most).
 *
 * Throws an ImpossibleEvidence if a message is 0 everywhere, and a GradbookError if damping is not in 0 ... 1.
 * Source: Pearl (1988); Murphy, Weiss, Jordan, Loopy Belief Propagation for Approximate Inference (1999).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("a").addVariable("b").addEdge("a", "b")
 *   .addCpt("a", [0.5, 0.5]).addCpt("b", [[0.9, 0.1], [0.3, 0.7]]);
 * bn.loopyBeliefPropagation(net, { b: "yes" }).posterior("a")[0].toFixed(4); // -> "0.7500"
 */
export function loopyBeliefPropagation(
  net: BayesianNetwork,
  evidence: Evidence = {},
  options: LoopyOptions = {},
): LoopyPosteriors {
  checkOptions("loopyBeliefPropagation", options, ["tolerance", "maxIterations", "damping"]);
  const { tolerance = 1e-9, maxIterations = 200, damping = 0 } = options;
  if (!(damping >= 0 && damping < 1)) {
    throw new GradbookError(`loopyBeliefPropagation: damping is ${damping}; it must be 0 or more and below 1.`);
  }
  net.evidencePlaces(evidence);
  const factors = net.factors().map((factor) => factor.reduce(evidence));
  const incoming = new Map<Variable, { factor: number; message: Float64Array }[]>();
  for (const { name } of net.variables.filter((one) => !Object.hasOwn(evidence, one.name)))
    incoming.set(net.variable(name), []);
  factors.forEach((factor, f) => {
    if (factor.total() === 0) throw new ImpossibleEvidence("loopyBeliefPropagation", evidence);
    for (const variable of factor.variables) {
      const list = incoming.get(variable) ?? [];
      list.push({ factor: f, message: new Float64Array(variable.cardinality).fill(1 / variable.cardinality) });
      incoming.set(variable, list);
    }
  });
  const product = (variable: Variable, without: number): Float64Array => {
    const result = new Float64Array(variable.cardinality).fill(1);
    for (const { factor, message } of incoming.get(variable) ?? []) {
      if (factor === without) continue;
      for (let s = 0; s < result.length; s++) result[s] *= message[s];
      // A thousand messages multiplied would be 0; only their proportions count.
      const largest = Math.max(...result);
      if (largest > 0) for (let s = 0; s < result.length; s++) result[s] /= largest;
    }
    return result;
  };
  let [iterations, change] = [0, Infinity];
  for (; iterations < maxIterations && !(change < tolerance); iterations++) {
    change = 0;
    const sent = factors.map((factor, f) =>
      sendAll(
        factor,
        factor.variables.map((variable) => product(variable, f)),
      ),
    );
    factors.forEach((factor, f) =>
      factor.variables.forEach((variable, i) => {
        const message = incoming.get(variable)?.find((one) => one.factor === f)?.message;
        const total = sent[f][i].reduce((sum, value) => sum + value, 0);
        if (!(total > 0)) throw new ImpossibleEvidence("loopyBeliefPropagation", evidence);
        if (!message) return;
        for (let s = 0; s < message.length; s++) {
          const next = damping * message[s] + ((1 - damping) * sent[f][i][s]) / total;
          change = Math.max(change, Math.abs(next - message[s]));
          message[s] = next;
        }
      }),
    );
  }
  const beliefs = new Map<string, { variable: Variable; values: Float64Array }>();
  for (const variable of incoming.keys()) {
    if (!net.has(variable.name)) continue;
    const values = product(variable, -1);
    const total = values.reduce((sum, value) => sum + value, 0);
    if (!(total > 0)) throw new ImpossibleEvidence("loopyBeliefPropagation", evidence);
    beliefs.set(variable.name, { variable, values: values.map((value) => value / total) });
  }
  return new LoopyPosteriors(beliefs, iterations, change, change < tolerance);
}

/** A factor's messages to all of its variables, given theirs to it. */
function sendAll(factor: DiscreteFactor, received: readonly Float64Array[]): Float64Array[] {
  const { variables, values } = factor;
  const result = variables.map((variable) => new Float64Array(variable.cardinality));
  const states = new Int32Array(variables.length);
  for (let at = 0; at < values.length; at++) {
    for (let i = 0; i < variables.length; i++) {
      let value = values[at];
      for (let j = 0; j < variables.length; j++) if (j !== i) value *= received[j][states[j]];
      result[i][states[i]] += value;
    }
    for (let i = variables.length - 1; i >= 0 && ++states[i] === variables[i].cardinality; i--) states[i] = 0;
  }
  return result;
}
