import { GradbookError } from "../../errors";
import type { DiscreteFactor } from "../factor";
import { JunctionTree } from "../inference/junction-tree/junction-tree";
import type { QueryOptions } from "../inference/findings";
import type { BayesianNetwork } from "../network";
import { ResultTable } from "../table";
import type { Evidence } from "../variable";

/** H(X) = -Σ p log2 p, in bits: how uncertain a distribution is. */
export function entropy(distribution: DiscreteFactor | ArrayLike<number>): number {
  const values =
    "values" in distribution && distribution.values instanceof Float64Array ? distribution.values : distribution;
  let sum = 0;
  for (const p of Array.from(values as ArrayLike<number>)) if (p > 0) sum -= p * Math.log2(p);
  return sum;
}

/**
 * I(X; Y | evidence) = H(X) + H(Y) - H(X, Y), in bits: how much seeing Y would tell of X, on average. 0 means independent.
 *
 * Throws ImpossibleEvidence, TooWide, or a GradbookError for unknown names.
 * Source: Shannon, A Mathematical Theory of Communication (1948).
 */
export function mutualInformation(net: BayesianNetwork, x: string, y: string, evidence: Evidence = {}): number {
  if (x === y) return entropy(new JunctionTree(net).posterior(x, evidence));
  return informationOf(new JunctionTree(net), x, y, evidence);
}

/** The same by a tree that is there already. */
export function informationOf(tree: JunctionTree, x: string, y: string, evidence: Evidence): number {
  const joint = tree.query([x, y], evidence);
  const [vx, vy] = joint.variables;
  // Rounding may leave a trace below 0.
  return Math.max(0, entropy(joint.marginalize([vy])) + entropy(joint.marginalize([vx])) - entropy(joint));
}

/**
 * How much each unobserved node would tell of the target, the most telling first: what to look at next.
 * Columns: node, bits, share of the target's uncertainty.
 */
export function mostInformative(
  net: BayesianNetwork,
  target: string,
  evidence: Evidence = {},
  options: { among?: readonly string[] } = {},
): ResultTable {
  const tree = new JunctionTree(net);
  const uncertainty = entropy(tree.posterior(target, evidence));
  const rows = (options.among ?? net.nodes)
    .filter((node) => node !== target && !Object.hasOwn(evidence, node))
    .map((node) => [node, informationOf(tree, target, node, evidence)] as const)
    .sort((a, b) => b[1] - a[1])
    .map(([node, bits]) => [node, bits, uncertainty > 0 ? bits / uncertainty : 0]);
  return new ResultTable({ title: `What would tell most of ${target}`, columns: ["node", "bits", "share"], rows });
}

/** How strongly an edge ties its ends. */
export interface EdgeStrength {
  readonly parent: string;
  readonly child: string;
  /** The mean distance between the child's rows for different states of the parent: 0 = no influence, 1 = decides it. */
  readonly distance: number;
  /** I(parent; child) in bits, given the evidence. */
  readonly bits: number;
}

/**
 * The strength of every edge: the mean total variation distance ½ Σ |P(child | p, rest) - P(child | p', rest)| over all
 * pairs of the parent's states and all states of the other parents, and the mutual information of the two ends.
 *
 * Source: Koiter, Visualizing Inference in Bayesian Networks (2006).
 */
export function edgeStrengths(net: BayesianNetwork, evidence: Evidence = {}): EdgeStrength[] {
  const tree = new JunctionTree(net);
  return net.edges.map(([parent, child]) => ({
    parent,
    child,
    distance: meanDistance(net, parent, child),
    bits: informationOf(tree, parent, child, evidence),
  }));
}

