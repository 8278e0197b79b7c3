import { h, type VNode } from "./h";
import { short } from "./format";
import { ink } from "./style";

/** The part of a d3 scale that axes use. */
export interface Scale {
  (value: number): number;
  ticks(count?: number): number[];
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const text = (x: number, y: number, anchor: string, content: string, extra = {}): VNode =>
  h("text", { x, y, "text-anchor": anchor, "font-size": 11, fill: ink.muted, ...extra }, content);

/** Ticks, light grid lines and the name of an x axis at the bottom of `box`. */
export function xAxis(scale: Scale, box: Box, name: string, format = short as (x: number) => string): VNode {
  const wanted = Math.max(2, Math.floor((box.right - box.left) / 70));
  const marks = thin(scale.ticks(wanted), wanted + 2).map((tick) =>
    h(
      "g",
      {},
      h("line", { x1: scale(tick), x2: scale(tick), y1: box.top, y2: box.bottom, stroke: ink.soft }),
      text(scale(tick), box.bottom + 14, "middle", format(tick)),
    ),
  );
  const line = h("line", { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, stroke: ink.line });
  return h("g", { class: "gb-x" }, marks, line, text((box.left + box.right) / 2, box.bottom + 29, "middle", name));
}

/** The same at the left of `box`; the name stands above it, level, where it is easy to read. */
export function yAxis(scale: Scale, box: Box, name: string, format = short as (y: number) => string): VNode {
  const wanted = Math.max(2, Math.floor((box.bottom - box.top) / 40));
  const marks = thin(scale.ticks(wanted), wanted + 3).map((tick) =>
    h(
      "g",
      {},
      h("line", { x1: box.left, x2: box.right, y1: scale(tick), y2: scale(tick), stroke: ink.soft }),
      text(box.left - 6, scale(tick) + 4, "end", format(tick)),
    ),
  );
  return h("g", { class: "gb-y" }, marks, text(Math.max(2, box.left - 38), box.top - 8, "start", name));
}

// A log scale answers with every digit of every decade; keep decades, then every second of those, until they fit.
function thin(ticks: number[], most: number): number[] {
  let kept = ticks;
  if (kept.length > most) {
    const decades = kept.filter((tick) => tick > 0 && Math.abs(Math.log10(tick) % 1) < 1e-9);
    if (decades.length > 1) kept = decades;
  }
  while (kept.length > most) kept = kept.filter((_, i) => i % 2 === 0);
  return kept;
}

/** The least and largest of the numbers there are, widened where they are one. */
export function extent(values: Iterable<number | null | undefined>, pad = 0): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value == null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const room = (high - low) * pad || (low === high ? Math.abs(low) * 0.1 || 1 : 0);
  return [low - room, high + room];
}
