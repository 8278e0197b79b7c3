import { columns as align, short } from "../core/format";
import { defineKind, type FigureKind } from "../core/kind";
import { matrixSchema, type MatrixPayload } from "./payload";
import { cellId, key, placeOf, scene } from "./scene";
import { sayMatrix } from "./words";

function told(payload: MatrixPayload, r: number, c: number): string {
  const say = sayMatrix(payload.lang);
  const named = (name: string): string => (name ? `${name} ` : "");
  const value = payload.values[r]?.[c] ?? null;
  return say("cell", {
    rowName: named(payload.rowName),
    row: payload.rows[r] ?? "",
    columnName: named(payload.columnName),
    column: payload.columns[c] ?? "",
    valueName: named(payload.valueName),
    value: value === null ? say("none") : short(value, 4),
  });
}

function caption(payload: MatrixPayload): string {
  const say = sayMatrix(payload.lang);
  const { rows, columns, values } = payload;
  let best: readonly [number, number, number] | null = null;
  values.forEach((row, r) =>
    row.forEach((value, c) => {
      if (value !== null && (best === null || value > best[0])) best = [value, r, c];
    }),
  );
  const counts = { rows: rows.length, columns: columns.length };
  if (best === null) return say("empty", counts);
  const [value, r, c]: readonly [number, number, number] = best;
  const signed = values.flat().some((one) => one !== null && one < 0);
  const largest = { value: short(value), row: rows[r] ?? "", column: columns[c] ?? "" };
  return say("caption", { ...counts, ...largest }) + (signed ? say("signed") : "");
}

/** A table of numbers as a field of shades: weights, similarities, what follows what. */
export const matrix: FigureKind<MatrixPayload, object> = defineKind({
  name: "matrix",
  version: 1,
  schema: matrixSchema,
  title: ({ title, lang, valueName }) => title ?? (valueName || sayMatrix(lang)("title")),
  caption,
  text(payload) {
    const most = 12;
    const head = ["", ...payload.columns.slice(0, most)];
    const rows = payload.rows
      .slice(0, 24)
      .map((name, r) => [name, ...(payload.values[r] ?? []).slice(0, most).map((value) => short(value, 2))]);
    return [matrix.title(payload), align([head, ...rows]), caption(payload)].join("\n");
  },
  table(payload) {
    const { rowName, columnName, lang } = payload;
    const corner = rowName && columnName ? `${rowName} ↓ ${columnName} →` : rowName || sayMatrix(lang)("row");
    return {
      columns: [corner, ...payload.columns],
      rows: payload.rows.map((name, r) => [name, ...(payload.values[r] ?? [])]),
    };
  },
  start: () => ({}),
  parts: (payload) =>
    payload.rows.flatMap((_, r) => payload.columns.map((_, c) => ({ id: cellId(r, c), label: told(payload, r, c) }))),
  beside({ rows }, part, direction) {
    const place = placeOf(part);
    if (!place) return null;
    const row = place[0] + (direction === "down" ? 1 : -1);
    return row < 0 || row >= rows.length ? part : cellId(row, place[1]);
  },
  draw: ({ payload, env }) => ({
    graphic: scene(payload, env),
    below: [key(payload)],
    hint: sayMatrix(payload.lang)("hint"),
  }),
});
