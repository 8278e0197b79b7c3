import { scaleLinear, scaleLog } from "d3-scale";
import { extent, xAxis, yAxis, type Box, type Scale } from "../core/axis";
import { clip, magnitude, textWidth } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { category, ink } from "../core/style";
import type { TimelineEvent, TimelinePayload } from "./payload";
import { sayTimeline } from "./words";

/** The years in view. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Mark {
  readonly i: number;
  readonly event: TimelineEvent;
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** All years, with a little room at both ends. */
export function wholeWindow({ events }: TimelinePayload): Window {
  const [first, last] = [Math.min(...events.map(({ year }) => year)), Math.max(...events.map(({ year }) => year))];
  const room = (last - first) * 0.05 || 5;
  return { from: first - room, to: last + room };
}

export function scene(payload: TimelinePayload, window: Window, env: Env): VNode {
  const { width } = env;
  const valued = payload.events.some(({ value }) => value !== undefined);
  const plain = payload.events.some(({ value }) => value === undefined);
  const lanes = plain ? 4 : 0;
  const band = lanes * 20 + (plain ? 16 : 0);
  const upper = valued ? Math.max(180, Math.min(300, width * 0.42)) : 0;
  const height = upper + band + 66;
  const box: Box = { left: valued ? 56 : 12, right: width - 14, top: 28, bottom: height - 36 };
  const x = scaleLinear([window.from, window.to], [box.left, box.right]);
  const y = valued ? valueScale(payload, box.top, box.top + upper - 14) : null;
  const ground = box.bottom - band + 14;
  const shown = payload.events
    .map((event, i) => ({ event, i }))
    .filter(({ event }) => event.year >= window.from && event.year <= window.to);
  const marks = shown.map(({ event, i }): Mark => {
    const at = x(event.year);
    if (event.value === undefined || !y) return { i, event, x: at, y: ground, r: 5 };
    return { i, event, x: at, y: y(event.value), r: 4.5 + 9 * share(payload, event.value) };
  });
  const tops = marks.filter(({ event }) => event.value !== undefined);
  const bottoms = marks.filter(({ event }) => event.value === undefined);
  const upperBox = { ...box, bottom: box.top + upper };
  return h(
    "svg",
    { class: "gb-svg gb-drag", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    xAxis(x, box, sayTimeline(payload.lang)("year"), (year) => String(Math.round(year * 100) / 100)),
    y ? yAxis(y, upperBox, payload.valueName, magnitude) : null,
    plain && valued
      ? h("line", {
          x1: box.left,
          x2: box.right,
          y1: ground - 14,
          y2: ground - 14,
          stroke: ink.line,
          "stroke-dasharray": "2 3",
        })
      : null,
    bubbles(tops, box, env),
    band ? below(bottoms, box, env) : null,
  );
}

function valueScale({ events }: TimelinePayload, top: number, bottom: number): Scale {
  const [low, high] = extent(events.map(({ value }) => (value === undefined ? null : Math.log10(value))));
  return scaleLog([10 ** (low - 0.4), 10 ** (high + 0.4)], [bottom, top]);
}

function share({ events }: TimelinePayload, value: number): number {
  const [low, high] = extent(events.map((event) => (event.value === undefined ? null : Math.log10(event.value))));
  return high > low ? (Math.log10(value) - low) / (high - low) : 0.5;
}

const nameOf = ({ event }: Mark): string => clip(event.name, 44);

const halo = { stroke: ink.bg, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" };

function bubbles(marks: readonly Mark[], box: Box, env: Env): VNode[] {
  const taken: { x0: number; x1: number; y: number }[] = marks.map((m) => ({ x0: m.x - m.r, x1: m.x + m.r, y: m.y }));
  return marks.map((mark) => {
    const active = env.active === `e:${mark.i}`;
    const label = labelPlace(mark, box, taken);
    if (label) taken.push(label.room);
    return h(
      "g",
      { "data-part": `e:${mark.i}` },
      h("circle", {
        cx: mark.x,
        cy: mark.y,
        r: mark.r,
        fill: category(0),
        "fill-opacity": active ? 0.85 : 0.4,
        stroke: active ? ink.accent : category(0),
        "stroke-width": active ? 3 : 1.3,
      }),
      label || active
        ? h(
            "text",
            {
              x: label?.x ?? mark.x,
              y: label?.y ?? mark.y - mark.r - 5,
              "text-anchor": label?.anchor ?? "middle",
              "font-size": 11,
              ...(active ? { "font-weight": 700 } : {}),
              ...halo,
            },
            nameOf(mark),
          )
        : null,
    );
  });
}

// A name stands left, right or above its bubble, where nothing is yet; else it waits until there is room.
function labelPlace(mark: Mark, box: Box, taken: readonly { x0: number; x1: number; y: number }[]) {
  const width = textWidth(nameOf(mark), 11) + 4;
  const choices = [
    { anchor: "end", x: mark.x - mark.r - 4, x0: mark.x - mark.r - 4 - width, y: mark.y + 4 },
    { anchor: "start", x: mark.x + mark.r + 4, x0: mark.x + mark.r + 4, y: mark.y + 4 },
    { anchor: "middle", x: mark.x, x0: mark.x - width / 2, y: mark.y - mark.r - 6 },
    { anchor: "middle", x: mark.x, x0: mark.x - width / 2, y: mark.y + mark.r + 13 },
  ];
  for (const { anchor, x, x0, y } of choices) {
    const room = { x0, x1: x0 + width, y: y - 4 };
    const inside = room.x0 >= box.left - 4 && room.x1 <= box.right + 12 && y > 12;
    const free = taken.every((other) => other.x1 < room.x0 || other.x0 > room.x1 || Math.abs(other.y - room.y) > 12);
    if (inside && free) return { anchor, x, y, room };
  }
  return null;
}

function below(marks: readonly Mark[], box: Box, env: Env): VNode[] {
  const ends = [-Infinity, -Infinity, -Infinity, -Infinity];
  return [...marks]
    .sort((a, b) => a.x - b.x)
    .map((mark) => {
      const active = env.active === `e:${mark.i}`;
      const width = textWidth(nameOf(mark), 11) + 10;
      const left = mark.x + 8 + width > box.right + 10;
      const start = left ? mark.x - 8 - width : mark.x - 5;
      const lane = ends.findIndex((end) => end <= start);
      if (lane >= 0) ends[lane] = left ? mark.x + 8 : mark.x + 8 + width;
      const y = mark.y + Math.max(0, lane) * 20;
      return h(
        "g",
        { "data-part": `e:${mark.i}` },
        h("rect", {
          x: mark.x - 5,
          y: y - 5,
          width: 10,
          height: 10,
          transform: `rotate(45 ${mark.x} ${y})`,
          fill: category(1),
          "fill-opacity": active ? 0.9 : 0.45,
          stroke: active ? ink.accent : category(1),
          "stroke-width": active ? 3 : 1.3,
        }),
        lane >= 0 || active
          ? h(
              "text",
              {
                x: mark.x + (left ? -10 : 10),
                y: y + 4,
                "text-anchor": left ? "end" : "start",
                "font-size": 11,
                ...(active ? { "font-weight": 700 } : {}),
                ...halo,
              },
              nameOf(mark),
            )
          : null,
      );
    });
}
