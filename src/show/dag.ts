import type { Dag } from "../bn/graph";
import { cpdag, Pdag } from "../bn/learning/equivalence";
import type { BayesianNetwork } from "../bn/network";
import { GradbookError } from "../errors";
import { mostNodes } from "../figures/dag/payload";
import { Figure } from "./figure";
import { language } from "./language";

export type GraphLike = Dag | BayesianNetwork | Pdag;

export interface DagOptions {
  /** Another graph over the same nodes, such as the true one: edges of both are drawn, and how they differ. */
  compare?: GraphLike;
  /**
   * What is compared: `"arrows"`, or `"essential"`: what all graphs with the same independences share (CPDAG). Default: arrows,
   * and essential where one of the graphs is a Pdag.
   */
  directions?: "arrows" | "essential";
  /** What the two graphs are called; default "learned" and "true graph". */
  names?: readonly [own: string, other: string];
  title?: string;
}

/**
 * A graph alone: of a network, a structure, or of what was learned. With `compare`, edges that were kept, turned, found too
 * many and missed are told apart by dash and word.
 *
 * @example
 * const truth = bn.Dag.from([["rain", "wet"], ["sprinkler", "wet"]]);
 * const learned = bn.Dag.from([["rain", "wet"]], ["sprinkler"]);
 * String(show.dag(learned, { compare: truth })).includes("missed"); // -> true
 */
export function dag(graph: GraphLike, options: DagOptions = {}): Figure<[GraphLike, DagOptions]> {
  return new Figure("dag", dagPayload, [graph, options]);
}

type Way = "to" | "from" | "line";

function pdagOf(graph: GraphLike, essential: boolean): Pdag {
  if (graph instanceof Pdag) return graph;
  const { nodes, edges } = graph as { nodes?: string[]; edges?: [string, string][] };
  if (!Array.isArray(nodes) || !Array.isArray(edges)) {
    throw new GradbookError("show.dag: expected a bn.Dag, a bn.Pdag or a bn.BayesianNetwork");
  }
  return essential ? cpdag(graph) : new Pdag(nodes, edges, []);
}

/** The payload of `dag`. */
export function dagPayload(graph: GraphLike, options: DagOptions = {}): object {
  const { compare, names, title } = options;
  const anyPdag = graph instanceof Pdag || compare instanceof Pdag;
  const essential =
    options.directions === undefined ? compare !== undefined && anyPdag : options.directions === "essential";
  const own = pdagOf(graph, essential);
  const other = compare === undefined ? null : pdagOf(compare, essential);
  const stranger = other && [...own.nodes].find((node) => !other.nodes.includes(node));
  const missing = other?.nodes.find((node) => !own.nodes.includes(node));
  if (stranger ?? missing) {
    throw new GradbookError(`show.dag: only one of the two graphs has the node '${stranger ?? missing}'`);
  }
  const shown = own.nodes.slice(0, mostNodes);
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    nodes: shown,
    edges: edgesOf(own, other, shown),
    ...(names ? { names: { own: names[0], other: names[1] } } : {}),
    essential,
    left: own.nodes.length - shown.length,
  };
}

/** The edges of both graphs, each pair once. */
function edgesOf(own: Pdag, other: Pdag | null, nodes: readonly string[]): object[] {
  return nodes.flatMap((a, from) =>
    nodes.slice(from + 1).flatMap((b, i): object[] => {
      const [here, there] = [own.mark(a, b) as Way | undefined, other?.mark(a, b) as Way | undefined];
      const to = from + 1 + i;
      if (!other) return here ? [{ from, to, way: here }] : [];
      if (!here && !there) return [];
      if (!here) return [{ from, to, way: there, standing: "missed" }];
      if (!there) return [{ from, to, way: here, standing: "extra" }];
      return [{ from, to, way: here, other: there, standing: here === there ? "kept" : "turned" }];
    }),
  );
}
