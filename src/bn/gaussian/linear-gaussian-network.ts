import { checkOptions, GradbookError, inWords } from "../../errors";
import { Dag } from "../graph";
import { RandomSource } from "../sampling/random";
import { Labelled, printNumber, ResultTable } from "../table";
import { checkEvidence } from "../variable";
import { checkNumber, Gaussian } from "./gaussian";
import type { Point } from "./gaussian";
import { leastSquares } from "./least-squares";

/** P(node | parents) = N(intercept + Σ weight · parent, variance). */
export interface LinearGaussianCpd {
  /** The mean where all parents are 0; default 0. */
  readonly intercept?: number;
  /** One number for each parent, by its name: what one more of the parent adds to the mean. Default {} for no parents. */
  readonly weights?: Point;
  /** What the parents leave open, 0 or more; 0 for a node that follows from its parents exactly. */
  readonly variance: number;
}

interface Cpd {
  readonly intercept: number;
  /** In the order of the parents. */
  readonly weights: readonly number[];
  readonly variance: number;
}

/**
 * A linear Gaussian network: numbers in place of states, and each is normally distributed around a linear function of its
 * parents, x_i ~ N(b_i + Σ_j w_ij x_j, v_i). The joint distribution is then a normal distribution, and inference is exact.
 *
 * Source: Shachter, Kenley, Gaussian Influence Diagrams (1989); Koller and Friedman (2009), 7.2.
 *
 * @example
 * const net = new bn.LinearGaussianNetwork().addVariable("sun").addVariable("temperature").addEdge("sun", "temperature")
 *   .addCpd("sun", { intercept: 6, variance: 4 })
 *   .addCpd("temperature", { intercept: 10, weights: { sun: 1.5 }, variance: 7 });
 * net.joint().variance("temperature"); // -> 16
 * const sun = net.posterior({ temperature: 25 });
 * [sun.mean("sun"), sun.variance("sun")]; // -> [8.25, 1.75]
 */
export class LinearGaussianNetwork extends Labelled {
  readonly name: string;
  #dag = new Dag();
  readonly #cpds = new Map<string, Cpd>();

  constructor(name = "") {
    super();
    this.name = name;
  }

  /**
   * Learns intercepts, weights and variances by least squares, which is maximum likelihood: for each node the weights solve
   * Cov(parents) w = Cov(parents, node), and the variance is the mean squared residual.
   *
   * Throws a GradbookError if a number is missing, there are not more rows than a node has parents and an intercept, or
   * parents are linearly dependent.
   *
   * @example
   * const rows = [{ x: 0, y: 1 }, { x: 1, y: 3 }, { x: 2, y: 5 }, { x: 3, y: 7 }];
   * String(bn.LinearGaussianNetwork.fit(bn.Dag.from([["x", "y"]]), rows).cpd("y").weights.x); // -> "2"
   */
  static fit(structure: Dag | LinearGaussianNetwork, rows: readonly Point[]): LinearGaussianNetwork {
    checkRows("fit", rows);
    const net = new LinearGaussianNetwork();
    net.#dag = structure instanceof LinearGaussianNetwork ? structure.dag : structure.copy();
    const columns = new Map(net.nodes.map((node) => [node, columnOf("fit", node, rows)]));
    const column = (node: string): Float64Array => columns.get(node) ?? new Float64Array();
    for (const node of net.nodes) {
      net.#cpds.set(node, leastSquares({ node, parents: net.parents(node), column, count: rows.length }));
    }
    return net;
  }

  /** The graph alone; a copy. */
  get dag(): Dag {
    return this.#dag.copy();
  }

  get nodes(): string[] {
    return this.#dag.nodes;
  }

  get edges(): [parent: string, child: string][] {
    return this.#dag.edges;
  }

  parents(node: string): readonly string[] {
    return this.#dag.parents(node);
  }

  /** An intercept and a variance for each node, a weight for each edge. */
  get freeParameters(): number {
    return 2 * this.nodes.length + this.edges.length;
  }

