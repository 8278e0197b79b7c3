import { scaleLinear, scaleLog } from "d3-scale";
import { shapeMark } from "../boundary/marks";
import { extent, xAxis, yAxis, type Box, type Scale } from "../core/axis";
import { short } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, dashes, ink } from "../core/style";
import type { LinesPayload } from "./payload";

export const pointId = (series: number, point: number): string => `point:${series}:${point}`;

/** Marks closer together than this would hide their line. */
const mostMarks = 60;

function scale(values: readonly number[], log: boolean, range: readonly [number, number]): Scale {
  if (!log) return scaleLinear(extent(values, 0.05), range);
  const [low, high] = extent(values.map(Math.log10), 0.05);
  return scaleLog([10 ** low, 10 ** high], range);
}

/** A line through the points of each series, told apart by colour, dash and the shape of its marks. */
export function scene(payload: LinesPayload, env: Env): VNode {
  const { series, xLog, yLog } = payload;
  const { width } = env;
  const height = Math.round(Math.max(210, Math.min(340, width * 0.55)));
  const box: Box = { left: 56, right: width - 16, top: 26, bottom: height - 36 };
  const x = scale(
    series.flatMap((one) => one.x),
    xLog,
    [box.left, box.right],
  );
  const y = scale(
    series.flatMap((one) => one.y),
    yLog,
    [box.bottom, box.top],
  );
  const lines = series.map((one, s) => {
    const places = one.x.map((value, i) => [x(value), y(one.y[i] ?? 0)] as const);
    const dash = dashes[s % dashes.length];
    return h(
      "g",
      {},
      h("path", {
        d: places.map(([left, top], i) => `${i ? "L" : "M"}${left} ${top}`).join(""),
        fill: "none",
        stroke: category(s),
        "stroke-width": 1.8,
        "stroke-linejoin": "round",
        ...(dash ? { "stroke-dasharray": dash } : {}),
      }),
      places.map((place, i) =>
        point(s, i, place, { active: env.active === pointId(s, i), few: places.length <= mostMarks }),
      ),
    );
  });
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    xAxis(x, box, payload.xName, tick(xLog)),
    yAxis(y, box, payload.yName, tick(yLog)),
    lines,
  );
}

const tick =
  (log: boolean) =>
  (value: number): string =>
    log && value >= 1 && value < 1e6 ? String(Number(value.toPrecision(6))) : short(value);

function point(
  s: number,
  i: number,
  [left, top]: readonly [number, number],
  look: { active: boolean; few: boolean },
): VNode {
  return h(
    "g",
    { "data-part": pointId(s, i) },
    h("circle", { cx: left, cy: top, r: 9, fill: "transparent" }),
    look.few || look.active
      ? shapeMark(s, left, top, look.active ? 5.5 : 3.5, {
          fill: category(s),
          stroke: look.active ? ink.accent : ink.bg,
          "stroke-width": look.active ? 2.5 : 1,
        })
      : null,
  );
}

/** A swatch for each series. */
export function key({ series }: LinesPayload): VNode | null {
  if (series.length < 2) return null;
  const items = series.map(({ name }, s) => {
    const dash = dashes[s % dashes.length];
    return h(
      "span",
      {},
      h(
        "svg",
        { width: 28, height: 12, viewBox: "0 0 28 12", "aria-hidden": "true" },
        h("line", {
          x1: 0,
          x2: 28,
          y1: 6,
          y2: 6,
          stroke: category(s),
          "stroke-width": 1.8,
          ...(dash ? { "stroke-dasharray": dash } : {}),
        }),
        shapeMark(s, 14, 6, 3.5, { fill: category(s) }),
      ),
      name,
    );
  });
  return h("div", { class: "gb-key" }, items);
}