function meanDistance(net: BayesianNetwork, parent: string, child: string): number {
  const table = net.cpt(child).toFactor();
  const at = table.names.indexOf(parent);
  const states = net.variable(child).cardinality;
  const inner = table.variables.slice(at + 1).reduce((size, variable) => size * variable.cardinality, 1);
  const count = table.variables[at].cardinality;
  let [sum, pairs] = [0, 0];
  for (let start = 0; start < table.values.length; start += inner * count) {
    for (let row = 0; row < inner; row += states) {
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < a; b++, pairs++) {
          for (let state = 0; state < states; state++) {
            const difference =
              table.values[start + a * inner + row + state] - table.values[start + b * inner + row + state];
            sum += Math.abs(difference) / 2;
          }
        }
      }
    }
  }
  return pairs > 0 ? sum / pairs : 0;
}

/** P(query | evidence) as a function of one parameter t of a CPT: (a + b t) / (c + d t). */
export interface Sensitivity {
  /** The parameter's value in the network. */
  readonly parameter: number;
  /** P(query | evidence) there. */
  readonly probability: number;
  /** d P(query | evidence) / d t there. */
  readonly derivative: number;
  readonly coefficients: { readonly a: number; readonly b: number; readonly c: number; readonly d: number };
  /** P(query | evidence) if the parameter were t; the other states of its row share the rest in proportion. */
  at(t: number): number;
}

/**
 * How a probability depends on one number of a CPT.
 *
 * Both P(query, evidence) and P(evidence) are linear in a parameter whose row is scaled along with it, so two
 * propagations fix the whole curve.
 * Source: Castillo, Gutiérrez, Hadi, Sensitivity Analysis in Discrete Bayesian Networks (1997); Chan, Darwiche (2002).
 */
export function sensitivity(
  net: BayesianNetwork,
  query: { readonly node: string; readonly state: string },
  parameter: { readonly node: string; readonly state: string; readonly parents?: Evidence },
  evidence: Evidence = {},
  options: QueryOptions = {},
): Sensitivity {
  const value = net
    .cpt(parameter.node)
    .toFactor()
    .value({ ...parameter.parents, [parameter.node]: parameter.state });
  const line = (t: number): readonly [both: number, evidence: number] => {
    const tree = new JunctionTree(withParameter(net, parameter, t));
    const log = tree.logEvidence(evidence, options);
    if (log === -Infinity) return [0, 0];
    const posterior = tree.posterior(query.node, evidence, options).value({ [query.node]: query.state });
    return [posterior * Math.exp(log), Math.exp(log)];
  };
  const [[both0, evidence0], [both1, evidence1]] = [line(0), line(1)];
  const [a, b, c, d] = [both0, both1 - both0, evidence0, evidence1 - evidence0];
  const below = c + d * value;
  if (below === 0) throw new GradbookError("sensitivity: the evidence has probability 0 at the parameter's value.");
  return {
    parameter: value,
    probability: (a + b * value) / below,
    derivative: (b * c - a * d) / below ** 2,
    coefficients: { a, b, c, d },
    at: (t) => (a + b * t) / (c + d * t),
  };
}

/** The network with one number of a CPT set to t, the other states of the row sharing 1 - t in their old proportion. */
function withParameter(
  net: BayesianNetwork,
  parameter: { readonly node: string; readonly state: string; readonly parents?: Evidence },
  t: number,
): BayesianNetwork {
  const { variable, parents } = net.cpt(parameter.node);
  const values = net.cpt(parameter.node).toFactor().values.slice();
  const row = parents.reduce(
    (at, parent) => at * parent.cardinality + parent.stateIndex(parameter.parents?.[parent.name] ?? ""),
    0,
  );
  const [start, chosen] = [row * variable.cardinality, variable.stateIndex(parameter.state)];
  const rest = 1 - values[start + chosen];
  for (let state = 0; state < variable.cardinality; state++) {
    if (state === chosen) continue;
    const share = rest > 0 ? values[start + state] / rest : 1 / (variable.cardinality - 1);
    values[start + state] = share * (1 - t);
  }
  values[start + chosen] = t;
  return net.copy().addCpt(parameter.node, values);
}
