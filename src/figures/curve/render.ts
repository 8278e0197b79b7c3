import { scaleLinear } from "d3-scale";
import { line as lineOf } from "d3-shape";
import { extent, xAxis, yAxis } from "../core/axis";
import { short } from "../core/format";
import { h, type VNode } from "../core/h";
import { defineKind, type FigureKind, type Part, type View } from "../core/kind";
import { player, playerParts, playerTick, type Playing } from "../core/player";
import { category, dashes, ink } from "../core/style";
import { curveSchema, type CurvePayload } from "./payload";
import { sayCurve } from "./words";

type Path = CurvePayload["paths"][number];

const total = ({ paths }: CurvePayload): number => Math.max(0, ...paths.map(({ points }) => points.length));
const at = (path: Path, frame: number) =>
  path.points[Math.min(frame, path.points.length - 1)] ?? { x: 0, y: 0, slope: 0 };
const frameName = (payload: CurvePayload) => (frame: number) =>
  sayCurve(payload.lang)("step", { n: frame, total: total(payload) - 1 });

function told(payload: CurvePayload, path: Path, frame: number): string {
  const say = sayCurve(payload.lang);
  const { x, y, slope } = at(path, frame);
  const n = Math.min(frame, path.points.length - 1);
  const names = { name: path.name, n, x: payload.xName, y: payload.yName };
  const here = say("at", { ...names, vx: short(x), vy: short(y), slope: short(slope) });
  const rate = path.learningRate;
  if (rate === undefined) return here;
  const to = short(x - rate * slope);
  return `${here} ${say("next", { x: payload.xName, vx: short(x), rate: short(rate), slope: short(slope), to })}`;
}

function parts(payload: CurvePayload, state: Playing): Part[] {
  const points = payload.paths.map((path, i) => ({ id: `path:${i}`, label: told(payload, path, state.frame) }));
  return [...points, ...playerParts(payload.lang, state, total(payload), frameName(payload))];
}

function graphic({ payload, state, env }: View<CurvePayload, Playing>): VNode {
  const { width } = env;
  const height = Math.round(Math.max(210, Math.min(330, width * 0.5)));
  const box = { left: 46, right: width - 12, top: 24, bottom: height - 36 };
  const { curve, paths } = payload;
  const xs = extent([...curve.x, ...paths.flatMap(({ points }) => points.map(({ x }) => x))]);
  const x = scaleLinear(xs, [box.left, box.right]);
  const y = scaleLinear(extent(curve.y, 0.08), [box.bottom, box.top]);
  const path = lineOf<number>(
    (i) => x(curve.x[i] ?? 0),
    (i) => y(curve.y[i] ?? 0),
  ).defined((i) => curve.y[i] != null)(curve.x.map((_, i) => i));
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    h(
      "defs",
      {},
      h(
        "clipPath",
        { id: "gb-curve-clip" },
        h("rect", { x: box.left, y: 2, width: box.right - box.left, height: box.bottom }),
      ),
    ),
    xAxis(x, box, payload.xName),
    yAxis(y, box, payload.yName),
    h("path", { d: path ?? "", fill: "none", stroke: ink.fg, "stroke-width": 2, "clip-path": "url(#gb-curve-clip)" }),
    paths.map((one, i) => ball(payload, one, i, env.live ? state.frame : total(payload) - 1, x, y, box, env.active)),
  );
}

type Place = (value: number) => number;

