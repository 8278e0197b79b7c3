import { clip, count, short, textWidth } from "../core/format";
import { h, type VNode } from "../core/h";
import { ink, signed } from "../core/style";
import { weightAt, type Column } from "./forward";
import { layerName } from "./formula";
import { layout, type Layout, type Place } from "./layout";
import type { NetworkPayload } from "./payload";
import { sayNetwork } from "./words";

/** `u:2:5` for unit 5 of column 2, both from 0. */
export const unitId = (column: number, unit: number): string => `u:${column}:${unit}`;

export function unitOf(id: string | null): { column: number; unit: number } | null {
  const [, column, unit] = /^u:(\d+):(\d+)$/.exec(id ?? "") ?? [];
  return column === undefined ? null : { column: Number(column), unit: Number(unit) };
}

/** The largest weight drawn: the widest line. */
export function widest(payload: NetworkPayload): number {
  return payload.layers.reduce((most, { weights }) => weights.reduce((m, w) => Math.max(m, Math.abs(w)), most), 0);
}

/** The network as a drawing. */
export function diagram(
  payload: NetworkPayload,
  columns: readonly Column[],
  width: number,
  active: string | null,
): VNode {
  const placed = layout(payload, width);
  const chosen = unitOf(active);
  return h(
    "svg",
    {
      class: "gb-svg",
      width: placed.width,
      height: placed.height,
      viewBox: `0 0 ${placed.width} ${placed.height}`,
      "aria-hidden": "true",
    },
    h("g", { class: "gb-edges", fill: "none" }, edges(payload, placed, chosen)),
    placed.columns.map((column, i) =>
      h(
        "g",
        { class: "gb-column" },
        head(payload, placed, i),
        foldMark(payload, placed, i),
        column.places.map((place) => unit(payload, placed, columns, i, place, active)),
      ),
    ),
  );
}

function edges(
  payload: NetworkPayload,
  { columns, radius }: Layout,
  chosen: { column: number; unit: number } | null,
): VNode[] {
  const most = widest(payload) || 1;
  return payload.layers
    .flatMap((layer, i) => {
      const from = columns[i];
      const to = columns[i + 1];
      if (!from || !to || !layer.weights.length) return [];
      return to.places.flatMap((end) =>
        from.places.map((start) => {
          const w = weightAt(layer, end.unit, start.unit);
          if (w == null) return null;
          const incoming = chosen?.column === i + 1 && chosen.unit === end.unit;
          const outgoing = chosen?.column === i && chosen.unit === start.unit;
          const share = Math.abs(w) / most;
          const faint = chosen && !incoming && !outgoing;
          return h("line", {
            x1: start.x + radius,
            y1: start.y,
            x2: end.x - radius,
            y2: end.y,
            ...signed(w),
            "stroke-width": 0.5 + 4 * share,
            "stroke-opacity": faint ? 0.08 : incoming ? 1 : 0.25 + 0.6 * share,
          });
        }),
      );
    })
    .filter((edge) => edge != null);
}

function head(payload: NetworkPayload, placed: Layout, i: number): VNode {
  const { columns, height } = placed;
  const column = columns[i];
  const x = column?.x ?? 0;
  const layer = payload.layers[i - 1];
  const room = columns.length > 1 ? (columns[1]?.x ?? 0) - (columns[0]?.x ?? 0) : placed.width;
  const anchor = i === 0 ? "start" : i === columns.length - 1 ? "end" : "middle";
  const at = i === 0 ? Math.max(2, x - 30) : i === columns.length - 1 ? Math.min(placed.width - 2, x + 30) : x;
  const fit = (text: string, size: number): string => {
    const width = textWidth(text, size);
    return width <= room - 4 ? text : clip(text, Math.max(3, Math.floor((text.length * (room - 6)) / width)));
  };
  const activation = layer?.after.map(({ name, op }) => name ?? op).join(", ");
  const line = (y: number, text: string, bold: boolean): VNode =>
    h(
      "text",
      { x: at, y, "text-anchor": anchor, "font-size": 11, ...(bold ? { "font-weight": 600 } : { fill: ink.muted }) },
      fit(text, 11),
    );
  const total = layer ? sayNetwork(payload.lang)("parameters", { n: count(layer.parameters) }) : "";
  const short = room < 112 && layer ? count(layer.parameters) : total;
  const units = count(column?.units ?? 0);
  const long = `${layerName(payload, i)} · ${units}`;
  // Where names do not fit, the letters of the formulas stand for them.
  const symbol = i === 0 ? "x" : i === columns.length - 1 ? "y" : columns.length > 3 ? `h${i}` : "h";
  return h(
    "g",
    {},
    line(13, textWidth(long, 11) > room - 4 ? `${symbol} · ${units}` : long, true),
    layer ? line(27, activation || (layer.type === "layer" ? "" : layer.type), false) : null,
    layer ? line(height - 8, short, false) : null,
    layer?.detail ? line(height - 22, layer.detail, false) : null,
  );
}

