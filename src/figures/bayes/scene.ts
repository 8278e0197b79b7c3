import { short } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import { card } from "./card";
import { smallest, type Arc } from "./arrange";
import { ends } from "./arrow";
import { layout, mostCards } from "./layout";
import { arcBits } from "./model";
import type { BayesPayload } from "./payload";
import { drawnNodes, isCut, separationOf, type BayesState } from "./state";

const widestArc = 9;
/** In a large network it helps more to see all of it; the key + makes it larger. */
const smallestCompact = 0.72;

/** The network with its arrows and cards. */
export function scene(payload: BayesPayload, state: BayesState, env: Env): VNode {
  const placed = layout(payload, drawnNodes(payload, state), env.width);
  const fit = Math.max(placed.compact ? smallestCompact : smallest, Math.min(1, env.width / placed.width));
  const scale = fit * state.zoom;
  const size = { width: Math.ceil(placed.width * scale), height: Math.ceil(placed.height * scale) };
  const look = arcLook(payload, state, env);
  const { stacked, compact } = placed;
  return h(
    "svg",
    { class: "gb-svg", ...size, viewBox: `0 0 ${placed.width} ${placed.height}`, "aria-hidden": "true" },
    placed.arcs.map((arc) => arrow(arc, look(arc), stacked)),
    placed.boxes.map((box) => card(payload, state, env, box, compact)),
  );
}

interface Look {
  readonly width: number;
  readonly colour: string;
  readonly faint: boolean;
  readonly cut: boolean;
  readonly lit: boolean;
  readonly text: string;
}

/** How each arrow looks: cut, on an active path, as wide as what it carries, or plain. */
function arcLook(payload: BayesPayload, state: BayesState, env: Env): (arc: Arc) => Look {
  const bits = state.widths ? arcBits(payload, state.findings) : null;
  const most = Math.max(0, ...(bits ?? []).map((one) => one ?? 0));
  const found = separationOf(payload, state);
  const lit = new Set<string>();
  if (found?.kind === "connected") {
    for (const { nodes } of found.paths) {
      nodes.slice(1).forEach((node, i) => lit.add(`${nodes[i]} ${node}`).add(`${node} ${nodes[i]}`));
    }
  }
  const active = /^[ns]:(\d+)/.exec(env.active ?? "")?.[1];
  const near = new Set([Number(active ?? -1), state.open ?? -1]);
  const crowded = payload.nodes.length > mostCards;
  return ({ from, to, at }) => {
    const cut = isCut(state, to);
    const onPath = lit.has(`${from} ${to}`) && !cut;
    const touched = near.has(from) || near.has(to);
    const share = bits && most > 0 ? (bits[at] ?? 0) / most : null;
    const width = share === null ? (onPath ? 3 : touched ? 2 : 1.3) : Math.max(0.7, widestArc * share);
    return {
      width,
      cut,
      lit: onPath,
      colour: onPath ? ink.accent : touched ? ink.fg : ink.muted,
      faint: cut || (found !== null && !onPath) || (crowded && !touched && !onPath && !bits),
      text: bits && !cut && share !== null && (bits[at] ?? 0) >= 5e-4 ? short(bits[at], 2) : "",
    };
  };
}

function arrow({ points, from, to }: Arc, look: Look, stacked: boolean): VNode {
  const { path, end, turn, place } = ends(points, stacked);
  const head = 7 + Math.min(5, look.width);
  const halo = { stroke: ink.bg, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
  const text = (content: string, extra: object): VNode =>
    h("text", { x: place.x, y: place.y + 4, "text-anchor": "middle", "font-size": 10.5, ...halo, ...extra }, content);
  return h(
    "g",
    { "data-arc": `${from}:${to}`, ...(look.cut ? { "data-cut": "" } : {}), ...(look.lit ? { "data-lit": "" } : {}) },
    h(
      "g",
      { opacity: look.faint ? 0.45 : 1 },
      h("path", {
        d: path,
        fill: "none",
        stroke: look.colour,
        "stroke-width": look.width,
        ...(look.cut ? { "stroke-dasharray": "4 4" } : {}),
      }),
      h("path", {
        d: `M0 0L${-head} ${head * 0.45}V${-head * 0.45}z`,
        fill: look.colour,
        transform: `translate(${end.x.toFixed(1)} ${end.y.toFixed(1)}) rotate(${turn})`,
      }),
    ),
    look.cut ? text("✕", { fill: ink.negative, "font-weight": 700, "font-size": 14 }) : null,
    look.text ? text(look.text, { fill: ink.fg }) : null,
  );
}
