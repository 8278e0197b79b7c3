import { short } from "../core/format";
import type { CurvePayload } from "./payload";
import { sayCurve } from "./words";

export type Path = CurvePayload["paths"][number];
export type Point = Path["points"][number];

/** How many frames there are: the longest path's points. */
export const total = ({ paths }: CurvePayload): number => Math.max(0, ...paths.map(({ points }) => points.length));

/** A path's point in a frame; a path that has ended stays where it ended. */
export const pointAt = (path: Path, frame: number): Point =>
  path.points[Math.min(frame, path.points.length - 1)] ?? { x: 0, y: 0, slope: 0 };

/** "step 3 of 8: x = 1.2, f(x) = 1.44, slope 2.4. Next x = 1.2 − 0.1 × (2.4) = 0.96." */
export function told(payload: CurvePayload, path: Path, frame: number): string {
  const say = sayCurve(payload.lang);
  const { x, y, slope } = pointAt(path, frame);
  const n = Math.min(frame, path.points.length - 1);
  const numbers = { n, x: payload.xName, y: payload.yName, vx: short(x), vy: short(y), slope: short(slope) };
  const here = (path.name ? `${path.name}: ` : "") + say("at", numbers);
  const rate = path.learningRate;
  if (rate === undefined) return here;
  return `${here} ${say("next", { ...numbers, rate: short(rate), to: short(x - rate * slope) })}`;
}

/** Where the keyboard stops on curves without a path. */
export function stops({ x }: CurvePayload, most = 41): number[] {
  const n = Math.min(most, x.length);
  return Array.from({ length: n }, (_, i) => Math.round((i * (x.length - 1)) / Math.max(1, n - 1)));
}

/** The values of all curves at a sample. */
export function valuesAt({ x, curves, xName, yName }: CurvePayload, i: number): string {
  const values = curves.map(({ name, y }) => `${name || yName} = ${short(y[i])}`);
  return `${xName} = ${short(x[i])}: ${values.join(", ")}`;
}