  addVariable(name: string): this {
    if (typeof name !== "string" || name === "") {
      throw new GradbookError(`addVariable: a variable needs a name, got ${inWords(name)}.`);
    }
    if (this.#dag.has(name)) throw new GradbookError(`addVariable: '${name}' is there already.`);
    this.#dag.addNode(name);
    return this;
  }

  /** Adds parent -> child; the child's CPD is dropped. Throws a GradbookError for unknown nodes or a circle. */
  addEdge(parent: string, child: string): this {
    for (const node of [parent, child]) this.parents(node);
    this.#dag.addEdge(parent, child);
    this.#cpds.delete(child);
    return this;
  }

  /** `addEdge` for each pair. */
  addEdges(edges: Iterable<readonly [parent: string, child: string]>): this {
    for (const [parent, child] of edges) this.addEdge(parent, child);
    return this;
  }

  /**
   * Gives a node its distribution given its parents.
   * Throws a GradbookError if a parent has no weight, a weight has no parent, or the variance is negative.
   */
  addCpd(node: string, cpd: LinearGaussianCpd): this {
    const parents = this.parents(node);
    const operation = `addCpd('${node}')`;
    checkOptions(operation, cpd, ["intercept", "weights", "variance"]);
    const { intercept = 0, weights = {}, variance } = cpd;
    checkNumber(`${operation}: the intercept`, intercept);
    checkNumber(`${operation}: the variance`, variance);
    if (variance < 0) throw new GradbookError(`${operation}: the variance is ${variance}; it must be 0 or more.`);
    const stranger = Object.keys(weights).find((name) => !parents.includes(name));
    if (stranger !== undefined) {
      throw new GradbookError(
        `${operation}: '${stranger}' is no parent; parents are ${parents.join(", ") || "none"}: addEdge makes one.`,
      );
    }
    const ordered = parents.map((parent) => {
      if (Object.hasOwn(weights, parent)) return weights[parent];
      throw new GradbookError(`${operation}: the parent '${parent}' has no weight; 0 stands for no effect.`);
    });
    ordered.forEach((weight, i) => {
      checkNumber(`${operation}: the weight of '${parents[i]}'`, weight);
    });
    this.#cpds.set(node, { intercept, weights: ordered, variance });
    return this;
  }

  /** What a node has been given, or has learned. Throws a GradbookError if it is nothing yet. */
  cpd(node: string): Required<LinearGaussianCpd> {
    const { intercept, weights, variance } = this.#cpd(node);
    return { intercept, weights: Object.fromEntries(this.parents(node).map((one, i) => [one, weights[i]])), variance };
  }

  #cpd(node: string): Cpd {
    this.parents(node);
    const cpd = this.#cpds.get(node);
    if (cpd) return cpd;
    throw new GradbookError(`'${node}' has no CPD yet: addCpd(${JSON.stringify(node)}, ...) gives it one.`);
  }

  /**
   * The joint distribution N(μ, Σ), parents before children: μ_i = b_i + Σ_j w_ij μ_j,
   * Σ_ik = Σ_j w_ij Σ_jk for k before i, Σ_ii = v_i + Σ_j w_ij Σ_ij.
   */
  joint(): Gaussian {
    const { nodes } = this;
    const n = nodes.length;
    const place = new Map(nodes.map((node, i) => [node, i]));
    const [means, covariances] = [new Float64Array(n), new Float64Array(n * n)];
    const done: number[] = [];
    for (const node of this.#dag.topologicalOrder()) {
      const i = place.get(node) ?? 0;
      const { intercept, weights, variance } = this.#cpd(node);
      const parents = this.parents(node).map((parent) => place.get(parent) ?? 0);
      const weighted = (value: (parent: number) => number): number =>
        weights.reduce((sum, weight, j) => sum + weight * value(parents[j]), 0);
      means[i] = intercept + weighted((parent) => means[parent]);
      for (const k of done) {
        covariances[i * n + k] = weighted((parent) => covariances[parent * n + k]);
        covariances[k * n + i] = covariances[i * n + k];
      }
      covariances[i * n + i] = variance + weighted((parent) => covariances[i * n + parent]);
      done.push(i);
    }
    return new Gaussian(nodes, means, covariances);
  }

  /**
   * P(other nodes | evidence), exactly: the joint distribution conditioned on what was seen.
   * Throws a GradbookError for unknown names, and if the evidence contradicts or repeats itself (a singular covariance).
   */
  posterior(evidence: Point = {}): Gaussian {
    return this.joint().condition(evidence);
  }

  /** ln of the density of the evidence, everything else integrated out. */
  logEvidence(evidence: Point): number {
    return this.joint().logDensity(evidence);
  }

