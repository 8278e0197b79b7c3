import { graphlib, layout as dagreLayout } from "@dagrejs/dagre";
import { clip, textWidth } from "../core/format";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node's place: the left upper corner and its size. */
export interface Box extends Point {
  readonly node: number;
  readonly width: number;
  readonly height: number;
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  /** Its place in the list of all arrows. */
  readonly at: number;
  readonly points: readonly Point[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arcs: readonly Arc[];
  /** Nodes are one below the other, arrows curve beside them: for narrow pages. */
  readonly stacked: boolean;
  /** Nodes show a name and their most probable state only. */
  readonly compact: boolean;
}

/** Below this share of their size letters are too small: the drawing scrolls instead. */
export const smallest = 0.8;
/** How wide letters are drawn: names of networks are often in capitals, which are wider. */
export const lettersWidth = (text: string, size: number): number =>
  textWidth(text, size) + (text.match(/[A-Z_]/g)?.length ?? 0) * size * 0.14;

/** `text` in at most so many pixels. */
export function fitted(text: string, width: number, size: number): string {
  if (lettersWidth(text, size) <= width) return text;
  let letters = [...text].length;
  while (letters > 1 && lettersWidth(clip(text, letters), size) > width) letters--;
  return clip(text, letters);
}

/** What is to be placed. */
export interface Measured {
  readonly nodes: readonly number[];
  readonly arcs: readonly { readonly from: number; readonly to: number; readonly at: number }[];
  readonly size: (node: number) => { width: number; height: number };
  readonly compact: boolean;
  /** Room between neighbours and between layers, where words stand at the arrows. */
  readonly gaps?: readonly [number, number];
  /** How wide the margin of a single column is at most; default 88. */
  readonly margin?: number;
}

/** Of more arrows nobody can follow one, and to lay them out in layers takes seconds. */
const mostLayered = 600;

/**
 * Places nodes and arrows: from above, or from the left where that is narrower; in one column where the page is narrow or the
 * arrows are too many.
 */
export function arrange(measured: Measured, width: number): Layout {
  if (width < 480 || measured.arcs.length > mostLayered) return inOneColumn(measured, width);
  const down = layered(measured, "TB");
  if (down.width * smallest <= width) return down;
  const along = layered(measured, "LR");
  return along.width < down.width ? along : down;
}

function layered({ nodes, arcs, size, compact, gaps }: Measured, rankdir: "TB" | "LR"): Layout {
  const graph = new graphlib.Graph();
  const [nodesep, ranksep] =
    gaps ?? (rankdir === "TB" ? [compact ? 12 : 20, compact ? 34 : 38] : [10, compact ? 26 : 46]);
  graph.setGraph({ rankdir, nodesep, ranksep, edgesep: 10, marginx: 6, marginy: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(String(node), size(node));
  for (const { from, to, at } of arcs) graph.setEdge(String(from), String(to), { at });
  dagreLayout(graph);
  const whole = graph.graph() as { width?: number; height?: number };
  const boxes = nodes.map((node): Box => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(String(node)) as Partial<Box>;
    return { node, x: x - width / 2, y: y - height / 2, width, height };
  });
  const placed = arcs.map((arc): Arc => {
    const { points = [] } = graph.edge(String(arc.from), String(arc.to)) as { points?: readonly Point[] };
    return { ...arc, points };
  });
  const { width = 100, height = 60 } = whole;
  return withBends({ width, height, boxes, arcs: placed, stacked: false, compact }, gaps ? 24 : 4);
}

/** Arrows may bend out of the picture: it grows so that they, and words of half this width at their middle, fit. */
function withBends(layout: Layout, room: number): Layout {
  const xs = layout.arcs.flatMap(({ points }) => points.map(({ x }) => x));
  const left = Math.max(0, room - Math.min(room, ...xs));
  const right = Math.max(0, Math.max(0, ...xs) + room - layout.width);
  if (left === 0 && right === 0) return layout;
  const moved = <T extends Point>(point: T): T => ({ ...point, x: point.x + left });
  return {
    ...layout,
    width: layout.width + left + right,
    boxes: layout.boxes.map(moved),
    arcs: layout.arcs.map((arc) => ({ ...arc, points: arc.points.map(moved) })),
  };
}

/** Parents above children in one column as wide as the page; arrows curve in a margin at its left. */
function inOneColumn({ nodes, arcs, size, compact, margin: most = 88 }: Measured, width: number): Layout {
  const order = parentsFirst(nodes, arcs);
  const margin = arcs.length ? Math.min(most, 26 + order.length * 7) : 2;
  let y = 4;
  const boxes = order.map((node): Box => {
    const { height } = size(node);
    const box = { node, x: margin, y, width: width - margin - 4, height };
    y += height + 10;
    return box;
  });
  const boxOf = new Map(boxes.map((box, place) => [box.node, { box, place }]));
  const furthest = Math.max(1, ...arcs.map(({ from, to }) => spanOf(boxOf, from, to)));
  const placed = arcs.map((arc): Arc => {
    const [from, to] = [boxOf.get(arc.from)?.box, boxOf.get(arc.to)?.box];
    if (!from || !to) return { ...arc, points: [] };
    const depth = 16 + (margin - 22) * (spanOf(boxOf, arc.from, arc.to) / furthest);
    const start = { x: margin, y: from.y + from.height * 0.65 };
    const end = { x: margin, y: to.y + to.height * 0.3 };
    const bend = margin - depth;
    return {
      ...arc,
      points: [start, { x: bend, y: start.y }, { x: bend, y: end.y }, { x: margin - 8, y: end.y }, end],
    };
  });
  return { width, height: y, boxes, arcs: placed, stacked: true, compact };
}

const spanOf = (places: ReadonlyMap<number, { place: number }>, from: number, to: number): number =>
  Math.abs((places.get(to)?.place ?? 0) - (places.get(from)?.place ?? 0));

function parentsFirst(nodes: readonly number[], arcs: readonly { from: number; to: number }[]): number[] {
  const missing = new Map(nodes.map((node) => [node, arcs.filter(({ to }) => to === node).length]));
  const order = nodes.filter((node) => missing.get(node) === 0);
  for (const node of order) {
    for (const { from, to } of arcs) {
      if (from !== node) continue;
      const left = (missing.get(to) ?? 0) - 1;
      missing.set(to, left);
      if (left === 0) order.push(to);
    }
  }
  // In a circle, as two graphs laid over each other may have one, no node is the first.
  return [...order, ...nodes.filter((node) => !order.includes(node))];
}
