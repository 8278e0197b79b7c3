import { arrange, fitted, lettersWidth, smallest, type Arc, type Box, type Layout } from "../bayes/arrange";
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
    layout.arcs.map((arc) => word(payload, arc, layout.stacked)),
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

/** What an edge that differs is called, beside it. */
function word({ edges, lang }: DagPayload, { at, points }: Arc, stacked: boolean): Child {
  const { standing } = edges[at] as DagEdge;
  if (standing === undefined || standing === "kept") return null;
  const { x, y } = ends(points, stacked).place;
  const halo = { stroke: ink.bg, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
  return h(
    "text",
    { x, y: y + 4, "text-anchor": "middle", "font-size": 11, fill: looks[standing].stroke, ...halo },
    sayDag(lang)(standing),
  );
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
