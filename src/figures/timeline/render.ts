import { magnitude } from "../core/format";
import { h, type Child } from "../core/h";
import { defineKind, type FigureKind, type Part, type View } from "../core/kind";
import { sayShared } from "../core/words";
import { timelineSchema, type TimelineEvent, type TimelinePayload } from "./payload";
import { scene, wholeWindow, type Window } from "./scene";
import { sayTimeline } from "./words";

const smallest = 0.5;

function told({ lang, valueName }: TimelinePayload, event: TimelineEvent): string {
  const value = event.value === undefined ? "" : ` · ${magnitude(event.value)} ${valueName}`.trimEnd();
  const source = event.source ? `\n${sayTimeline(lang)("source", { source: event.source })}` : "";
  return `${event.year} · ${event.name}${value}${event.text ? `\n${event.text}` : ""}${source}`;
}

/** The window after a zoom around `at` (a share of the width) and a move by `by` widths, held within all years. */
export function moved(payload: TimelinePayload, { from, to }: Window, zoom: number, by: number, at: number): Window {
  const whole = wholeWindow(payload);
  const span = Math.min(whole.to - whole.from, Math.max(smallest, (to - from) / zoom));
  const centre = from + (to - from) * at + by * (to - from);
  const start = Math.max(whole.from, Math.min(whole.to - span, centre - span * at));
  return { from: start, to: start + span };
}

/** The window that holds an event: as it is, or moved to have the event in its middle. */
function shown(payload: TimelinePayload, state: Window, part: string): Partial<Window> {
  const event = payload.events[Number(/^e:(\d+)$/.exec(part)?.[1] ?? -1)];
  if (!event || (event.year >= state.from && event.year <= state.to)) return {};
  const half = (state.to - state.from) / 2;
  return moved(payload, { from: event.year - half, to: event.year + half }, 1, 0, 0.5);
}

function controls({ payload, state, set }: View<TimelinePayload, Window>): Child[] {
  const say = sayTimeline(payload.lang);
  const button = (id: string, symbol: string, name: string, press: () => Window): Child =>
    h(
      "button",
      { type: "button", tabindex: "-1", "data-part": id, "aria-label": name, title: name, onclick: () => set(press()) },
      symbol,
    );
  return [
    h(
      "span",
      { class: "gb-group", role: "group" },
      button("in", "+", say("in"), () => moved(payload, state, 1.6, 0, 0.5)),
      button("out", "−", say("out"), () => moved(payload, state, 1 / 1.6, 0, 0.5)),
      button("all", say("all"), say("all"), () => wholeWindow(payload)),
    ),
  ];
}

function parts(payload: TimelinePayload): Part[] {
  const say = sayTimeline(payload.lang);
  const press = sayShared(payload.lang);
  const order = payload.events.map((event, i) => ({ event, i })).sort((a, b) => a.event.year - b.event.year);
  return [
    ...order.map(({ event, i }) => ({ id: `e:${i}`, label: told(payload, event) })),
    ...(["in", "out", "all"] as const).map((id) => ({ id, label: press("button", { name: say(id) }) })),
  ];
}

/** Events in time, to zoom and walk. */
export const timeline: FigureKind<TimelinePayload, Window> = defineKind({
  name: "timeline",
  version: 1,
  schema: timelineSchema,
  title: ({ title, lang }) => title ?? sayTimeline(lang)("title"),
  caption(payload) {
    const say = sayTimeline(payload.lang);
    const years = payload.events.map(({ year }) => year);
    const told = say("caption", { n: years.length, from: Math.min(...years), to: Math.max(...years) });
    const valued = payload.valueName && payload.events.some(({ value }) => value !== undefined);
    return valued ? `${told}${payload.lang === "zh" ? "" : " "}${say("values", { value: payload.valueName })}` : told;
  },
  text: (payload) => [timeline.title(payload), ...payload.events.map((event) => told(payload, event))].join("\n"),
  table(payload) {
    const say = sayTimeline(payload.lang);
    const valued = payload.events.some(({ value }) => value !== undefined);
    const rows = payload.events.map(({ year, name, text, source, value }) => [
      String(year),
      name,
      ...(valued ? [value === undefined ? null : magnitude(value)] : []),
      text,
      source,
    ]);
    return {
      columns: [say("year"), say("event"), ...(valued ? [payload.valueName] : []), say("text"), say("from")],
      rows,
    };
  },
  start: (payload, previous) => previous ?? wholeWindow(payload),
  parts,
  reach: (payload, state, part) => shown(payload, state, part),
  choose: (payload, state, part) => shown(payload, state, part),
  pan: (payload, state, { zoom, by, at }) => moved(payload, state, zoom, by, at),
  draw: (view) => ({
    controls: controls(view),
    graphic: scene(view.payload, view.state, view.env),
    hint: sayTimeline(view.payload.lang)("hint"),
  }),
});
