import { checkOptions, GradbookError } from "../../errors";
import type { BayesianNetwork } from "../network";
import { Labelled, ResultTable } from "../table";
import type { Evidence } from "../variable";
import { RandomSource } from "./random";

export interface GibbsOptions {
  /** How many sweeps over all nodes are counted, in all chains together; default 10,000. */
  readonly samples?: number;
  /** How many sweeps each chain makes before; default 500. */
  readonly burnIn?: number;
  /** Default 4. */
  readonly chains?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Each chain is cut into so many batches, whose means are nearly independent. */
const batches = 20;

/** Posteriors estimated by Gibbs sampling. */
export class GibbsPosteriors extends Labelled {
  readonly samples: number;
  readonly #net: BayesianNetwork;
  readonly #means: ReadonlyMap<string, readonly Float64Array[]>;

  /** Takes for each node the mean of each batch, `chains` times `batches` of them. */
  constructor(net: BayesianNetwork, samples: number, means: ReadonlyMap<string, readonly Float64Array[]>) {
    super();
    this.#net = net;
    this.samples = samples;
    this.#means = means;
  }

  posterior(node: string): Float64Array {
    const all = this.#of(node);
    return all[0].map((_, s) => all.reduce((sum, batch) => sum + batch[s], 0) / all.length);
  }

  /** From the spread of the batches' means, so that the dependence between sweeps counts. */
  standardError(node: string): Float64Array {
    const all = this.#of(node);
    return this.posterior(node).map((p, s) => {
      const squares = all.reduce((sum, batch) => sum + (batch[s] - p) ** 2, 0);
      return Math.sqrt(squares / (all.length - 1) / all.length);
    });
  }

  /**
   * The potential scale reduction R of a node's states, the largest of them: near 1 if the chains agree, above 1.1 they do not.
   * Source: Gelman and Rubin, Inference from Iterative Simulation Using Multiple Sequences (1992), on the batches' means.
   */
  scaleReduction(node: string): number {
    const all = this.#of(node);
    const chains = all.length / batches;
    return this.posterior(node).reduce((largest, p, s) => {
      let [within, between] = [0, 0];
      for (let chain = 0; chain < chains; chain++) {
        const own = all.slice(chain * batches, (chain + 1) * batches);
        const mean = own.reduce((sum, batch) => sum + batch[s], 0) / batches;
        within += own.reduce((sum, batch) => sum + (batch[s] - mean) ** 2, 0) / (batches - 1) / chains;
        between += (mean - p) ** 2 / Math.max(1, chains - 1);
      }
      // Where every sweep gives the same, only rounding is left of the differences.
      if (within < 1e-24) return between < 1e-24 ? largest : Infinity;
      return Math.max(largest, Math.sqrt((batches - 1) / batches + between / within));
    }, 1);
  }

  #of(node: string): readonly Float64Array[] {
    const found = this.#means.get(node);
    if (found) return found;
    throw new GradbookError(
      `There is no estimate of '${node}'; there are ${[...this.#means.keys()].slice(0, 20).join(", ")}.`,
    );
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `Gibbs sampling: ${this.samples} sweeps`,
      columns: ["node", "state", "probability", "standard error", "R"],
      rows: [...this.#means.keys()].flatMap((node) => {
        const [values, errors, r] = [this.posterior(node), this.standardError(node), this.scaleReduction(node)];
        return this.#net.states(node).map((state, i) => [node, state, values[i], errors[i], r]);
      }),
    });
  }
}

/**
 * Gibbs sampling: each sweep draws every unobserved node anew, given all others:
 * P(x | rest) ∝ P(x | parents) Π P(child | its parents). The estimate is the mean of these conditional distributions.
 *
 * Where CPTs hold zeros the chain may never leave a part of the states; `scaleReduction` above 1.1 is a sign of it, and
 * likelihood weighting the way out. Throws a GradbookError if no start agrees with the evidence.
 * Source: Geman and Geman (1984); Pearl, Evidential Reasoning Using Stochastic Simulation of Causal Models (1987).
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("a").addVariable("b").addEdge("a", "b")
 *   .addCpt("a", [0.5, 0.5]).addCpt("b", [[0.9, 0.1], [0.3, 0.7]]);
 * Math.abs(bn.gibbsSampling(net, { b: "yes" }).posterior("a")[0] - 0.75) < 0.02; // -> true
 */
