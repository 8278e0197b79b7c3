import { JunctionTree } from "../inference/junction-tree/junction-tree";
import type { BayesianNetwork } from "../network";
import { printNumber } from "../table";
import type { Evidence } from "../variable";

/** What one finding did to a probability. */
export interface FindingEffect {
  readonly node: string;
  readonly state: string;
  /** P(target = state | all evidence) less P(target = state | all evidence but this finding). */
  readonly change: number;
  /** A shortest way by which the finding reaches the target; undefined if it does not. */
  readonly path: string | undefined;
}

/** Why a posterior is what it is. */
export interface PosteriorExplanation {
  readonly target: string;
  readonly state: string;
  readonly prior: number;
  readonly posterior: number;
  /** The findings, the one that matters most first. */
  readonly findings: readonly FindingEffect[];
  /** The same in words. */
  readonly text: string;
}

const percent = (p: number): string => `${printNumber(100 * p)} %`;

/**
 * Explains P(target = state | evidence): what it was before, what each finding adds (by leaving it out), and by which way
 * it reaches the target. `state` defaults to the most probable one.
 *
 * The effects do not add up where findings depend on each other: leaving one out is not the same as having it first.
 * Source: Suermondt, Explanation in Bayesian Belief Networks (1992).
 */
export function explain(
  net: BayesianNetwork,
  target: string,
  evidence: Evidence,
  options: { state?: string } = {},
): PosteriorExplanation {
  const tree = new JunctionTree(net);
  const all = tree.posteriors(evidence);
  const values = all.values(target);
  const place =
    options.state === undefined ? values.indexOf(Math.max(...values)) : net.variable(target).stateIndex(options.state);
  const state = net.states(target)[place];
  const prior = tree.posteriors().probability(target, state);
  const posterior = values[place];
  const findings = Object.entries(evidence)
    .filter(([node]) => node !== target)
    .map(([node, found]) => effectOf(net, tree, { target, state, posterior }, evidence, node, found))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  return { target, state, prior, posterior, findings, text: inWords({ target, state, prior, posterior, findings }) };
}

function effectOf(
  net: BayesianNetwork,
  tree: JunctionTree,
  about: { readonly target: string; readonly state: string; readonly posterior: number },
  evidence: Evidence,
  node: string,
  state: string,
): FindingEffect {
  const others = Object.fromEntries(Object.entries(evidence).filter(([other]) => other !== node));
  const without = tree.posteriors(others).probability(about.target, about.state);
  const given = Object.keys(others).filter((other) => other !== about.target);
  const path = net.activePaths(node, about.target, given, { limit: 1 })[0]?.text;
  return { node, state, change: about.posterior - without, path };
}

function inWords(explanation: Omit<PosteriorExplanation, "text">): string {
  const { target, state, prior, posterior, findings } = explanation;
  const direction = Math.abs(posterior - prior) < 5e-7 ? "stays" : posterior > prior ? "rises" : "falls";
  const first = `P(${target} = ${state}) ${direction} from ${percent(prior)} to ${percent(posterior)}.`;
  const lines = findings.map(({ node, state: found, change, path }) => {
    if (!path) return `${node} = ${found} says nothing about it: every way is blocked.`;
    const points = printNumber(Math.abs(100 * change));
    const effect =
      Math.abs(change) < 5e-7 ? "changes nothing" : `speaks ${change > 0 ? "for" : "against"} it (${points} points)`;
    return `${node} = ${found} ${effect}, by ${path}.`;
  });
  return [first, ...lines].join("\n");
}
