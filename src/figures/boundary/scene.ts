import { scaleLinear } from "d3-scale";
import { xAxis, yAxis, type Box, type Scale } from "../core/axis";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, ink } from "../core/style";
import { answerAt, className, stops, type Frame } from "./model";
import { shapeMark, shapePath } from "./marks";
import type { BoundaryPayload } from "./payload";
import { halfPlane, surfaces } from "./regions";
import { sayBoundary } from "./words";

/** The plane: regions, border, points. */
export function scene(payload: BoundaryPayload, frame: Frame | undefined, env: Env): VNode {
  const width = Math.min(env.width, 560);
  const height = Math.round(Math.max(230, Math.min(420, width * 0.74)));
  const box: Box = { left: 48, right: width - 10, top: 26, bottom: height - 36 };
  const { domain } = payload;
  const x = scaleLinear([...domain.x], [box.left, box.right]);
  const y = scaleLinear([...domain.y], [box.bottom, box.top]);
  const inner = { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    xAxis(x, box, payload.featureNames[0]),
    yAxis(y, box, payload.featureNames[1]),
    h(
      "svg",
      { ...inner, viewBox: `${inner.x} ${inner.y} ${inner.width} ${inner.height}` },
      regionPaths(payload, frame, box),
      linePaths(payload, frame, x, y),
      dots(payload, frame, env, x, y),
    ),
    h("rect", { ...inner, fill: "none", stroke: ink.line }),
  );
}

function regionPaths({ classNames }: BoundaryPayload, frame: Frame | undefined, box: Box): VNode | null {
  const regions = frame?.regions;
  if (!regions) return null;
  const grid = {
    x: (column: number): number => box.left + ((box.right - box.left) * column) / (regions.columns - 1),
    y: (row: number): number => box.bottom - ((box.bottom - box.top) * row) / (regions.rows - 1),
  };
  const { fills, borders } = surfaces(regions, grid);
  return h(
    "g",
    { class: "gb-regions", "data-classes": classNames.length },
    fills.map(({ winner, level, d }) => h("path", { d, fill: category(winner), "fill-opacity": 0.11 + 0.045 * level })),
    h("path", { d: borders, fill: "none", stroke: ink.fg, "stroke-width": 1.8, "stroke-linecap": "round" }),
  );
}

function linePaths({ domain }: BoundaryPayload, frame: Frame | undefined, x: Scale, y: Scale): VNode | null {
  if (!frame?.line) return null;
  const { ends, positive } = halfPlane(frame.line, domain.x, domain.y);
  const side = positive.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(" ");
  const [from, to] = ends;
  return h(
    "g",
    { class: "gb-line" },
    side ? h("polygon", { points: side, fill: category(1), "fill-opacity": 0.15 }) : null,
    from && to
      ? h("line", { x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]), stroke: ink.fg, "stroke-width": 2.5 })
      : null,
  );
}

function dots(payload: BoundaryPayload, frame: Frame | undefined, env: Env, x: Scale, y: Scale): VNode[] {
  const { points } = payload;
  const n = points.x.length;
  const size = n > 400 ? 3 : n > 150 ? 3.8 : n > 20 ? 4.6 : 6.5;
  const held = new Set(points.validation);
  const lookOf = (c: number, hollow: boolean): object =>
    hollow
      ? { fill: ink.bg, "fill-opacity": 0.85, stroke: category(c), "stroke-width": 1.7 }
      : { fill: category(c), stroke: ink.bg, "stroke-width": 0.8 };
  const crosses = wrong(payload, frame, x, y, size);
  if (!env.live) {
    // One path a class: a still picture of a thousand points stays small.
    const groups = new Map<string, { look: object; d: string[] }>();
    points.x.forEach((px, i) => {
      const c = points.class[i] ?? 0;
      const key = `${c} ${held.has(i)}`;
      const group = groups.get(key) ?? { look: lookOf(c, held.has(i)), d: [] };
      groups.set(key, group);
      group.d.push(shapePath(c, x(px), y(points.y[i] ?? 0), size));
    });
    return [...[...groups.values()].map(({ look, d }) => h("path", { d: d.join(""), ...look })), ...crosses];
  }
  const reachable = new Set(stops(payload, 600));
  const marks = points.x.map((px, i) => {
    const c = points.class[i] ?? 0;
    const active = env.active === `p:${i}` || frame?.point === i;
    const look = active ? { ...lookOf(c, held.has(i)), stroke: ink.fg, "stroke-width": 2.5 } : lookOf(c, held.has(i));
    const part = reachable.has(i) ? { "data-part": `p:${i}` } : {};
    return shapeMark(c, x(px), y(points.y[i] ?? 0), active ? size + 2.5 : size, { ...look, ...part });
  });
  return [...marks, ...crosses];
}

// A wrongly answered point is crossed out, where there are few enough to see it.
function wrong(payload: BoundaryPayload, frame: Frame | undefined, x: Scale, y: Scale, size: number): VNode[] {
  const { points } = payload;
  if (!frame || points.x.length > 400) return [];
  return points.x.flatMap((px, i) => {
    const py = points.y[i] ?? 0;
    const answer = answerAt(payload, frame, px, py);
    if (answer === null || answer === points.class[i]) return [];
    const [cx, cy, r] = [x(px), y(py), size + 0.5];
    return [
      h("path", {
        class: "gb-wrong",
        d: `M${cx - r} ${cy - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`,
        stroke: ink.fg,
        "stroke-width": 1.1,
        "pointer-events": "none",
      }),
    ];
  });
}

/** The key: a shape a class, hollow for validation. */
export function key(payload: BoundaryPayload): VNode {
  const say = sayBoundary(payload.lang);
  const used = [...new Set(payload.points.class)].sort((a, b) => a - b);
  const item = (name: string, shape: number, look: object): VNode =>
    h(
      "span",
      {},
      h(
        "svg",
        { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" },
        shapeMark(shape, 7, 7, 4.6, look),
      ),
      name,
    );
  const classes = used.map((c) => item(className(payload, c), c, { fill: category(c) }));
  const held = payload.points.validation.length
    ? [item(say("validation"), used[0] ?? 0, { fill: ink.bg, stroke: category(used[0] ?? 0), "stroke-width": 1.7 })]
    : [];
  return h("div", { class: "gb-key" }, classes, held);
}
