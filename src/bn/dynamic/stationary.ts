import { GradbookError } from "../../errors";

/**
 * π = π P of an n x n matrix of transitions. It is exact: states are taken out one after the other without a subtraction.
 * Source: Grassmann, Taksar, Heyman, Regenerative Analysis and Steady State Distributions for Markov Chains (1985).
 */
export function stationaryDistribution(transitions: Float64Array, n: number): Float64Array {
  const a = transitions.slice();
  for (let k = n - 1; k > 0; k--) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[k * n + j];
    if (sum === 0) return ofClosedClass(transitions, n);
    for (let i = 0; i < k; i++) a[i * n + k] /= sum;
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) a[i * n + j] += a[i * n + k] * a[k * n + j];
  }
  const result = new Float64Array(n);
  result[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k++) {
    for (let i = 0; i < k; i++) result[k] += result[i] * a[i * n + k];
    total += result[k];
  }
  return result.map((value) => value / total);
}

/** Not every state leads to every other: the states that are never left again decide, if they hang together. */
function ofClosedClass(transitions: Float64Array, n: number): Float64Array {
  const reach = Array.from({ length: n }, (_, from) => {
    const seen = new Set([from]);
    for (const i of seen) for (let j = 0; j < n; j++) if (transitions[i * n + j] > 0) seen.add(j);
    return seen;
  });
  const closed = reach.filter((seen) => [...seen].every((i) => reach[i].size === seen.size));
  const members = [...closed[0]].sort((i, j) => i - j);
  if (closed.some((seen) => !seen.has(members[0]))) {
    throw new GradbookError(
      "stationary: the chain falls apart: where it ends depends on where it starts; ask after(steps, start).",
    );
  }
  if (members.length === n) {
    throw new GradbookError("stationary: some transitions are too improbable to compute with (products below 1e-308).");
  }
  const rows = members.flatMap((i) => members.map((j) => transitions[i * n + j]));
  const part = stationaryDistribution(Float64Array.from(rows), members.length);
  const result = new Float64Array(n);
  members.forEach((i, at) => (result[i] = part[at]));
  return result;
}
