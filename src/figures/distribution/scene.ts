import { scaleLinear } from "d3-scale";
import { extent, yAxis, type Box } from "../core/axis";
import { clip, short, textWidth } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, ink } from "../core/style";
import type { DistributionPayload } from "./payload";

/** Bars standing up where their labels fit below them, else lying. */
export function scene(payload: DistributionPayload, env: Env): VNode {
  const widest = Math.max(...payload.labels.map((label) => textWidth(label, 11)));
  const band = (env.width - 60) / payload.labels.length;
  if (payload.histogram || widest < band - 4) return standing(payload, env);
  return payload.labels.length > 40 ? standing(payload, env) : lying(payload, env, widest);
}

const ends = ({ series, expected }: DistributionPayload): [number, number] => {
  const [low, high] = extent([0, ...series.flatMap(({ values }) => values), ...(expected?.values ?? [])]);
  return [Math.min(0, low * 1.16), Math.max(0, high * 1.08)];
};

const lookOf = (s: number, several: boolean, active: boolean): object => ({
  fill: category(several ? s : 0),
  "fill-opacity": active ? 0.95 : 0.7,
  ...(s % 2 === 1 ? { stroke: category(s), "stroke-dasharray": "3 2" } : {}),
});

const halo = { stroke: ink.bg, "stroke-width": 3, "stroke-opacity": 0.8, "paint-order": "stroke" };

function standing(payload: DistributionPayload, env: Env): VNode {
  const { width } = env;
  const height = Math.round(Math.max(190, Math.min(300, width * 0.5)));
  const box: Box = { left: 50, right: width - 8, top: 26, bottom: height - (payload.labelName ? 38 : 24) };
  const y = scaleLinear(ends(payload), [box.bottom, box.top]);
  const n = payload.labels.length;
  const band = (box.right - box.left) / n;
  const room = payload.histogram ? 1 : Math.min(14, band * 0.25);
  const bar = (band - room) / payload.series.length;
  const every = Math.ceil((Math.max(...payload.labels.map((label) => textWidth(label, 11))) + 8) / band);
  const bars = payload.labels.map((label, i) => {
    const left = box.left + i * band + room / 2;
    const active = env.active === `bar:${i}`;
    const columns = payload.series.map(({ values }, s) => {
      const value = values[i] ?? 0;
      const top = Math.min(y(value), y(0));
      const text = short(value);
      const fits = textWidth(text, 10) < bar + room - 2;
      return h(
        "g",
        {},
        h("rect", {
          x: left + s * bar,
          y: top,
          width: bar,
          height: Math.abs(y(value) - y(0)),
          ...lookOf(s, payload.series.length > 1, active),
        }),
        fits
          ? h(
              "text",
              {
                x: left + (s + 0.5) * bar,
                y: payload.expected ? y(0) - 5 : value < 0 ? y(value) + 12 : top - 4,
                "text-anchor": "middle",
                "font-size": 10,
                ...(payload.expected ? halo : {}),
              },
              text,
            )
          : null,
      );
    });
    const expected = payload.expected?.values[i];
    return h(
      "g",
      { "data-part": `bar:${i}` },
      h("rect", { x: box.left + i * band, y: box.top, width: band, height: box.bottom - box.top, fill: "transparent" }),
      columns,
      expected === undefined
        ? null
        : h("line", {
            x1: left - 2,
            x2: left + band - room + 2,
            y1: y(expected),
            y2: y(expected),
            stroke: ink.fg,
            "stroke-width": 2.5,
            "stroke-dasharray": "6 3",
          }),
      i % every === 0
        ? h(
            "text",
            { x: box.left + (i + 0.5) * band, y: box.bottom + 14, "text-anchor": "middle", "font-size": 11 },
            label,
          )
        : null,
    );
  });
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    yAxis(y, box, payload.valueName),
    bars,
    h("line", { x1: box.left, x2: box.right, y1: y(0), y2: y(0), stroke: ink.line }),
    payload.labelName
      ? h(
          "text",
          { x: (box.left + box.right) / 2, y: height - 6, "text-anchor": "middle", "font-size": 11, fill: ink.muted },
          payload.labelName,
        )
      : null,
  );
}

function lying(payload: DistributionPayload, env: Env, widest: number): VNode {
  const { width } = env;
  const row = 14 * payload.series.length + 12;
  const left = Math.min(widest + 10, width * 0.42);
  const height = payload.labels.length * row + 14;
  const x = scaleLinear(ends(payload), [left, width - 56]);
  const bars = payload.labels.map((label, i) => {
    const top = 6 + i * row;
    const active = env.active === `bar:${i}`;
    const letters = Math.max(3, Math.floor((label.length * (left - 10)) / Math.max(1, textWidth(label, 11))));
    const expected = payload.expected?.values[i];
    const rows = payload.series.map(({ values }, s) => {
      const value = values[i] ?? 0;
      const end = Math.max(x(value), x(0));
      return h(
        "g",
        {},
        h("rect", {
          x: Math.min(x(value), x(0)),
          y: top + s * 14 + 2,
          width: Math.abs(x(value) - x(0)),
          height: 12,
          ...lookOf(s, payload.series.length > 1, active),
        }),
        h("text", { x: end + 5, y: top + s * 14 + 12, "font-size": 11 }, short(value)),
      );
    });
    return h(
      "g",
      { "data-part": `bar:${i}` },
      h("rect", { x: 0, y: top - 4, width, height: row, fill: "transparent" }),
      h("text", { x: left - 8, y: top + row / 2 + 1, "text-anchor": "end", "font-size": 11 }, clip(label, letters)),
      rows,
      expected === undefined
        ? null
        : h("line", {
            x1: x(expected),
            x2: x(expected),
            y1: top - 1,
            y2: top + row - 9,
            stroke: ink.fg,
            "stroke-width": 2.5,
            "stroke-dasharray": "6 3",
          }),
    );
  });
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    h("line", { x1: x(0), x2: x(0), y1: 0, y2: height - 8, stroke: ink.line }),
    bars,
  );
}
