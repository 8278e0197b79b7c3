// A line search: how far to go along a direction.

/** A function's value and slope at one place of the line, and the full gradient there. */
export interface LinePoint {
  /** How far along the direction. */
  readonly t: number;
  readonly value: number;
  readonly slope: number;
  readonly gradient: Float64Array;
}

export interface LineSearchOptions {
  /** The largest absolute element of the direction. */
  readonly largest: number;
  readonly toleranceChange: number;
  readonly maxEvaluations: number;
}

/** Enough descent, and enough of the slope gone (the two constants of Wolfe's conditions). */
const descent = 1e-4;
const curvature = 0.9;

/**
 * A step `t` along a line that fulfils the strong Wolfe conditions `f(t) <= f(0) + c1 t f'(0)` and `|f'(t)| <= c2 |f'(0)|`: first steps
 * grow until they enclose such a place, then the interval shrinks around it, by the minimum of a cubic through its ends.
 *
 * Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6; safeguards as in Mark Schmidt's minFunc, 2005.
 */
export function strongWolfe(
  start: LinePoint,
  firstStep: number,
  evaluate: (t: number) => LinePoint,
  options: LineSearchOptions,
): { point: LinePoint; evaluations: number } {
  let evaluations = 0;
  const at = (t: number): LinePoint => {
    evaluations++;
    return evaluate(t);
  };
  const bracket = enclose(start, firstStep, at, options.maxEvaluations);
  const point = bracket.length === 1 ? bracket[0] : zoom(start, bracket, at, () => evaluations, options);
  return { point, evaluations };
}

type Bracket = [LinePoint] | [LinePoint, LinePoint];

/** Two places with a good one between them, or one that is good. */
function enclose(start: LinePoint, firstStep: number, at: (t: number) => LinePoint, maxEvaluations: number): Bracket {
  let before = start;
  let point = at(firstStep);
  for (let i = 0; i < maxEvaluations; i++) {
    if (tooHigh(start, point) || (i > 1 && point.value >= before.value)) return [before, point];
    if (flatEnough(start, point)) return [point];
    if (point.slope >= 0) return [before, point];
    const [least, most] = [point.t + 0.01 * (point.t - before.t), point.t * 10];
    const next = at(cubicMinimum(before, point, least, most));
    before = point;
    point = next;
  }
  return [start, point];
}

function zoom(
  start: LinePoint,
  bracket: [LinePoint, LinePoint],
  at: (t: number) => LinePoint,
  evaluations: () => number,
  { largest, toleranceChange, maxEvaluations }: LineSearchOptions,
): LinePoint {
  let [low, high] = bracket[0].value <= bracket[1].value ? bracket : [bracket[1], bracket[0]];
  let stalled = false;
  // The first evaluation opens the search, it is not counted as one of its turns.
  while (evaluations() - 1 < maxEvaluations && Math.abs(high.t - low.t) * largest >= toleranceChange) {
    const [left, right] = [Math.min(low.t, high.t), Math.max(low.t, high.t)];
    let t = cubicMinimum(low.t <= high.t ? low : high, low.t <= high.t ? high : low, left, right);
    // A minimum close to an end, twice in a row, makes little progress: the step keeps a tenth of the interval away from it.
    const margin = 0.1 * (right - left);
    if (Math.min(right - t, t - left) >= margin) stalled = false;
    else if (!stalled && t < right && t > left) stalled = true;
    else {
      t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
      stalled = false;
    }
    const point = at(t);
    if (tooHigh(start, point) || point.value >= low.value) {
      [low, high] = low.value <= point.value ? [low, point] : [point, low];
      continue;
    }
    if (flatEnough(start, point)) return point;
    if (point.slope * (high.t - low.t) >= 0) high = low;
    low = point;
  }
  return low;
}

function tooHigh(start: LinePoint, point: LinePoint): boolean {
  return point.value > start.value + descent * point.t * start.slope;
}

function flatEnough(start: LinePoint, point: LinePoint): boolean {
  return Math.abs(point.slope) <= -curvature * start.slope;
}

/** Where the cubic through two values with their slopes is lowest, within bounds; their middle if it has no minimum. */
function cubicMinimum(a: LinePoint, b: LinePoint, least: number, most: number): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const square = d1 ** 2 - a.slope * b.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const place =
    a.t <= b.t
      ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
      : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(place, least), most);
}