function foldMark(payload: NetworkPayload, { columns, width }: Layout, i: number): VNode | null {
  const column = columns[i];
  if (!column || column.gap == null) return null;
  const more = sayNetwork(payload.lang)("more", { n: count(column.units - column.places.length) });
  const left = column.x + 10 + textWidth(more, 10) > width;
  const halo = { stroke: ink.bg, "stroke-width": 3, "paint-order": "stroke" };
  const place = { x: column.x + (left ? -10 : 10), y: column.gap + 4, "text-anchor": left ? "end" : "start" };
  return h(
    "g",
    {},
    [-5, 0, 5].map((dy) => h("circle", { cx: column.x, cy: (column.gap ?? 0) + dy, r: 1.6, fill: ink.muted })),
    h("text", { ...place, "font-size": 10, fill: ink.muted, ...halo }, more),
  );
}

function unit(
  payload: NetworkPayload,
  placed: Layout,
  columns: readonly Column[],
  i: number,
  place: Place,
  active: string | null,
): VNode {
  const { radius } = placed;
  const id = unitId(i, place.unit);
  const values = columns[i]?.values ?? null;
  const value = values?.[place.unit] ?? null;
  const most = Math.max(...(values ?? []).map((v) => Math.abs(v ?? 0)), 1e-12);
  const last = i === placed.columns.length - 1;
  const tint = value == null ? 0 : 0.1 + 0.65 * (Math.abs(value) / most);
  const fill =
    value == null ? {} : { fill: value < 0 ? ink.negative : ink.positive, "fill-opacity": value === 0 ? 0 : tint };
  const ring =
    active === id
      ? { stroke: ink.accent, "stroke-width": 3 }
      : {
          stroke: ink.muted,
          "stroke-width": 1.3,
          ...(value != null && value < 0 ? { "stroke-dasharray": "3 2" } : {}),
        };
  const names = i === 0 ? payload.inputs.names : last ? payload.outputs.names : undefined;
  const name = names?.[place.unit] ?? (i === 0 ? `x${place.unit + 1}` : last && !names ? `y${place.unit + 1}` : "");
  const room = (i === 0 ? placed.left : placed.right) - radius - 10;
  const fitted =
    textWidth(name, 12) <= room
      ? name
      : clip(name, Math.max(2, Math.floor((name.length * room) / textWidth(name, 12))));
  const number = value == null ? "" : inside(value);
  return h(
    "g",
    { "data-part": id },
    h("circle", { cx: place.x, cy: place.y, r: radius, fill: ink.bg }),
    h("circle", { cx: place.x, cy: place.y, r: radius, fill: "transparent", ...fill, ...ring }),
    number && radius >= 11
      ? h(
          "text",
          {
            x: place.x,
            y: place.y + 3.5,
            "text-anchor": "middle",
            "font-size": number.length * 5.4 > radius * 2 ? 8 : 9.5,
            stroke: ink.bg,
            "stroke-width": 2.5,
            "stroke-opacity": 0.75,
            "paint-order": "stroke",
          },
          number,
        )
      : null,
    name
      ? h(
          "text",
          {
            x: i === 0 ? place.x - radius - 5 : place.x + radius + 5,
            y: place.y + 4,
            "text-anchor": i === 0 ? "end" : "start",
            "font-size": 12,
          },
          fitted,
        )
      : null,
  );
}

/** A number that fits into a unit: two digits, fewer where it is small. */
const inside = (value: number): string => short(value, Math.abs(value) < 0.1 ? 1 : 2);
