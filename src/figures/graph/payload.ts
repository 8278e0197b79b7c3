import * as v from "valibot";
import { common, index, label, list, maybe } from "../core/schema";

/** Nodes that are drawn at most; beyond it a graph is no picture. */
export const mostNodes = 150;

const node = v.object({
  /** The operation, or "" for a leaf. */
  op: v.optional(label, ""),
  /** A leaf's or a result's own name. */
  name: v.optional(label, ""),
  /** The number, where it is one. */
  value: v.optional(maybe, null),
  /** What stands for the value where it is not one number, such as "[2, 3]". */
  text: v.optional(label, ""),
  /** The gradient of the last node with respect to this one, where it is one number. */
  grad: v.optional(maybe, null),
  /** Whether a gradient flows into it. */
  learns: v.optional(v.boolean(), true),
  /** The nodes that it was computed from: each stands before it. */
  parents: v.optional(list(index, 32), []),
  /** The local derivative with respect to each parent. */
  locals: v.optional(list(maybe, 32), []),
});

/** A computation as a graph, in the order of computation; the last node is the result. */
export const graphSchema = v.pipe(
  v.object({
    ...common,
    nodes: list(node, mostNodes, 1),
    /** Nodes that were left out. */
    left: v.optional(index, 0),
  }),
  v.check(
    ({ nodes }) => nodes.every(({ parents }, i) => parents.every((parent) => parent < i)),
    "every parent must stand before its node",
  ),
);

export type GraphPayload = v.InferOutput<typeof graphSchema>;
export type GraphNode = GraphPayload["nodes"][number];
