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

/** What a bubble or a name takes up: from x0 to x1, and half its height above and below y. */
interface Room {
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
  readonly half: number;
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
  const sides = { left: valued ? 56 : 12, right: width - 14 };
  const lanes = plain ? lanesOf(payload, sides) : 0;
  const band = lanes * 20 + (plain ? 16 : 0);
  const upper = valued ? Math.max(180, Math.min(300, width * 0.42)) : 0;
  const height = upper + band + 66;
  const box: Box = { ...sides, top: 28, bottom: height - 36 };
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
  const taken: Room[] = marks.map((m) => ({ x0: m.x - m.r, x1: m.x + m.r, y: m.y, half: m.r * 0.6 }));
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
function labelPlace(mark: Mark, box: Box, taken: readonly Room[]) {
  const width = textWidth(nameOf(mark), 11) + 4;
  const choices = [
    { anchor: "end", x: mark.x - mark.r - 4, x0: mark.x - mark.r - 4 - width, y: mark.y + 4 },
    { anchor: "start", x: mark.x + mark.r + 4, x0: mark.x + mark.r + 4, y: mark.y + 4 },
    { anchor: "middle", x: mark.x, x0: mark.x - width / 2, y: mark.y - mark.r - 6 },
    { anchor: "middle", x: mark.x, x0: mark.x - width / 2, y: mark.y + mark.r + 13 },
  ];
  for (const { anchor, x, x0, y } of choices) {
    const room: Room = { x0, x1: x0 + width, y: y - 4, half: 7 };
    const inside = room.x0 >= box.left - 4 && room.x1 <= box.right + 12 && y > 12;
    const free = taken.every(
      (other) => other.x1 < room.x0 || other.x0 > room.x1 || Math.abs(other.y - room.y) > other.half + room.half - 2,
    );
    if (inside && free) return { anchor, x, y, room };
  }
  return null;
}

const mostLanes = 4;

/** The lane of each event without a value, so that no name runs into the next; -1 where no lane has room. */
function lanesFor(marks: readonly Mark[], right: number): Map<number, { lane: number; left: boolean }> {
  const ends = new Array<number>(mostLanes).fill(-Infinity);
  const found = new Map<number, { lane: number; left: boolean }>();
  for (const mark of [...marks].sort((a, b) => a.x - b.x)) {
    const width = textWidth(nameOf(mark), 11) + 10;
    const left = mark.x + 8 + width > right + 10;
    const lane = ends.findIndex((end) => end <= (left ? mark.x - 8 - width : mark.x - 5));
    if (lane >= 0) ends[lane] = left ? mark.x + 8 : mark.x + 8 + width;
    found.set(mark.i, { lane, left });
  }
  return found;
}

/** How many lanes there are when all years are in view: the drawing's height stays the same under zoom. */
function lanesOf(payload: TimelinePayload, { left, right }: { left: number; right: number }): number {
  const { from, to } = wholeWindow(payload);
  const x = scaleLinear([from, to], [left, right]);
  const marks = payload.events.flatMap((event, i) =>
    event.value === undefined ? [{ i, event, x: x(event.year), y: 0, r: 5 }] : [],
  );
  const lanes = [...lanesFor(marks, right).values()];
  return lanes.some(({ lane }) => lane < 0) ? mostLanes : Math.max(1, ...lanes.map(({ lane }) => lane + 1));
}

function below(marks: readonly Mark[], box: Box, env: Env): VNode[] {
  const lanes = lanesFor(marks, box.right);
  return marks.map((mark) => {
    const active = env.active === `e:${mark.i}`;
    const { lane, left } = lanes.get(mark.i) ?? { lane: 0, left: false };
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
