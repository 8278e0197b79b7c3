import { scaleLinear } from "d3-scale";
import { shapeMark } from "../boundary/marks";
import { xAxis, yAxis, type Box } from "../core/axis";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, dashes, ink } from "../core/style";
import type { ReliabilityPayload } from "./payload";
import { sayReliability } from "./words";

export const binId = (model: number, bin: number): string => `bin:${model}:${bin}`;

/** What an axis measures, of what. */
export function axisName({ lang, event }: ReliabilityPayload, what: "predicted" | "observed"): string {
  const say = sayReliability(lang);
  return event ? say("of", { what: say(what), event }) : say(what);
}

/** Predicted to the right, observed upwards, the diagonal where both agree. */
export function scene(payload: ReliabilityPayload, env: Env): VNode {
  const width = Math.min(env.width, 520);
  const height = Math.round(Math.max(230, Math.min(400, width * 0.8)));
  const box: Box = { left: 46, right: width - 16, top: 28, bottom: height - 36 };
  const x = scaleLinear([0, 1], [box.left, box.right]);
  const y = scaleLinear([0, 1], [box.bottom, box.top]);
  const most = Math.max(1, ...payload.models.flatMap(({ bins }) => bins.map(({ count }) => count)));
  const lines = payload.models.map(({ bins }, m) => {
    const filled = bins.map((bin, b) => ({ ...bin, b })).filter(({ count }) => count > 0);
    const d = filled.map(({ predicted, observed }, i) => `${i ? "L" : "M"}${x(predicted)} ${y(observed)}`).join("");
    const dash = dashes[m % dashes.length];
    return h(
      "g",
      {},
      h("path", {
        d,
        fill: "none",
        stroke: category(m),
        "stroke-width": 1.8,
        ...(dash ? { "stroke-dasharray": dash } : {}),
      }),
      filled.map(({ predicted, observed, count, b }) => {
        const size = 3 + 8 * Math.sqrt(count / most);
        const active = env.active === binId(m, b);
        const place = [x(predicted), y(observed)] as const;
        return h(
          "g",
          { "data-part": binId(m, b) },
          active
            ? h("line", {
                x1: place[0],
                x2: place[0],
                y1: place[1],
                y2: y(predicted),
                stroke: ink.accent,
                "stroke-width": 2,
              })
            : null,
          h("circle", { cx: place[0], cy: place[1], r: Math.max(11, size + 3), fill: "transparent" }),
          shapeMark(m, ...place, size, {
            fill: category(m),
            "fill-opacity": active ? 1 : 0.75,
            stroke: active ? ink.accent : ink.bg,
            "stroke-width": active ? 2.5 : 1,
          }),
        );
      }),
    );
  });
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    xAxis(x, box, axisName(payload, "predicted")),
    yAxis(y, box, axisName(payload, "observed")),
    h("line", {
      x1: x(0),
      y1: y(0),
      x2: x(1),
      y2: y(1),
      stroke: ink.muted,
      "stroke-dasharray": "5 4",
      "stroke-width": 1.5,
    }),
    lines,
  );
}

/** A swatch for each model with its error, and the diagonal's. */
export function key({ models, lang }: ReliabilityPayload): VNode {
  const say = sayReliability(lang);
  const swatch = (drawing: VNode[], text: string): VNode =>
    h("span", {}, h("svg", { width: 28, height: 12, viewBox: "0 0 28 12", "aria-hidden": "true" }, drawing), text);
  const line = (look: object): VNode => h("line", { x1: 0, x2: 28, y1: 6, y2: 6, "stroke-width": 1.8, ...look });
  const named = models.map(({ name, error }, m) => {
    const dash = dashes[m % dashes.length];
    const stroke = { stroke: category(m), ...(dash ? { "stroke-dasharray": dash } : {}) };
    return swatch(
      [line(stroke), shapeMark(m, 14, 6, 4.5, { fill: category(m) })],
      say("error", { name, error: error.toFixed(3) }).trim(),
    );
  });
  return h(
    "div",
    { class: "gb-key" },
    named,
    swatch([line({ stroke: ink.muted, "stroke-dasharray": "5 4" })], say("diagonal")),
  );
}
