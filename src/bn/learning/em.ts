import { checkOptions, GradbookError } from "../../errors";
import type { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";
import type { DataSet } from "./data-set";
import { ExpectedCounts } from "./expected-counts";
import { fitParameters, rowsFromCounts } from "./parameters";
import type { Structure } from "./parameters";

export interface EmOptions {
  /** The first network; default: `fitParameters` with "bdeu" (equivalent sample size 10) from the families that a row tells in full. */
  readonly start?: BayesianNetwork;
  /** Stops when a step gains less than this in log-likelihood; default 1e-4. */
  readonly tolerance?: number;
  /** Stops after so many steps; default 100. */
  readonly maxIterations?: number;
}

/** What expectation-maximization came to. */
export class EmResult extends Labelled {
  readonly network: BayesianNetwork;
  /** The log-likelihood of what is known (natural logarithm): of the start, then after each step. It never falls. */
  readonly logLikelihoods: readonly number[];
  /** Whether the last step gained less than the tolerance. */
  readonly converged: boolean;

  constructor(network: BayesianNetwork, logLikelihoods: readonly number[], converged: boolean) {
    super();
    this.network = network;
    this.logLikelihoods = logLikelihoods;
    this.converged = converged;
  }

  get iterations(): number {
    return this.logLikelihoods.length - 1;
  }

  get logLikelihood(): number {
    return this.logLikelihoods[this.iterations];
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `EM: ${this.iterations} steps, ${this.converged ? "converged" : "stopped before it converged"}`,
      columns: ["step", "log-likelihood"],
      rows: this.logLikelihoods.map((value, i) => [i, value]),
    });
  }
}

/**
 * Learns CPTs from rows with cells that are not known (missing at random). Expectation: how often each family is in each
 * state, expected under the network so far given what the row tells; maximization: θ_ijk = E[N_ijk] / E[N_ij]
 * (uniform where that is 0 / 0).
 *
 * Throws a GradbookError if a column is missing, or a row is impossible under the start.
 * Source: Dempster, Laird, Rubin, Maximum Likelihood from Incomplete Data via the EM Algorithm (1977); Lauritzen, The EM
 * Algorithm for Graphical Association Models with Missing Data (1995).
 *
 * @example
 * const data = bn.DataSet.fromCsv("a,b\n0,0\n0,?\n1,1\n?,1\n0,0\n1,0");
 * const { logLikelihoods } = bn.expectationMaximization(bn.Dag.from([["a", "b"]]), data);
 * logLikelihoods.every((value, i) => i === 0 || value >= logLikelihoods[i - 1] - 1e-9); // -> true
 */
export function expectationMaximization(structure: Structure, data: DataSet, options: EmOptions = {}): EmResult {
  checkOptions("expectationMaximization", options, ["start", "tolerance", "maxIterations"]);
  const { tolerance = 1e-4, maxIterations = 100 } = options;
  if (!(tolerance >= 0) || !(maxIterations >= 1)) {
    throw new GradbookError(
      `expectationMaximization: tolerance is ${tolerance} (0 or more works), maxIterations ${maxIterations} (1 or more).`,
    );
  }
  let net = options.start ?? fitParameters(structure, data, { method: "bdeu" });
  const expected = new ExpectedCounts(net, data.align(net.variables));
  let { counts, logLikelihood } = expected.compute(net);
  const logLikelihoods = [logLikelihood];
  let gain = Infinity;
  while (logLikelihoods.length <= maxIterations && !(gain < tolerance)) {
    const next = net.copy();
    net.nodes.forEach((node, i) => {
      const { variable } = net.cpt(node);
      next.addCpt(node, rowsFromCounts(counts[i], variable.cardinality));
    });
    net = next;
    ({ counts, logLikelihood } = expected.compute(net));
    gain = logLikelihood - logLikelihoods[logLikelihoods.length - 1];
    logLikelihoods.push(logLikelihood);
  }
  return new EmResult(net, logLikelihoods, gain < tolerance);
}
