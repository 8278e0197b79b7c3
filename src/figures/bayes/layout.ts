import { graphlib, layout as dagreLayout } from "@dagrejs/dagre";
import { textWidth } from "../core/format";
import type { BayesPayload } from "./payload";

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
/** States that a card shows; more are folded. */
export const shownStates = 6;
/** Nodes that are drawn as cards with all their states; more become small. */
export const mostCards = 24;
/** Nodes that are drawn at once; of more, the surroundings of one. */
export const mostDrawn = 120;

export const headHeight = 24;
export const rowHeight = 18;
export const compactHeight = 40;

/** Of many states the first ones are shown; one that is known of never hides. */
export function statesOf(payload: BayesPayload, node: number, known: number | null): number[] {
  const count = payload.nodes[node]?.states.length ?? 0;
  if (count <= shownStates) return Array.from({ length: count }, (_, i) => i);
  const first = Array.from({ length: shownStates - 1 }, (_, i) => i);
  if (known !== null && !first.includes(known)) first[first.length - 1] = known;
  return first;
}

/** How wide letters are drawn: names of networks are often in capitals, which are wider. */
export const lettersWidth = (text: string, size: number): number =>
  textWidth(text, size) + (text.match(/[A-Z_]/g)?.length ?? 0) * size * 0.14;

/** The height of a card: its head, a row a state, one more where states are folded. */
const cardHeight = (states: number): number => headHeight + Math.min(states, shownStates) * rowHeight + 8;

interface Measured {
  readonly nodes: readonly number[];
  readonly arcs: readonly { readonly from: number; readonly to: number; readonly at: number }[];
  readonly size: (node: number) => { width: number; height: number };
  readonly compact: boolean;
}

const known = new WeakMap<BayesPayload, Map<string, Layout>>();

/** Where the given nodes and the arrows between them stand in a page of this width. */
export function layout(payload: BayesPayload, nodes: readonly number[], width: number): Layout {
  const stacked = width < 480;
  const key = `${stacked ? width : width >= 700 ? "wide" : "page"} ${nodes.length === payload.nodes.length ? "" : nodes.join(" ")}`;
  const kept = known.get(payload) ?? new Map<string, Layout>();
  known.set(payload, kept);
  const found = kept.get(key) ?? compute(payload, nodes, width, stacked);
  if (kept.size > 40) kept.clear();
  kept.set(key, found);
  return found;
}

function compute(payload: BayesPayload, nodes: readonly number[], width: number, stacked: boolean): Layout {
  const compact = nodes.length > mostCards;
  const drawn = new Set(nodes);
  let at = -1;
  const arcs = payload.nodes.flatMap(({ parents }, to) => parents.map((from) => ({ from, to, at: ++at })));
  const inside = arcs.filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  const bars = Boolean(payload.nodes[0]?.cpt ?? payload.nodes[0]?.gate ?? payload.posteriors);
  const bar = nodes.length <= 10 ? 64 : 36;
  const size = (node: number): { width: number; height: number } => {
    const { name = "", states = [] } = payload.nodes[node] ?? {};
    if (compact) return { width: Math.max(96, Math.min(160, lettersWidth(name, 11.5) + 20)), height: compactHeight };
    const widest = Math.max(...states.map((state) => lettersWidth(state, 11)));
    const room = Math.max(lettersWidth(name, 13) + 24, Math.min(90, widest) + (bars ? 76 + bar : 20));
    return { width: Math.max(bars ? 120 : 80, Math.min(230, Math.ceil(room))), height: cardHeight(states.length) };
  };
  const measured: Measured = { nodes, arcs: inside, size, compact };
  if (stacked) return inOneColumn(measured, width);
  const down = layered(measured, "TB");
  if (down.width * smallest <= width) return down;
  const along = layered(measured, "LR");
  return along.width < down.width ? along : down;
}

function layered({ nodes, arcs, size, compact }: Measured, rankdir: "TB" | "LR"): Layout {
  const graph = new graphlib.Graph();
  const [nodesep, ranksep] = rankdir === "TB" ? [compact ? 12 : 20, compact ? 34 : 38] : [10, 46];
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
  return { width: whole.width ?? 100, height: whole.height ?? 60, boxes, arcs: placed, stacked: false, compact };
}

/** Parents above children in one column as wide as the page; arrows curve in a margin at its left. */
function inOneColumn({ nodes, arcs, size, compact }: Measured, width: number): Layout {
  const order = parentsFirst(nodes, arcs);
  const margin = arcs.length ? Math.min(88, 26 + order.length * 7) : 2;
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
  return order;
}

/** The nodes nearest to one, along arrows in either direction. */
export function around({ nodes }: BayesPayload, centre: number, most: number): number[] {
  const near = new Map<number, number[]>(nodes.map((_, i) => [i, []]));
  nodes.forEach(({ parents }, child) => {
    for (const parent of parents) {
      near.get(parent)?.push(child);
      near.get(child)?.push(parent);
    }
  });
  const found = new Set([centre]);
  for (const node of found) {
    for (const next of near.get(node) ?? []) if (found.size < most) found.add(next);
    if (found.size >= most) break;
  }
  return [...found].sort((a, b) => a - b);
}
