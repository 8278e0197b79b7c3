import * as v from "valibot";
import { common, index, label, list } from "../core/schema";

/** Nodes that are drawn at most. */
export const mostNodes = 150;

/** How an edge stands to the other graph: in both; joined there too, but in another direction; only here; only there. */
export const standings = ["kept", "turned", "extra", "missed"] as const;
export type Standing = (typeof standings)[number];

/** How two nodes are joined: from -> to, from <- to, or without a direction. */
const way = v.picklist(["to", "from", "line"]);

const edge = v.object({
  from: index,
  to: index,
  way: v.optional(way, "to"),
  /** The same in the other graph; absent where it is not joined there, or there is no other. */
  other: v.optional(way),
  standing: v.optional(v.picklist(standings)),
});

const fields = v.object({
  ...common,
  nodes: list(v.pipe(label, v.minLength(1, "a name is needed")), mostNodes, 1),
  edges: list(edge, 3_000),
  /** What the two graphs are called. */
  names: v.optional(v.object({ own: label, other: label })),
  /** Whether what all equivalent graphs share was compared. */
  essential: v.optional(v.boolean(), false),
  /** Nodes that were left out. */
  left: v.optional(index, 0),
});

export type DagPayload = v.InferOutput<typeof fields>;
export type DagEdge = DagPayload["edges"][number];

export const dagSchema = v.pipe(
  fields,
  v.check(
    ({ nodes, edges }) => edges.every(({ from, to }) => from < nodes.length && to < nodes.length && from !== to),
    "every edge must join two nodes",
  ),
  v.check(
    ({ edges }) =>
      new Set(edges.map(({ from, to }) => `${Math.min(from, to)} ${Math.max(from, to)}`)).size === edges.length,
    "two nodes are joined once",
  ),
  v.check(({ nodes }) => new Set(nodes).size === nodes.length, "every node has a name of its own"),
);
