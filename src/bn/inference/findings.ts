import { GradbookError, inWords } from "../../errors";
import { DiscreteFactor } from "../factor";
import type { BayesianNetwork } from "../network";
import type { SoftEvidence, Variable } from "../variable";

/** Evidence that is not certain, beside the certain one. */
export interface QueryOptions {
  /** For a variable, how likely what was seen is in each of its states (of any scale): an array, or numbers by state. */
  readonly soft?: SoftEvidence;
}

/** The network, if it is one and whole. Throws a GradbookError otherwise. */
export function wholeNetwork(operation: string, network: BayesianNetwork): BayesianNetwork {
  if (typeof (network as Partial<BayesianNetwork> | undefined)?.checkModel === "function") return network.checkModel();
  throw new GradbookError(`${operation}: needs a BayesianNetwork, got ${inWords(network)}.`);
}

/** Each soft finding as a factor of its one variable. Throws a GradbookError for unknown names and useless numbers. */
export function softFactors(net: BayesianNetwork, soft: SoftEvidence = {}): DiscreteFactor[] {
  return Object.entries(soft).map(([node, likelihood]) => {
    const variable = net.variable(node);
    return new DiscreteFactor([variable], likelihoodOf(variable, likelihood));
  });
}

function likelihoodOf(variable: Variable, likelihood: SoftEvidence[string]): Float64Array {
  const values = new Float64Array(variable.cardinality);
  if (typeof likelihood !== "object" || likelihood === null) {
    throw new GradbookError(
      `soft evidence: '${variable.name}' needs a number for each state, got ${inWords(likelihood)}.`,
    );
  }
  if (Symbol.iterator in likelihood) {
    if (likelihood.length !== values.length) {
      throw new GradbookError(
        `soft evidence: '${variable.name}' has ${values.length} states (${variable.states.join(", ")}), ` +
          `got ${likelihood.length} numbers.`,
      );
    }
    values.set(likelihood);
  } else {
    for (const [state, value] of Object.entries(likelihood)) values[variable.stateIndex(state)] = value as number;
  }
  const wrong = values.find((value) => !(value >= 0 && value < Infinity));
  if (wrong !== undefined) throw new GradbookError(`soft evidence: ${wrong} is no likelihood of '${variable.name}'.`);
  return values;
}

/** 1 in the observed state of the variable, 0 elsewhere. */
export function certain(variable: Variable, place: number): DiscreteFactor {
  return new DiscreteFactor(
    [variable],
    Float64Array.from(variable.states, (_, i) => Number(i === place)),
  );
}

/** The targets' variables. Throws a GradbookError if one is unknown or named twice. */
export function targetVariables(net: BayesianNetwork, targets: readonly string[]): Variable[] {
  if (!Array.isArray(targets))
    throw new GradbookError(`query: targets are a list like ["rain"], not ${inWords(targets)}.`);
  const twice = targets.find((target, i) => targets.indexOf(target) < i);
  if (twice !== undefined) throw new GradbookError(`query: '${twice}' is asked for twice.`);
  return targets.map((target) => net.variable(target));
}
