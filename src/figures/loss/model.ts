import { category, dashes } from "../core/style";
import { short } from "../core/format";
import { sayShared } from "../core/words";
import type { LossPayload } from "./payload";
import { quantityName, sayLoss } from "./words";

export interface LossState {
  readonly quantity: string;
  readonly log: boolean;
  /** Plotly has been loaded: it draws the live plot. */
  readonly plotly: boolean;
}

/** One line to draw, with its name and its look; runs differ by colour, splits by dash. */
export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly colour: string;
  readonly dash: string;
  readonly width: number;
  readonly marker: boolean;
}

/** The quantities of a payload, loss first. */
export function quantities(payload: LossPayload): string[] {
  const names = new Set(payload.runs.flatMap((run) => run.series.map(({ quantity }) => quantity)));
  if (payload.guess) names.add(payload.guess.quantity);
  return [...names].sort((a, b) => Number(b === "loss") - Number(a === "loss"));
}

/** A line's name: its run where there are several, its split where that tells them apart. */
function nameOf({ runs, lang }: LossPayload, i: number, split: "train" | "validation"): string {
  const say = sayLoss(lang);
  const run = runs[i]?.name || (runs.length > 1 ? `${say("run")} ${i + 1}` : "");
  const held = runs.some(({ series }) => series.some((one) => one.split === "validation"));
  return [run, held || !run ? say(split) : ""].filter(Boolean).join(" · ");
}

/** The lines of one quantity. */
export function linesOf(payload: LossPayload, quantity: string): Line[] {
  const say = sayLoss(payload.lang);
  const several = payload.runs.length > 1;
  const lines = payload.runs.flatMap((run, i) =>
    run.series
      .filter((one) => one.quantity === quantity)
      .map((one): Line => {
        const held = one.split === "validation";
        return {
          name: nameOf(payload, i, one.split),
          x: one.x,
          y: one.y,
          colour: several ? category(i) : category(held ? 1 : 0),
          dash: held ? "7 4" : "",
          // The first of several is wide, so that one that lies on it shows both.
          width: several && i === 0 ? 4.5 : 2,
          marker: one.x.length < 2,
        };
      }),
  );
  const { guess } = payload;
  if (guess?.quantity === quantity) {
    const name = guess.name ?? say("guess");
    lines.push({ name, x: guess.x, y: guess.y, colour: category(3), dash: dashes[2], width: 2.5, marker: false });
  }
  return lines;
}

/** The places on the x axis that a keyboard walk stops at: all where they are few, else a thinned sixty. */
export function stops(payload: LossPayload, most = 60): number[] {
  const all = new Set<number>();
  for (const run of payload.runs) for (const { x } of run.series) for (const value of x) all.add(value);
  const sorted = [...all].sort((a, b) => a - b);
  if (sorted.length <= most) return sorted;
  return Array.from({ length: most }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (most - 1))] ?? 0);
}

/** The value of a line at x, or at the nearest point before it. */
export function valueAt(line: Pick<Line, "x" | "y">, x: number): number | null {
  let value: number | null = null;
  for (let i = 0; i < line.x.length; i++) {
    if ((line.x[i] ?? 0) > x) break;
    value = line.y[i] ?? null;
  }
  return value;
}

/** "epoch 12: training 0.31, validation 0.35", for every quantity. */
export function told(payload: LossPayload, x: number): string {
  const say = sayLoss(payload.lang);
  const punctuation = sayShared(payload.lang);
  const listed = quantities(payload).map((quantity) => {
    const values = linesOf(payload, quantity).map((line) => `${line.name} ${short(valueAt(line, x), 4)}`);
    return `${quantityName(quantity, payload.lang)}${payload.lang === "zh" ? "：" : ": "}${values.join(punctuation("comma"))}`;
  });
  return say("at", { unit: say(payload.unit), x: short(x, 6), values: listed.join(punctuation("semicolon")) });
}

/** Marks of a run: where it was best, where it stopped. */
export function marksOf(payload: LossPayload): { x: number; label: string }[] {
  const say = sayLoss(payload.lang);
  const several = payload.runs.length > 1;
  return payload.runs.flatMap((run, i) =>
    run.events.map(({ kind, x, label }) => {
      const text = label ?? (kind === "note" ? "" : say(kind, { x: short(x, 6) }));
      return { x, label: several ? `${run.name || i + 1}: ${text}` : text };
    }),
  );
}

/** How high a live plot is on a page of a width. */
export const plotHeight = (width: number): number => Math.round(Math.max(250, Math.min(360, width * 0.55)));