  /** ln of the density of a full assignment: Σ ln N(x_i; b_i + Σ_j w_ij x_j, v_i). Throws if a node is missing. */
  logProbability(point: Point): number {
    checkEvidence(point);
    for (const name of Object.keys(point)) this.parents(name);
    return this.logLikelihood([point]);
  }

  /** Σ `logProbability` over rows. Throws a GradbookError for a missing number, or a node of variance 0. */
  logLikelihood(rows: readonly Point[]): number {
    checkRows("logLikelihood", rows);
    let sum = 0;
    const columns = new Map(this.nodes.map((node) => [node, columnOf("logLikelihood", node, rows)]));
    for (const [node, column] of columns) {
      const { intercept, weights, variance } = this.#cpd(node);
      if (variance === 0) throw new GradbookError(`logProbability: '${node}' has variance 0, so there is no density.`);
      const parents = this.parents(node).map((parent) => columns.get(parent));
      column.forEach((x, row) => {
        const mean = weights.reduce((total, weight, j) => total + weight * (parents[j]?.[row] ?? 0), intercept);
        sum -= (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance) / 2;
      });
    }
    return sum;
  }

  /** The Bayesian information criterion, ln L - ½ k ln n for k parameters and n rows: larger is better. */
  bic(rows: readonly Point[]): number {
    return this.logLikelihood(rows) - (this.freeParameters * Math.log(rows.length)) / 2;
  }

  /** Random rows, parents before children; the same seed (default 0) gives the same rows. */
  sample(rows: number, options: { readonly seed?: number } = {}): Record<string, number>[] {
    if (!(Number.isInteger(rows) && rows >= 0)) {
      throw new GradbookError(`sample: rows is ${rows}; it must be a whole number of 0 or more.`);
    }
    const random = new RandomSource(options.seed ?? 0);
    const order = this.#dag.topologicalOrder().map((node) => ({
      node,
      parents: this.parents(node),
      cpd: this.#cpd(node),
    }));
    return Array.from({ length: rows }, () => {
      const drawn = new Map<string, number>();
      for (const { node, parents, cpd } of order) {
        const mean = cpd.weights.reduce((sum, w, j) => sum + w * (drawn.get(parents[j]) ?? 0), cpd.intercept);
        drawn.set(node, mean + Math.sqrt(cpd.variance) * random.normal());
      }
      return Object.fromEntries(this.nodes.map((node) => [node, drawn.get(node) ?? 0]));
    });
  }

  /**
   * The network after do(node = number): what sets the node by force cuts the arrows into it. This network stays as it is.
   * Source: Pearl, Causality (2009), 3.2.
   */
  doIntervention(settings: Point): LinearGaussianNetwork {
    checkEvidence(settings);
    const net = new LinearGaussianNetwork(this.name);
    net.#dag = this.dag;
    for (const [node, cpd] of this.#cpds) net.#cpds.set(node, cpd);
    for (const [node, value] of Object.entries(settings)) {
      for (const parent of this.parents(node)) net.#dag.removeEdge(parent, node);
      net.addCpd(node, { intercept: value, variance: 0 });
    }
    return net;
  }

  /** One row for each node: its mean as a formula of its parents, and its variance. */
  toTable(): ResultTable {
    const rows = this.nodes.map((node) => {
      const cpd = this.#cpds.get(node);
      if (!cpd) return [node, "no CPD yet", ""];
      const terms = this.parents(node).map((parent, i) => {
        const weight = cpd.weights[i];
        return `${weight < 0 ? "-" : "+"} ${printNumber(Math.abs(weight))} ${parent}`;
      });
      return [node, [printNumber(cpd.intercept), ...terms].join(" "), cpd.variance];
    });
    const title = `Linear Gaussian network${this.name ? ` '${this.name}'` : ""}`;
    return new ResultTable({ title, columns: ["node", "mean", "variance"], rows });
  }
}

/** Throws a GradbookError if there are no rows. */
function checkRows(operation: string, rows: unknown): void {
  if (Array.isArray(rows) && rows.length > 0) return;
  throw new GradbookError(`${operation}: needs a list of rows such as [{ x: 1, y: 2 }], got ${inWords(rows)}.`);
}

/** The numbers of a node in all rows. Throws a GradbookError that names the row if one is missing. */
function columnOf(operation: string, node: string, rows: readonly Point[]): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    const value: unknown = Object.hasOwn(row, node) ? row[node] : undefined;
    checkNumber(`${operation}: '${node}' in row ${i}`, value);
    return value;
  });
}
