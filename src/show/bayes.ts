import { JunctionTree } from "../bn/inference/junction-tree/junction-tree";
import type { BayesianNetwork } from "../bn/network";
import { networkPicture } from "../bn/picture";
import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";

/** The posteriors that something else found: by node, or anything that gives them by node, such as sampled posteriors. */
export type PosteriorsLike = Readonly<Record<string, ArrayLike<number>>> | ByValues | ByPosterior;
interface ByValues {
  values(node: string): ArrayLike<number>;
}
interface ByPosterior {
  posterior(node: string): ArrayLike<number>;
}

export interface BayesOptions {
  /** What is observed at first: { smoke: "yes" }. */
  evidence?: Readonly<Record<string, string>>;
  /** What is set by force at first: do(smoke = yes). */
  do?: Readonly<Record<string, string>>;
  /** Nodes that are asked about: they are marked. */
  query?: string | readonly string[];
  /** Two nodes that are marked at first: are they d-separated once the nodes in `given` are known? */
  separation?: { from: string; to: string; given?: readonly string[] };
  title?: string;
  /** Other numbers beside the exact ones, such as frequencies of samples. */
  compare?: { label: string; posteriors: PosteriorsLike };
}

/**
 * A Bayesian network with its probabilities. In the page a click on a state observes it, and all posteriors follow.
 *
 * @example
 * const net = new bn.BayesianNetwork().addVariable("rain").addVariable("wet").addEdge("rain", "wet")
 *   .addCpt("rain", [0.2, 0.8]).addCpt("wet", [[0.8, 0.2], [0.1, 0.9]]);
 * show.bayes(net, { evidence: { wet: "yes" } }).kind; // -> "bayes"
 */
export function bayes(net: BayesianNetwork, options: BayesOptions = {}): Figure<[BayesianNetwork, BayesOptions]> {
  return new Figure("bayes", bayesPayload, [net, options]);
}

/** The payload of `bayes`. */
export function bayesPayload(net: BayesianNetwork, options: BayesOptions = {}): object {
  if (typeof (net as Partial<BayesianNetwork> | null)?.hasCpt !== "function") {
    throw new GradbookError('show.bayes: expected a bn.BayesianNetwork, such as data.network("asia")');
  }
  const { evidence = {}, query = [], title, compare } = options;
  const places = new Map(net.nodes.map((node, i) => [node, i]));
  const placeOf = (node: string): number => places.get(net.variable(node).name) ?? 0;
  const find = (settings: Readonly<Record<string, string>>, how: "see" | "do"): object[] =>
    Object.entries(settings).map(([node, state]) => ({
      node: placeOf(node),
      state: net.variable(node).stateIndex(state),
      how,
    }));
  const { separation } = options;
  const twice = Object.keys(evidence).find((node) => options.do && node in options.do);
  if (twice !== undefined) {
    throw new GradbookError(`show.bayes: '${twice}' stands in evidence and in do; a node is seen or set, not both.`);
  }
  if (separation && separation.from === separation.to) {
    throw new GradbookError(`show.bayes: separation needs two nodes, got '${separation.from}' twice.`);
  }
  const asked = typeof query === "string" ? [query] : query;
  const picture = networkPicture(net);
  const travels = picture.nodes.some(({ cpt, gate }) => cpt ?? gate) || !net.nodes.every((node) => net.hasCpt(node));
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...picture,
    ...(travels ? {} : { posteriors: exact(net, options) }),
    evidence: [...find(options.do ?? {}, "do"), ...find(evidence, "see")],
    query: asked.map(placeOf),
    ...(separation
      ? {
          separation: {
            from: placeOf(separation.from),
            to: placeOf(separation.to),
            given: (separation.given ?? []).map(placeOf),
          },
        }
      : {}),
    ...(compare ? { compare: { label: compare.label, posteriors: beside(net, compare.posteriors) } } : {}),
  };
}

/** The posteriors of a network whose tables are too large to travel: computed here, once. */
function exact(net: BayesianNetwork, { evidence = {}, do: forced }: BayesOptions): number[][] {
  const posteriors = new JunctionTree(forced ? net.doIntervention(forced) : net).posteriors(evidence);
  return net.nodes.map((node) => [...posteriors.values(node)]);
}

/** Exact posteriors give them by `values`, sampled ones by `posterior`. */
function posteriorOf(given: PosteriorsLike, node: string): ArrayLike<number> | undefined {
  const asked = given as { values?: unknown; posterior?: unknown };
  if (typeof asked.values === "function") return (given as ByValues).values(node);
  if (typeof asked.posterior === "function") return (given as ByPosterior).posterior(node);
  return (given as Readonly<Record<string, ArrayLike<number> | undefined>>)[node];
}

function beside(net: BayesianNetwork, given: PosteriorsLike): (number[] | null)[] {
  return net.variables.map(({ name, states }) => {
    const values = posteriorOf(given, name);
    if (values === undefined) return null;
    if (values.length !== states.length) {
      throw new GradbookError(
        `show.bayes compare: '${name}' has ${states.length} states (${states.join(", ")}), got ${values.length} numbers`,
      );
    }
    return Array.from(values, (value) => Math.max(0, Math.min(1, value)));
  });
}