function ball(
  { lang }: CurvePayload,
  path: Path,
  i: number,
  frame: number,
  x: Place,
  y: Place,
  box: { left: number; right: number; top: number; bottom: number },
  active: string | null,
): VNode {
  const now = at(path, frame);
  const colour = category(i + 1);
  const trail = path.points
    .slice(Math.max(0, Math.min(frame, path.points.length - 1) - 60), Math.min(frame, path.points.length - 1))
    .map((p) => h("circle", { cx: x(p.x), cy: y(p.y), r: 3, fill: colour, "fill-opacity": 0.4 }));
  // The tangent has the same length on the page whatever the slope.
  const perX = x(1) - x(0);
  const rise = (y(1) - y(0)) * now.slope;
  const reach = 46 / Math.hypot(perX, rise);
  const [cx, cy] = [x(now.x), y(now.y)];
  const tangent = h("line", {
    x1: cx - perX * reach,
    y1: cy - rise * reach,
    x2: cx + perX * reach,
    y2: cy + rise * reach,
    stroke: colour,
    "stroke-width": 2.5,
    ...(dashes[i] ? { "stroke-dasharray": dashes[i] } : {}),
  });
  const side = cx > (box.left + box.right) / 2 ? -1 : 1;
  const label = h(
    "text",
    {
      x: cx + side * 14,
      y: Math.max(14, Math.min(box.bottom - 6, cy - 16 - 14 * i)),
      "text-anchor": side < 0 ? "end" : "start",
      "font-size": 12,
      "font-weight": 600,
      stroke: ink.bg,
      "stroke-width": 4,
      "paint-order": "stroke",
    },
    `${sayCurve(lang)("slope")} ${short(now.slope)}`,
  );
  const id = `path:${i}`;
  const point = h("circle", { cx, cy, r: active === id ? 10 : 7.5, fill: colour, stroke: ink.bg, "stroke-width": 2 });
  return h("g", { "data-part": id, "clip-path": "url(#gb-curve-clip)" }, trail, tangent, point, label);
}

/** A function's curve with points that roll down by its slope. */
export const curve: FigureKind<CurvePayload, Playing> = defineKind({
  name: "curve",
  version: 1,
  schema: curveSchema,
  title: ({ title, lang, paths, yName }) =>
    title ?? sayCurve(lang)(paths.length ? "title" : "titlePlain", { y: yName }),
  caption: ({ lang, paths, xName, yName }) =>
    sayCurve(lang)(paths.length ? "caption" : "captionPlain", { x: xName, y: yName }),
  text(payload) {
    const rows = payload.paths.map((path) => told(payload, path, path.points.length - 1));
    const [low, high] = extent(payload.curve.x);
    return [`${curve.title(payload)}: ${payload.xName} ${short(low)} ... ${short(high)}`, ...rows].join("\n");
  },
  table(payload) {
    const say = sayCurve(payload.lang);
    const head = [payload.xName, payload.yName];
    if (!payload.paths.length) {
      const step = Math.max(1, Math.floor(payload.curve.x.length / 40));
      const rows = payload.curve.x.map((x, i) => [x, payload.curve.y[i] ?? null]).filter((_, i) => i % step === 0);
      return { columns: head, rows };
    }
    const rows = payload.paths.flatMap(({ name, points }) => points.map((p, n) => [name, n, p.x, p.y, p.slope]));
    return { columns: [say("path"), "n", ...head, say("slope")], rows };
  },
  start(payload, previous) {
    const last = Math.max(0, total(payload) - 1);
    if (previous) return { frame: Math.min(previous.frame, last), playing: previous.playing };
    return { frame: 0, playing: payload.autoplay };
  },
  parts,
  draw(view) {
    const { payload, state, set } = view;
    const say = sayCurve(payload.lang);
    return {
      controls: player(payload.lang, state, total(payload), set, frameName(payload)),
      graphic: graphic(view),
      below: payload.paths.length > 1 ? [legend(payload)] : [],
      hint: payload.paths.length
        ? payload.paths.map((path) => told(payload, path, state.frame)).join("\n")
        : say("hintPlain"),
    };
  },
  tick: (payload, state) => playerTick(state, total(payload), payload.every),
});

function legend({ paths }: CurvePayload): VNode {
  const items = paths.map(({ name }, i) =>
    h(
      "span",
      {},
      h(
        "svg",
        { width: 26, height: 10, "aria-hidden": "true" },
        h("line", {
          x1: 0,
          x2: 26,
          y1: 5,
          y2: 5,
          stroke: category(i + 1),
          "stroke-width": 3,
          ...(dashes[i] ? { "stroke-dasharray": dashes[i] } : {}),
        }),
      ),
      name,
    ),
  );
  return h("div", { class: "gb-key" }, items);
}
