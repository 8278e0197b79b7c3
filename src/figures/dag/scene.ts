import { arrange, fitted, lettersWidth, smallest, type Arc, type Box, type Layout, type Point } from "../bayes/arrange";
import { ends } from "../bayes/arrow";
import { h, type Child, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import type { DagEdge, DagPayload, Standing } from "./payload";
import { sayDag } from "./words";

const known = new WeakMap<DagPayload, Map<number, Layout>>();

/** Where everything stands; an edge that only points back is laid out as it points. */
export function placed(payload: DagPayload, width: number): Layout {
  const key = width < 480 ? width : width < 700 ? 640 : 820;
  const kept = known.get(payload) ?? new Map<number, Layout>();
  known.set(payload, kept);
  const found = kept.get(key) ?? compute(payload, key);
  kept.set(key, found);
  return found;
}

function compute({ nodes, edges }: DagPayload, width: number): Layout {
  const arcs = edges.map(({ from, to, way }, at) => (way === "from" ? { from: to, to: from, at } : { from, to, at }));
  const size = (node: number): { width: number; height: number } => ({
    width: Math.max(54, Math.min(170, lettersWidth(nodes[node] ?? "", 12.5) + 22)),
    height: 30,
  });
  return arrange({ nodes: nodes.map((_, i) => i), arcs, size, compact: false, gaps: [34, 50], margin: 150 }, width);
}

/** Dash and weight of an edge; colour only repeats what they say. */
export const looks: Readonly<Record<Standing | "plain", { stroke: string; dash: string; width: number }>> = {
  plain: { stroke: ink.muted, dash: "", width: 1.4 },
  kept: { stroke: ink.fg, dash: "", width: 1.8 },
  turned: { stroke: ink.accent, dash: "10 4", width: 2 },
  extra: { stroke: ink.negative, dash: "5 4", width: 2 },
  missed: { stroke: ink.positive, dash: "2 4", width: 2.4 },
};

/** The graph, or two over each other. */
export function scene(payload: DagPayload, env: Env): VNode {
  const layout = placed(payload, env.width);
  const scale = Math.max(smallest, Math.min(1, env.width / layout.width));
  const size = { width: Math.ceil(layout.width * scale), height: Math.ceil(layout.height * scale) };
  return h(
    "svg",
    { class: "gb-svg", ...size, viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-hidden": "true" },
    layout.arcs.map((arc) => line(payload, env, arc, layout.stacked)),
    layout.boxes.map((box) => node(payload, env, box)),
    words(payload, layout),
  );
}

function line({ edges }: DagPayload, env: Env, { at, points, from, to }: Arc, stacked: boolean): VNode {
  const edge = edges[at] as DagEdge;
  const id = `e:${at}`;
  const { path, end, turn } = ends(points, stacked);
  const look = looks[edge.standing ?? "plain"];
  const active = env.active === id || env.active === `n:${from}` || env.active === `n:${to}`;
  const head = h("path", {
    d: "M0 0L-10 4.5V-4.5z",
    fill: edge.standing === "missed" ? ink.bg : look.stroke,
    stroke: look.stroke,
    transform: `translate(${end.x.toFixed(1)} ${end.y.toFixed(1)}) rotate(${turn})`,
  });
  return h(
    "g",
    { "data-part": id, "data-standing": edge.standing ?? "" },
    h("path", { d: path, fill: "none", stroke: "transparent", "stroke-width": 12 }),
    h("path", {
      d: path,
      fill: "none",
      stroke: look.stroke,
      "stroke-width": look.width + (active ? 1.6 : 0),
      ...(look.dash ? { "stroke-dasharray": look.dash } : {}),
    }),
    edge.way === "line" ? null : head,
  );
}

/** What edges that differ are called, each where no other word or node stands if there is such a place. */
function words({ edges, lang }: DagPayload, { arcs, boxes, width }: Layout): Child[] {
  const taken: Rect[] = boxes.map((box) => ({
    left: box.x,
    right: box.x + box.width,
    top: box.y,
    bottom: box.y + box.height,
  }));
  return arcs.map(({ at, points }) => {
    const { standing } = edges[at] as DagEdge;
    if (standing === undefined || standing === "kept") return null;
    const text = sayDag(lang)(standing);
    const half = lettersWidth(text, 11) / 2 + 2;
    const rects = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].map((share): Rect => {
      const along = pointAt(points, share);
      const x = Math.max(half, Math.min(width - half, along.x));
      return { left: x - half, right: x + half, top: along.y - 7, bottom: along.y + 7 };
    });
    const free = rects.find((rect) => !taken.some((other) => overlap(rect, other))) ?? rects[0];
    if (!free) return null;
    taken.push(free);
    const place = { x: (free.left + free.right) / 2, y: (free.top + free.bottom) / 2 + 4, "text-anchor": "middle" };
    const halo = { stroke: ink.bg, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
    return h("text", { ...place, "font-size": 11, fill: looks[standing].stroke, ...halo }, text);
  });
}

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const overlap = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The point at a share of the way along the corners of a path. */
function pointAt(points: readonly Point[], share: number): Point {
  const lengths = points.slice(1).map(({ x, y }, i) => Math.hypot(x - (points[i]?.x ?? x), y - (points[i]?.y ?? y)));
  let rest = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of lengths.entries()) {
    const [a, b] = [points[i], points[i + 1]];
    if (!a || !b) break;
    if (rest <= length && length > 0) {
      const t = rest / length;
      return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
    }
    rest -= length;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

function node({ nodes }: DagPayload, env: Env, { node: at, x, y, width, height }: Box): VNode {
  const active = env.active === `n:${at}`;
  const paint = { fill: ink.panel, stroke: active ? ink.accent : ink.line, "stroke-width": active ? 2.5 : 1.2 };
  return h(
    "g",
    { "data-part": `n:${at}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    h("rect", { width, height, rx: 15, ...paint }),
    h(
      "text",
      { x: width / 2, y: height / 2 + 4.5, "text-anchor": "middle", "font-size": 12.5 },
      fitted(nodes[at] ?? "", width - 10, 12.5),
    ),
  );
}
