import { clip, short, textWidth } from "../core/format";
import { h, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import type { MatrixPayload } from "./payload";

/** The part of a cell. */
export const cellId = (row: number, column: number): string => `cell:${row}:${column}`;

/** Row and column of a cell's part. */
export function placeOf(part: string | null): readonly [row: number, column: number] | null {
  const [, row, column] = /^cell:(\d+):(\d+)$/.exec(part ?? "") ?? [];
  return row === undefined || column === undefined ? null : [Number(row), Number(column)];
}

/** The size that has the deepest shade. */
export const deepest = ({ values, high }: MatrixPayload): number =>
  high ?? Math.max(1e-100, ...values.flat().map((value) => Math.abs(value ?? 0)));

/** How deep a value's shade is, from 0 (the paper's colour) to 1. */
export function shades(payload: MatrixPayload): (value: number) => number {
  const most = deepest(payload);
  return (value) => {
    const share = Math.min(1, Math.abs(value) / most);
    return payload.scale === "root" ? Math.sqrt(share) : share;
  };
}

const fontSize = 12;

/** Names of rows at the left, of columns above, a cell for each pair. */
export function scene(payload: MatrixPayload, env: Env): VNode {
  const { rows, columns, values, rowName, columnName } = payload;
  const widest = (names: readonly string[]): number => Math.max(...names.map((name) => textWidth(name, fontSize)));
  // The name of the rows needs its place too.
  const named = rowName ? textWidth(clip(`${rowName} ↓`, 14), 11) : 0;
  const left = Math.min(Math.max(widest(rows), named) + 14, env.width * 0.34);
  const cell = Math.max(3, Math.min(44, (env.width - left - 6) / columns.length));
  // A small table's cells are not blown up; a large one's rows stay readable.
  const tall = Math.max(15, Math.min(cell, 30));
  const level = widest(columns) <= cell - 2;
  const head = (columnName ? 18 : 4) + (level ? 18 : Math.min(110, widest(columns) + 12));
  const width = left + cell * columns.length + 4;
  const height = head + tall * rows.length + 4;
  const active = placeOf(env.active);
  const every = Math.ceil(13 / cell);
  const shade = shades(payload);
  const nameOfColumn = (name: string, c: number): VNode | null => {
    if (c % every !== 0 && active?.[1] !== c) return null;
    const x = left + (c + 0.5) * cell;
    const bold = active?.[1] === c ? { "font-weight": 700 } : {};
    if (level) return h("text", { x, y: head - 6, "text-anchor": "middle", "font-size": fontSize, ...bold }, name);
    const turned = { transform: `translate(${x + 4} ${head - 6}) rotate(-90)`, "font-size": fontSize, ...bold };
    return h("text", turned, clip(name, 16));
  };
  const line = (row: MatrixPayload["values"][number], r: number): VNode => {
    const letters = Math.max(2, Math.floor(((rows[r] ?? "").length * (left - 12)) / Math.max(1, widest(rows))));
    const bold = active?.[0] === r ? { "font-weight": 700 } : {};
    const y = head + r * tall;
    return h(
      "g",
      {},
      h(
        "text",
        { x: left - 7, y: y + tall / 2 + 4, "text-anchor": "end", "font-size": fontSize, ...bold },
        clip(rows[r] ?? "", letters),
      ),
      row.map((value, c) => square(shade, env, value, r, c, { x: left + c * cell, y, width: cell, height: tall })),
    );
  };
  const size = { width: Math.min(env.width, width), height, viewBox: `0 0 ${Math.min(env.width, width)} ${height}` };
  return h(
    "svg",
    { class: "gb-svg", ...size, "aria-hidden": "true" },
    columnName ? h("text", { x: left, y: 12, "font-size": 11, fill: ink.muted }, `${columnName} →`) : null,
    rowName
      ? h(
          "text",
          { x: left - 7, y: head - 6, "text-anchor": "end", "font-size": 11, fill: ink.muted },
          clip(`${rowName} ↓`, 14),
        )
      : null,
    columns.map(nameOfColumn),
    values.map(line),
  );
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function square(
  shade: (value: number) => number,
  env: Env,
  value: number | null,
  r: number,
  c: number,
  { x, y, width, height }: Square,
): VNode {
  const id = cellId(r, c);
  const depth = value === null ? 0 : shade(value);
  const gap = width > 8 ? 1 : 0;
  const text = value === null ? "–" : short(value, 2);
  const fits = width > 20 && textWidth(text, 10) < width - 3;
  const minus = value !== null && value < 0;
  return h(
    "g",
    { "data-part": id },
    h("rect", { x, y, width, height, fill: ink.bg }),
    h("rect", {
      x: x + gap / 2,
      y: y + gap / 2,
      width: width - gap,
      height: height - gap,
      fill: minus ? ink.negative : ink.positive,
      // A cell of 0 still shows where it lies.
      "fill-opacity": Math.max(0.04, 0.92 * depth),
    }),
    minus && !fits
      ? h("line", { x1: x + 2, y1: y + height - 2, x2: x + width - 2, y2: y + 2, stroke: ink.fg, "stroke-width": 1 })
      : null,
    fits
      ? h(
          "text",
          {
            x: x + width / 2,
            y: y + height / 2 + 3.5,
            "text-anchor": "middle",
            "font-size": 10,
            fill: depth > 0.75 ? ink.bg : ink.fg,
          },
          text,
        )
      : null,
    env.active === id
      ? h("rect", {
          x: x + 1,
          y: y + 1,
          width: width - 2,
          height: height - 2,
          fill: "none",
          stroke: ink.accent,
          "stroke-width": 2.5,
        })
      : null,
  );
}

/** The shades and the numbers that they stand for. */
export function key(payload: MatrixPayload): VNode {
  const most = deepest(payload);
  const shade = shades(payload);
  const signed = payload.values.flat().some((value) => value !== null && value < 0);
  const steps = signed ? [-1, -0.25, 0, 0.25, 1] : [0, 0.1, 0.25, 0.5, 1];
  const swatch = (step: number): VNode =>
    h(
      "span",
      {},
      h(
        "svg",
        { width: 16, height: 12, viewBox: "0 0 16 12", "aria-hidden": "true" },
        h("rect", {
          x: 0.5,
          y: 0.5,
          width: 15,
          height: 11,
          fill: step < 0 ? ink.negative : ink.positive,
          "fill-opacity": Math.max(0.04, 0.92 * shade(step * most)),
          stroke: ink.line,
        }),
        step < 0 ? h("line", { x1: 2, y1: 10, x2: 14, y2: 2, stroke: ink.fg }) : null,
      ),
      short(step * most, 2),
    );
  return h("div", { class: "gb-key" }, payload.valueName ? h("span", {}, payload.valueName) : null, steps.map(swatch));
}
