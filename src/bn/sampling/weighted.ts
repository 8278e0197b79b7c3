import { checkOptions, GradbookError } from "../../errors";
import { ImpossibleEvidence } from "../inference/errors";
import type { BayesianNetwork } from "../network";
import type { Evidence } from "../variable";
import { SampledPosteriors } from "./estimate";
import { forwardSample } from "./forward";
import { RandomSource } from "./random";

export interface SamplingOptions {
  /** How many samples are drawn; default 10,000. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Rejection sampling: rows are drawn from the network and those that contradict the evidence are thrown away.
 *
 * Throws a GradbookError if no row agrees with the evidence: likelihood weighting then works better.
 * Source: Henrion, Propagating Uncertainty by Logic Sampling in Bayes' Networks (1988).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("a").addCpt("a", [0.3, 0.7]);
 * Math.abs(bn.rejectionSampling(net, {}, { seed: 1 }).posterior("a")[0] - 0.3) < 0.02; // -> true
 */
export function rejectionSampling(
  net: BayesianNetwork,
  evidence: Evidence = {},
  options: SamplingOptions = {},
): SampledPosteriors {
  checkOptions("rejectionSampling", options, ["samples", "seed"]);
  const { samples = 10_000, seed = 0 } = options;
  const data = forwardSample(net, samples, { seed });
  const wanted = [...net.evidencePlaces(evidence)].map(([{ name }, state]) => ({ column: data.column(name), state }));
  const weights = Float64Array.from({ length: samples }, (_, row) =>
    Number(wanted.every(({ column, state }) => column[row] === state)),
  );
  if (weights.every((weight) => weight === 0)) {
    throw new GradbookError(
      `rejectionSampling: none of ${samples} samples agrees with the evidence; draw more, or use likelihoodWeighting.`,
    );
  }
  return summarize("rejection sampling", net, data.columns, weights, 0);
}

/**
 * Likelihood weighting: observed nodes are set, the others drawn from their CPTs; a sample weighs
 * w = Π P(observed node = its state | its parents in the sample).
 *
 * Throws an ImpossibleEvidence if every sample weighs 0.
 * Source: Fung and Chang, Weighing and Integrating Evidence for Stochastic Simulation in Bayesian Networks (1989).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("a").addVariable("b").addEdge("a", "b")
 *   .addCpt("a", [0.5, 0.5]).addCpt("b", [[0.9, 0.1], [0.3, 0.7]]);
 * const found = bn.likelihoodWeighting(net, { b: "yes" }, { seed: 1 });
 * Math.abs(found.posterior("a")[0] - 0.75) < 4 * found.standardError("a")[0]; // -> true
 */
export function likelihoodWeighting(
  net: BayesianNetwork,
  evidence: Evidence = {},
  options: SamplingOptions = {},
): SampledPosteriors {
  checkOptions("likelihoodWeighting", options, ["samples", "seed"]);
  const { samples = 10_000, seed = 0 } = options;
  if (!(Number.isInteger(samples) && samples > 0)) {
    throw new GradbookError(`likelihoodWeighting: samples is ${samples}; it must be a whole number of 1 or more.`);
  }
  net.checkModel();
  const random = new RandomSource(seed);
  const columns = net.nodes.map(() => new Int16Array(samples));
  const columnOf = new Map(net.nodes.map((node, i) => [node, columns[i]]));
  const observed = net.evidencePlaces(evidence);
  const logWeights = new Float64Array(samples);
  for (const node of net.topologicalOrder()) {
    const cpt = net.cpt(node);
    const column = columnOf.get(node) ?? new Int16Array(samples);
    const parents = cpt.parents.map((parent) => columnOf.get(parent.name) ?? column);
    const places = new Int32Array(parents.length);
    const row = new Float64Array(cpt.variable.cardinality);
    const fixed = observed.get(net.variable(node));
    for (let i = 0; i < samples; i++) {
      for (let p = 0; p < parents.length; p++) places[p] = parents[p][i];
      if (fixed !== undefined) {
        column[i] = fixed;
        logWeights[i] += Math.log(cpt.probabilityAt(places, fixed));
        continue;
      }
      for (let state = 0; state < row.length; state++) row[state] = cpt.probabilityAt(places, state);
      column[i] = random.choose(row);
    }
  }
  const largest = logWeights.reduce((a, b) => Math.max(a, b), -Infinity);
  if (largest === -Infinity) throw new ImpossibleEvidence("likelihoodWeighting", evidence);
  const weights = logWeights.map((value) => Math.exp(value - largest));
  return summarize("likelihood weighting", net, columns, weights, largest);
}

function summarize(
  method: string,
  net: BayesianNetwork,
  columns: readonly Int16Array[],
  weights: Float64Array,
  logScale: number,
): SampledPosteriors {
  const sums = net.variables.map((variable, v) => {
    const [weight, square] = [new Float64Array(variable.cardinality), new Float64Array(variable.cardinality)];
    for (let i = 0; i < weights.length; i++) {
      weight[columns[v][i]] += weights[i];
      square[columns[v][i]] += weights[i] * weights[i];
    }
    return { variable, weight, square };
  });
  const total = { weight: 0, square: 0, logScale };
  for (const weight of weights) {
    total.weight += weight;
    total.square += weight * weight;
  }
  return new SampledPosteriors(method, weights.length, sums, total);
}
