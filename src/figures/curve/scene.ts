import { scaleLinear } from "d3-scale";
import { line as lineOf } from "d3-shape";
import { extent, xAxis, yAxis, type Box } from "../core/axis";
import { short } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, dashes, ink } from "../core/style";
import { pointAt, stops, total, type Path } from "./model";
import type { CurvePayload } from "./payload";
import { sayCurve } from "./words";

type Place = (value: number) => number;

const dash = (i: number): object =>
  dashes[i % dashes.length] ? { "stroke-dasharray": dashes[i % dashes.length] } : {};

/** The look of the i-th curve: alone it is ink, beside others it has its colour and dash. */
const lookOf = ({ curves }: CurvePayload, i: number): object =>
  curves.length > 1 ? { stroke: category(i), ...dash(i) } : { stroke: ink.fg };

/** Curves, axes and the points on them. */
export function scene(payload: CurvePayload, frame: number, env: Env): VNode {
  const { width } = env;
  const height = Math.round(Math.max(210, Math.min(330, width * 0.5)));
  const box: Box = { left: 48, right: width - 12, top: 24, bottom: height - 36 };
  const { x: xs, curves, paths } = payload;
  const x = scaleLinear(extent(xs), [box.left, box.right]);
  const y = scaleLinear(
    extent(
      curves.flatMap((curve) => curve.y),
      0.08,
    ),
    [box.bottom, box.top],
  );
  const lines = curves.map((curve, i) => {
    const path = lineOf<number>(
      (k) => x(xs[k] ?? 0),
      (k) => y(curve.y[k] ?? 0),
    ).defined((k) => curve.y[k] != null)(xs.map((_, k) => k));
    return h("path", { d: path ?? "", fill: "none", "stroke-width": 2, ...lookOf(payload, i) });
  });
  const inner = { x: box.left, y: box.top - 8, width: box.right - box.left, height: box.bottom - box.top + 8 };
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    xAxis(x, box, payload.xName),
    yAxis(y, box, payload.yName),
    // A nested drawing clips what leaves it, and needs no id that two figures could share.
    h(
      "svg",
      { ...inner, viewBox: `${inner.x} ${inner.y} ${inner.width} ${inner.height}` },
      lines,
      paths.length ? null : cursor(payload, env, x, y, box),
      paths.map((path, i) => tangent(path, i, frame, x, y)),
      paths.map((path, i) => trail(path, i, frame, x, y)),
    ),
    paths.map((path, i) => ball(payload, path, i, frame, x, y, box, env.active)),
  );
}

// The tangent has one length on the page whatever its slope.
function tangent(path: Path, i: number, frame: number, x: Place, y: Place): VNode {
  const now = pointAt(path, frame);
  const across = x(1) - x(0);
  const rise = (y(1) - y(0)) * now.slope;
  const reach = 52 / Math.hypot(across, rise);
  const [cx, cy] = [x(now.x), y(now.y)];
  const ends = { x1: cx - across * reach, y1: cy - rise * reach, x2: cx + across * reach, y2: cy + rise * reach };
  return h("line", { ...ends, stroke: category(i + 1), "stroke-width": 2.5, ...dash(i) });
}

function trail(path: Path, i: number, frame: number, x: Place, y: Place): VNode[] {
  const end = Math.min(frame, path.points.length - 1);
  return path.points
    .slice(Math.max(0, end - 80), end)
    .map((point) => h("circle", { cx: x(point.x), cy: y(point.y), r: 3, fill: category(i + 1), "fill-opacity": 0.45 }));
}

function ball(
  payload: CurvePayload,
  path: Path,
  i: number,
  frame: number,
  x: Place,
  y: Place,
  box: Box,
  active: string | null,
): VNode {
  const now = pointAt(path, frame);
  const id = `path:${i}`;
  const within = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
  const cx = within(x(now.x), box.left, box.right);
  const cy = within(y(now.y), box.top - 8, box.bottom);
  const away = Math.abs(cx - x(now.x)) > 1 || Math.abs(cy - y(now.y)) > 1;
  const text = away
    ? `${payload.xName} = ${short(now.x)} ${x(now.x) > box.right ? "→" : x(now.x) < box.left ? "←" : "↑"}`
    : `${sayCurve(payload.lang)("slope")} ${short(now.slope)}`;
  // The label stands on the side that the point goes to, away from the tangent.
  const side = cx > (box.left + box.right) / 2 ? -1 : 1;
  const place = {
    x: cx + side * 13,
    y: within(i % 2 ? cy + 24 + 8 * (i - 1) : cy - 15 - 8 * i, box.top + 4, box.bottom - 8),
  };
  const halo = { stroke: ink.bg, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
  const several = payload.paths.length > 1;
  const size = active === id ? 10 : 7.5;
  return h(
    "g",
    { "data-part": id },
    h("circle", {
      cx,
      cy,
      r: size,
      fill: away ? ink.bg : category(i + 1),
      stroke: away ? category(i + 1) : ink.bg,
      "stroke-width": 2,
    }),
    h(
      "text",
      {
        ...place,
        "text-anchor": side < 0 ? "end" : "start",
        "font-size": 12,
        "font-weight": 600,
        ...(several ? { fill: category(i + 1) } : {}),
        ...halo,
      },
      text,
    ),
  );
}

/** Invisible columns that pointer and keyboard reach, and the mark of the one reached. */
function cursor(payload: CurvePayload, env: Env, x: Place, y: Place, box: Box): VNode | null {
  if (!env.live) return null;
  const places = stops(payload);
  const at = env.active?.startsWith("s:") ? Number(env.active.slice(2)) : null;
  const step = (box.right - box.left) / places.length;
  const hits = places.map((i) =>
    h("rect", {
      x: x(payload.x[i] ?? 0) - step / 2,
      y: box.top,
      width: step,
      height: box.bottom - box.top,
      fill: "transparent",
      "data-part": `s:${i}`,
    }),
  );
  if (at == null) return h("g", {}, hits);
  const place = x(payload.x[at] ?? 0);
  const dots = payload.curves.map(({ y: ys }) =>
    ys[at] == null
      ? null
      : h("circle", { cx: place, cy: y(ys[at] ?? 0), r: 4.5, fill: ink.accent, stroke: ink.bg, "stroke-width": 1.5 }),
  );
  return h("g", {}, h("line", { x1: place, x2: place, y1: box.top, y2: box.bottom, stroke: ink.accent }), dots, hits);
}

/** The key of curves and paths, where there is more than one. */
export function legend(payload: CurvePayload): VNode | null {
  const { curves, paths } = payload;
  const swatch = (name: string, look: object): VNode =>
    h(
      "span",
      {},
      h(
        "svg",
        { width: 28, height: 10, viewBox: "0 0 28 10", "aria-hidden": "true" },
        h("line", { x1: 0, x2: 28, y1: 5, y2: 5, "stroke-width": 2.5, ...look }),
      ),
      name,
    );
  const items = [
    ...(curves.length > 1 ? curves.map(({ name }, i) => swatch(name, lookOf(payload, i))) : []),
    ...(paths.length > 1 ? paths.map(({ name }, i) => swatch(name, { stroke: category(i + 1), ...dash(i) })) : []),
  ];
  return items.length ? h("div", { class: "gb-key" }, items) : null;
}

/** The frame that a still picture shows: the last. */
export const lastFrame = (payload: CurvePayload): number => Math.max(0, total(payload) - 1);
