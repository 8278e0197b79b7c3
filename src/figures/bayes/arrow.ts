import { curveBasis, line as lineOf } from "d3-shape";
import type { Point } from "./arrange";

const curved = lineOf<Point>(
  ({ x }) => x,
  ({ y }) => y,
).curve(curveBasis);

const turnAt = (from: Point, to: Point): string =>
  ((Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI).toFixed(1);

/** An arrow's path, where and how its head stands, and where a word beside it has room. */
export function ends(
  points: readonly Point[],
  stacked: boolean,
): { path: string; end: Point; turn: string; place: Point } {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const start = points[0] ?? end;
  const middle = points[Math.floor(points.length / 2)] ?? end;
  return {
    path: curved([...points]) ?? "",
    end,
    turn: turnAt(points.at(-2) ?? start, end),
    place: stacked ? { x: Math.max(28, middle.x), y: ((points[1]?.y ?? 0) + (points[2]?.y ?? 0)) / 2 } : middle,
  };
}
