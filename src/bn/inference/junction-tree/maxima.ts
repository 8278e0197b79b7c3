import { maxRuns } from "./kernels";
import { tiny } from "./potentials";
import type { Finding, Potentials } from "./potentials";

/**
 * The most probable states of all free variables: messages are maxima in place of sums, and from the root down each clique
 * chooses its best entry. Undefined if numbers became too small.
 * Source: Dawid, Applications of a General Propagation Algorithm for Probabilistic Expert Systems (1992).
 */
export function mostProbable(potentials: Potentials, findings: readonly Finding[]): Int32Array | undefined {
  const { layout, cardinalities, psi, messages } = potentials;
  potentials.take(findings);
  potentials.holdsMaxima = true;
  for (let c = layout.cliques.length - 1; c >= 0; c--) {
    const [to, runs] = [layout.separatorStart[c], layout.separatorSize[c]];
    potentials.build(c);
    const largest = maxRuns(messages, to, runs, psi, layout.start[c], layout.size[c] / runs);
    if (!(largest > tiny)) return undefined;
    for (let i = to; i < to + runs; i++) messages[i] /= largest;
    potentials.needed[c] = 1;
  }
  const states = new Int32Array(cardinalities.length).fill(-1);
  for (let c = 0; c < layout.cliques.length; c++) choose(potentials, c, states);
  return states;
}

/** The best entry of a clique among those that agree with what is chosen above it. */
function choose(potentials: Potentials, c: number, states: Int32Array): void {
  const { layout, cardinalities, psi } = potentials;
  const { variables, separator } = layout.cliques[c];
  let run = 0;
  for (let i = 0; i < separator; i++) run = run * cardinalities[variables[i]] + states[variables[i]];
  const inner = layout.size[c] / layout.separatorSize[c];
  const at = layout.start[c] + run * inner;
  let best = 0;
  for (let i = 1; i < inner; i++) if (psi[at + i] > psi[at + best]) best = i;
  for (let i = variables.length - 1; i >= separator; i--) {
    const cardinality = cardinalities[variables[i]];
    states[variables[i]] = best % cardinality;
    best = Math.floor(best / cardinality);
  }
}
