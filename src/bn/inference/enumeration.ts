import { GradbookError } from "../../errors";
import { DiscreteFactor, tableSize } from "../factor";
import type { BayesianNetwork } from "../network";
import type { Evidence } from "../variable";
import { ImpossibleEvidence } from "./errors";
import { softFactors, targetVariables } from "./findings";
import type { QueryOptions } from "./findings";

/** Summing over more worlds than this would take minutes. */
const mostWorlds = 1e8;

/**
 * P(targets, evidence) by its definition: the joint probability of every possible world that agrees with the evidence, summed.
 *
 * Exponential in the number of unobserved variables: the oracle for small networks, and the reason for everything cleverer.
 * Source: Russell and Norvig, Artificial Intelligence (2020), 13.3.1.
 */
export function enumerateJoint(
  net: BayesianNetwork,
  targets: readonly string[],
  evidence: Evidence = {},
  options: QueryOptions = {},
): DiscreteFactor {
  const variables = targetVariables(net, targets);
  const observed = net.checkModel().evidencePlaces(evidence);
  const order = net.topologicalOrder().map((node) => net.cpt(node));
  const worlds = tableSize(order.map((cpt) => cpt.variable).filter((variable) => !observed.has(variable)));
  if (worlds > mostWorlds) {
    throw new GradbookError(
      `enumerateJoint: ${worlds.toPrecision(3)} worlds agree with the evidence, too many to count; use VariableElimination.`,
    );
  }
  const index = new Map(order.map((cpt, i) => [cpt.variable, i]));
  const parentsAt = order.map((cpt) => cpt.parents.map((parent) => index.get(parent) ?? 0));
  const weights = order.map(() => [] as DiscreteFactor[]);
  for (const factor of softFactors(net, options.soft)) weights[index.get(factor.variables[0]) ?? 0].push(factor);
  const world = new Int32Array(order.length);
  const result = new DiscreteFactor(variables, new Float64Array(tableSize(variables)));

  const visit = (depth: number, probability: number): void => {
    if (probability === 0) return;
    if (depth === order.length) {
      const place = variables.reduce((at, one) => at * one.cardinality + world[index.get(one) ?? 0], 0);
      result.values[place] += probability;
      return;
    }
    const cpt = order[depth];
    const parents = parentsAt[depth].map((at) => world[at]);
    const fixed = observed.get(cpt.variable);
    for (let state = fixed ?? 0; state <= (fixed ?? cpt.variable.cardinality - 1); state++) {
      world[depth] = state;
      const weight = weights[depth].reduce((product, factor) => product * factor.values[state], 1);
      visit(depth + 1, probability * cpt.probabilityAt(parents, state) * weight);
    }
  };
  visit(0, 1);
  return result;
}

/**
 * P(targets | evidence) by enumeration of all worlds: slow, short and certain.
 * Throws ImpossibleEvidence if P(evidence) = 0.
 */
export function enumerate(
  net: BayesianNetwork,
  targets: readonly string[],
  evidence: Evidence = {},
  options: QueryOptions = {},
): DiscreteFactor {
  const joint = enumerateJoint(net, targets, evidence, options);
  if (joint.total() === 0) throw new ImpossibleEvidence("enumerate", evidence);
  return joint.normalize();
}
