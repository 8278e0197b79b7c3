import { scaleLinear, scaleLog } from "d3-scale";
import { line as lineOf } from "d3-shape";
import { extent, xAxis, yAxis, type Box, type Scale } from "../core/axis";
import { textWidth } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import { linesOf, marksOf, plotHeight, stops, valueAt, type Line, type LossState } from "./model";
import type { LossPayload } from "./payload";
import { quantityName, sayLoss } from "./words";

/** The figure's own drawing: markup without a page, and the page's until Plotly has come. */
export function plot(payload: LossPayload, state: LossState, env: Env, shown: readonly string[]): VNode {
  const side = shown.length > 1 && env.width >= 520;
  const width = side ? env.width / 2 : env.width;
  // As high as Plotly's plot with its key, so that nothing jumps when that takes over.
  const height = env.live ? plotHeight(env.width) - 26 : Math.round(Math.max(200, Math.min(300, width * 0.55)));
  const panels = shown.map((quantity, i) =>
    h(
      "g",
      { transform: `translate(${side ? i * width : 0} ${side ? 0 : i * height})` },
      panel(payload, state, env, quantity, width, height),
    ),
  );
  const whole = side || shown.length < 2 ? height : height * shown.length;
  return h(
    "svg",
    { class: "gb-svg", width: env.width, height: whole, viewBox: `0 0 ${env.width} ${whole}`, "aria-hidden": "true" },
    panels,
  );
}

function panel(
  payload: LossPayload,
  state: LossState,
  env: Env,
  quantity: string,
  width: number,
  height: number,
): VNode {
  const say = sayLoss(payload.lang);
  const lines = linesOf(payload, quantity);
  const box: Box = { left: 50, right: width - 14, top: 26, bottom: height - 36 };
  const ends = extent([...lines.flatMap(({ x }) => x), ...(payload.planned === undefined ? [] : [payload.planned])]);
  const x = scaleLinear(ends, [box.left, box.right]);
  const y = yScale(lines, state.log, box);
  const name = quantityName(quantity, payload.lang);
  const positive = (value: number | null | undefined): boolean => value != null && (!state.log || value > 0);
  const paths = lines.map((line) => {
    const d = lineOf<number>(
      (i) => x(line.x[i] ?? 0),
      (i) => y(line.y[i] ?? 1),
    ).defined((i) => positive(line.y[i]))(line.x.map((_, i) => i));
    const dash = line.dash ? { "stroke-dasharray": line.dash } : {};
    return h(
      "g",
      {},
      h("path", {
        d: d ?? "",
        fill: "none",
        stroke: line.colour,
        "stroke-width": line.width,
        "stroke-linejoin": "round",
        ...dash,
      }),
      line.marker && positive(line.y[0])
        ? h("circle", { cx: x(line.x[0] ?? 0), cy: y(line.y[0] ?? 1), r: 3, fill: line.colour })
        : null,
    );
  });
  return h(
    "g",
    {},
    xAxis(x, box, say(payload.unit)),
    yAxis(y, box, name),
    marks(payload, x, box),
    paths,
    lines.length
      ? null
      : h("text", { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 12 }, say("none")),
    env.live ? cursor(payload, env, lines, x, y, box, positive) : null,
  );
}

function yScale(lines: readonly Line[], log: boolean, box: Box): Scale {
  const values = lines.flatMap(({ y }) => y);
  if (log) {
    const [low, high] = extent(values.filter((value) => value != null && value > 0));
    return scaleLog([low > 0 ? low : 1e-3, high > 0 ? high : 1], [box.bottom, box.top]);
  }
  const [low, high] = extent(values, 0.06);
  return scaleLinear([low > 0 && low < high * 0.6 ? 0 : low, high], [box.bottom, box.top]);
}

function marks(payload: LossPayload, x: Scale, box: Box): VNode[] {
  return marksOf(payload).map(({ x: place, label }, i) => {
    const left = x(place) + textWidth(label, 11) + 8 > box.right;
    return h(
      "g",
      {},
      h("line", {
        x1: x(place),
        x2: x(place),
        y1: box.top,
        y2: box.bottom,
        stroke: ink.muted,
        "stroke-dasharray": "2 3",
      }),
      h("path", { d: `M${x(place) - 4} ${box.top - 4}h8l-4 6z`, fill: ink.muted }),
      h(
        "text",
        {
          x: x(place) + (left ? -6 : 6),
          y: box.top + 10 + 13 * (i % 4),
          "text-anchor": left ? "end" : "start",
          "font-size": 11,
          stroke: ink.bg,
          "stroke-width": 3,
          "paint-order": "stroke",
        },
        label,
      ),
    );
  });
}

function cursor(
  payload: LossPayload,
  env: Env,
  lines: readonly Line[],
  x: Scale,
  y: Scale,
  box: Box,
  positive: (value: number | null) => boolean,
): VNode {
  const places = stops(payload);
  const hits = places.map((place, i) => {
    const from = i ? (x(places[i - 1] ?? 0) + x(place)) / 2 : box.left;
    const to = i < places.length - 1 ? (x(place) + x(places[i + 1] ?? 0)) / 2 : box.right;
    const size = { x: from, y: box.top, width: Math.max(0, to - from), height: box.bottom - box.top };
    return h("rect", { ...size, fill: "transparent", "data-part": `x:${place}` });
  });
  const at = env.active?.startsWith("x:") ? Number(env.active.slice(2)) : null;
  const dots = lines.map((line) => {
    const value = at == null ? null : valueAt(line, at);
    return at != null && positive(value)
      ? h("circle", { cx: x(at), cy: y(value ?? 1), r: 4, fill: line.colour, stroke: ink.bg, "stroke-width": 1.5 })
      : null;
  });
  const rule =
    at == null
      ? null
      : h("line", { x1: x(at), x2: x(at), y1: box.top, y2: box.bottom, stroke: ink.accent, "stroke-width": 1.5 });
  return h("g", {}, rule, dots, hits);
}

/** The key of the lines, in HTML so that it wraps. */
export function key(payload: LossPayload, shown: readonly string[]): VNode {
  const seen = new Map(shown.flatMap((quantity) => linesOf(payload, quantity)).map((line) => [line.name, line]));
  const items = [...seen.values()].map((line) =>
    h(
      "span",
      {},
      h(
        "svg",
        { width: 28, height: 10, viewBox: "0 0 28 10", "aria-hidden": "true" },
        h("line", {
          x1: 0,
          x2: 28,
          y1: 5,
          y2: 5,
          stroke: line.colour,
          "stroke-width": 2.5,
          ...(line.dash ? { "stroke-dasharray": line.dash } : {}),
        }),
      ),
      line.name,
    ),
  );
  return h("div", { class: "gb-key" }, items);
}
