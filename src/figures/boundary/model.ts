import { short } from "../core/format";
import { sayShared } from "../core/words";
import type { BoundaryPayload, DecisionLine, Regions } from "./payload";
import { sayBoundary } from "./words";

export type Frame = BoundaryPayload["frames"][number];

export const className = ({ classNames }: BoundaryPayload, i: number): string => classNames[i] ?? String(i);

/** What a frame's model answers at a place: a line by its sign, regions by their nearest grid point. */
export function answerAt({ domain }: BoundaryPayload, frame: Frame | undefined, x: number, y: number): number | null {
  if (frame?.line) return lineAnswer(frame.line, x, y);
  if (frame?.regions) return regionAnswer(frame.regions, domain, x, y);
  return null;
}

const lineAnswer = ({ weights, bias }: DecisionLine, x: number, y: number): number =>
  weights[0] * x + weights[1] * y + bias > 0 ? 1 : 0;

function regionAnswer(
  { columns, rows, winner }: Regions,
  { x: xs, y: ys }: BoundaryPayload["domain"],
  x: number,
  y: number,
): number {
  const near = (value: number, [low, high]: readonly [number, number], n: number): number =>
    Math.max(0, Math.min(n - 1, Math.round(((value - low) / (high - low)) * (n - 1))));
  return parseInt(winner[near(y, ys, rows) * columns + near(x, xs, columns)] ?? "0", 36);
}

/** How many points are answered right. */
export function hits(payload: BoundaryPayload, frame: Frame | undefined): { right: number; total: number } | null {
  if (!frame?.line && !frame?.regions) return null;
  const { points } = payload;
  const right = points.x.filter((x, i) => answerAt(payload, frame, x, points.y[i] ?? 0) === points.class[i]).length;
  return { right, total: points.x.length };
}

export function frameName(payload: BoundaryPayload): (frame: number) => string {
  return (frame) => {
    const label = payload.frames[frame]?.label;
    if (label) return label;
    if (payload.unit === "frame") return sayShared(payload.lang)("of", { n: frame + 1, total: payload.frames.length });
    return sayBoundary(payload.lang)(payload.unit, { n: frame });
  };
}

/** "Point 3 (training): x₁ = 1.2, x₂ = 3, class Gentoo; the model answers Adelie (wrong)". */
export function tellPoint(payload: BoundaryPayload, frame: Frame | undefined, i: number): string {
  const say = sayBoundary(payload.lang);
  const { points, featureNames } = payload;
  const [x, y, c] = [points.x[i] ?? 0, points.y[i] ?? 0, points.class[i] ?? 0];
  const split = say(points.validation.includes(i) ? "validation" : "train");
  const here = say("point", {
    n: i + 1,
    split,
    x: featureNames[0],
    y: featureNames[1],
    vx: short(x),
    vy: short(y),
    name: className(payload, c),
  });
  const answer = answerAt(payload, frame, x, y);
  if (answer === null) return here;
  return here + say("answered", { name: className(payload, answer) }) + say(answer === c ? "right" : "wrong");
}

/** "0.5·x₁ − 1.2·x₂ + 0.1 = 0", and how many points are right. */
export function tellFrame(payload: BoundaryPayload, frame: Frame | undefined): string {
  const say = sayBoundary(payload.lang);
  const counted = hits(payload, frame);
  const sentence = counted ? say("hits", counted) : "";
  if (!frame?.line) return sentence;
  const [x, y] = payload.featureNames;
  const bracket = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));
  const { weights, bias } = frame.line;
  return `${say("line", { a: bracket(weights[0]), b: bracket(weights[1]), c: bracket(bias), x, y })}\n${sentence}`;
}

/** Which points the keyboard stops at: all where they are few, else some of every class. */
export function stops({ points }: BoundaryPayload, most = 60): number[] {
  const n = points.x.length;
  if (n <= most) return points.x.map((_, i) => i);
  return Array.from({ length: most }, (_, k) => Math.round((k * (n - 1)) / (most - 1)));
}
