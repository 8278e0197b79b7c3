import { line as lineOf, curveBasis } from "d3-shape";
import { clip, short } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import { moment, nameOf, type Moment } from "./backward";
import { layout, valueText, type Box, type Edge } from "./layout";
import type { GraphPayload } from "./payload";
import { sayGraph } from "./words";

/** The graph in a frame: values, and the gradients that have arrived. */
export function scene(payload: GraphPayload, frame: number, env: Env): VNode {
  const placed = layout(payload, env.width < 480);
  const now = moment(payload, frame);
  // Small graphs keep their size; large ones shrink to the page until letters would be too small, then scroll.
  const scale = Math.max(0.62, Math.min(1, env.width / placed.width));
  const size = { width: Math.ceil(placed.width * scale), height: Math.ceil(placed.height * scale) };
  return h(
    "svg",
    { class: "gb-svg", ...size, viewBox: `0 0 ${placed.width} ${placed.height}`, "aria-hidden": "true" },
    placed.edges.map((edge) => edgeNode(payload, now, edge)),
    placed.boxes.map((box, i) => nodeBox(payload, now, env, box, i)),
  );
}

function edgeNode(payload: GraphPayload, now: Moment, { from, to, k, points }: Edge): VNode {
  const path = lineOf<{ x: number; y: number }>(
    ({ x }) => x,
    ({ y }) => y,
  ).curve(curveBasis)([...points]);
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? end;
  const turn = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  const active = now.node === to && now.sent.some(({ parent }) => parent === from);
  const done = now.node !== null && now.reached.has(from) && to >= now.node && payload.nodes[to]?.learns;
  const local = payload.nodes[to]?.locals[k] ?? null;
  const middle = points[Math.floor(points.length / 2)] ?? end;
  const colour = active ? ink.accent : ink.muted;
  return h(
    "g",
    {},
    h("path", { d: path ?? "", fill: "none", stroke: colour, "stroke-width": active ? 2.5 : 1.3 }),
    h("path", {
      d: "M0 0L-8 4V-4z",
      fill: colour,
      transform: `translate(${end.x.toFixed(1)} ${end.y.toFixed(1)}) rotate(${turn.toFixed(1)})`,
    }),
    (active || done) && local !== null
      ? h(
          "text",
          {
            x: middle.x,
            y: middle.y - 4,
            "text-anchor": "middle",
            "font-size": 11,
            "font-weight": active ? 700 : 400,
            stroke: ink.bg,
            "stroke-width": 4,
            "stroke-linejoin": "round",
            "paint-order": "stroke",
          },
          `×${short(local)}`,
        )
      : null,
  );
}

function nodeBox(payload: GraphPayload, now: Moment, env: Env, box: Box, i: number): VNode {
  const node = payload.nodes[i];
  const say = sayGraph(payload.lang);
  const id = `n:${i}`;
  const leaf = !node?.parents.length;
  const name = nameOf(payload, i);
  const reached = now.reached.has(i);
  const receives = now.sent.some(({ parent }) => parent === i);
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const strong = env.active === id || now.node === i;
  const stroke =
    strong || receives
      ? { stroke: ink.accent, "stroke-width": strong ? 3 : 2 }
      : { stroke: ink.line, "stroke-width": 1.2 };
  const row = (dy: number, key: string, value: string, look: object): VNode =>
    h(
      "g",
      {},
      h("text", { x: left + 8, y: top + dy, "font-size": 9.5, fill: ink.muted }, key),
      h("text", { x: left + box.width - 8, y: top + dy, "font-size": 12, "text-anchor": "end", ...look }, value),
    );
  const grad = reached ? (now.grads[i] == null ? "✓" : short(now.grads[i])) : node?.learns ? "·" : "";
  return h(
    "g",
    { "data-part": id },
    h("rect", {
      x: left,
      y: top,
      width: box.width,
      height: box.height,
      rx: leaf ? 14 : 4,
      fill: leaf ? ink.panel : ink.bg,
      ...stroke,
    }),
    h(
      "text",
      { x: box.x, y: top + 15, "text-anchor": "middle", "font-size": 12 },
      h("tspan", { "font-weight": 700 }, clip(name, 16)),
      leaf ? null : h("tspan", { fill: ink.muted }, ` = ${clip(node?.op ?? "", 16)}`),
    ),
    row(32, say("value"), valueText(payload, i), {}),
    node?.learns === false
      ? null
      : row(48, say("gradShort"), grad, {
          fill: reached ? ink.accent : ink.muted,
          ...(reached ? { "font-weight": 700 } : {}),
        }),
  );
}
