import { graphlib, layout as dagreLayout } from "@dagrejs/dagre";
import { short, textWidth } from "../core/format";
import { nameOf } from "./backward";
import type { GraphPayload } from "./payload";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Which of the node's parents it is: a node may have the same parent twice. */
  readonly k: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

const known = new WeakMap<GraphPayload, Map<string, Layout>>();

/** Where nodes and edges stand: from left to right, or from above where the page is narrow. */
export function layout(payload: GraphPayload, narrow: boolean): Layout {
  const key = narrow ? "TB" : "LR";
  const kept = known.get(payload) ?? new Map<string, Layout>();
  known.set(payload, kept);
  const found = kept.get(key) ?? compute(payload, key);
  kept.set(key, found);
  return found;
}

/** A node's value in words: its number, else what stands for it. */
export const valueText = ({ nodes }: GraphPayload, i: number): string => {
  const node = nodes[i];
  return node?.value != null ? short(node.value) : node?.text || "–";
};

function compute(payload: GraphPayload, rankdir: "LR" | "TB"): Layout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir,
    nodesep: rankdir === "LR" ? 14 : 18,
    ranksep: rankdir === "LR" ? 52 : 40,
    edgesep: 12,
    marginx: 6,
    marginy: 6,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  payload.nodes.forEach((node, i) => {
    const head = node.op ? `${nameOf(payload, i)} = ${node.op}` : nameOf(payload, i);
    const width = Math.max(88, textWidth(head, 12) + 20, textWidth(valueText(payload, i), 12) + 50);
    graph.setNode(String(i), { width: Math.min(190, width), height: 56 });
  });
  payload.nodes.forEach((node, i) => {
    node.parents.forEach((parent, k) => graph.setEdge(String(parent), String(i), { k }, `${k}`));
  });
  dagreLayout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const boxes = payload.nodes.map((_, i): Box => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(String(i)) as Partial<Box>;
    return { x, y, width, height };
  });
  const edges = graph.edges().map((edge: { v: string; w: string; name?: string }): Edge => {
    const { points = [] } = graph.edge(edge) as { points?: Edge["points"] };
    return { from: Number(edge.v), to: Number(edge.w), k: Number(edge.name ?? 0), points };
  });
  return { width: size.width ?? 100, height: size.height ?? 60, boxes, edges };
}