export function gibbsSampling(
  net: BayesianNetwork,
  evidence: Evidence = {},
  options: GibbsOptions = {},
): GibbsPosteriors {
  checkOptions("gibbsSampling", options, ["samples", "burnIn", "chains", "seed"]);
  const { samples = 10_000, burnIn = 500, chains = 4, seed = 0 } = options;
  const perBatch = Math.ceil(samples / chains / batches);
  const whole = [samples, chains, burnIn].every((count) => Number.isInteger(count));
  if (!(whole && samples >= 1 && chains >= 1 && burnIn >= 0)) {
    throw new GradbookError(
      `gibbsSampling: samples ${samples}, chains ${chains}, burnIn ${burnIn}: they must be whole numbers, the first two of 1 or more.`,
    );
  }
  net.checkModel();
  const sampler = new GibbsSampler(net, evidence, new RandomSource(seed));
  const means = new Map<string, Float64Array[]>(sampler.free.map((node) => [node, []]));
  for (let chain = 0; chain < chains; chain++) {
    sampler.start();
    for (let sweep = 0; sweep < burnIn; sweep++) sampler.sweep();
    for (let batch = 0; batch < batches; batch++) {
      const sums = sampler.free.map((node) => new Float64Array(net.states(node).length));
      for (let i = 0; i < perBatch; i++) sampler.sweep(sums);
      sampler.free.forEach((node, i) => means.get(node)?.push(sums[i].map((sum) => sum / perBatch)));
    }
  }
  return new GibbsPosteriors(net, perBatch * batches * chains, means);
}

class GibbsSampler {
  readonly free: readonly string[];
  readonly #random: RandomSource;
  readonly #states: Int32Array;
  readonly #observed: Int32Array;
  readonly #order: readonly number[];
  /** P(node | parents) where the present states are. */
  readonly #probability: ((node: number) => number)[];
  readonly #around: { readonly place: number; readonly states: number; readonly families: readonly number[] }[];

  constructor(net: BayesianNetwork, evidence: Evidence, random: RandomSource) {
    const place = new Map(net.nodes.map((node, i) => [node, i]));
    const at = (node: string): number => place.get(node) ?? 0;
    this.#random = random;
    this.#states = new Int32Array(net.nodes.length);
    this.#observed = new Int32Array(net.nodes.length).fill(-1);
    for (const [{ name }, state] of net.evidencePlaces(evidence)) this.#observed[at(name)] = state;
    this.#order = net.topologicalOrder().map(at);
    this.free = net.nodes.filter((node) => this.#observed[at(node)] < 0);
    this.#probability = net.nodes.map((name) => {
      const cpt = net.cpt(name);
      const parents = cpt.parents.map((parent) => at(parent.name));
      const places = new Int32Array(parents.length);
      return (node) => {
        for (let i = 0; i < parents.length; i++) places[i] = this.#states[parents[i]];
        return cpt.probabilityAt(places, this.#states[node]);
      };
    });
    this.#around = net.nodes.map((name) => ({
      place: at(name),
      states: net.states(name).length,
      families: [at(name), ...net.children(name).map(at)],
    }));
  }

  /** A start that the network holds possible, drawn from it. */
  start(): void {
    for (let attempt = 0; attempt < 10_000; attempt++) {
      let possible = true;
      for (const node of this.#order) {
        if (this.#observed[node] < 0) this.#draw(node, [node]);
        else this.#states[node] = this.#observed[node];
        possible &&= this.#probability[node](node) > 0;
      }
      if (possible) return;
    }
    throw new GradbookError(
      "gibbsSampling: found no start that agrees with the evidence; use likelihoodWeighting or exact inference.",
    );
  }

  /** Draws all free nodes; adds their conditional distributions to `sums`. */
  sweep(sums?: readonly Float64Array[]): void {
    let i = 0;
    for (const { place, families } of this.#around) {
      if (this.#observed[place] < 0) this.#draw(place, families, sums?.[i++]);
    }
  }

  #draw(node: number, families: readonly number[], sums?: Float64Array): void {
    const row = new Float64Array(this.#around[node].states);
    let total = 0;
    for (let state = 0; state < row.length; state++) {
      this.#states[node] = state;
      row[state] = 1;
      for (const family of families) row[state] *= this.#probability[family](family);
      total += row[state];
    }
    this.#states[node] = this.#random.choose(row);
    if (sums) for (let state = 0; state < row.length; state++) sums[state] += row[state] / total;
  }
}
