import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { isTensor, listOf, rowsOf, solid, type Matrix, type Numbers } from "./numbers";
import { ask, askNet, type Answers, type PlaneNet, type Predict } from "./predict";

/** A decision line: w1 x1 + w2 x2 + bias = 0; where it is positive the answer is class 1. */
export interface LineLike {
  readonly weights: ArrayLike<number>;
  readonly bias: number;
  readonly label?: string;
}

export interface BoundaryOptions {
  /** The points, a row of two numbers each; `x` is the same. */
  points?: Matrix;
  x?: Matrix;
  /** The class of each point, as a number or a name; `y` is the same. */
  labels?: Numbers | readonly string[];
  y?: Numbers | readonly string[];
  /** More points, which the model did not learn from: drawn hollow. */
  validation?: {
    readonly points?: Matrix;
    readonly x?: Matrix;
    readonly labels?: Numbers | readonly string[];
    readonly y?: Numbers | readonly string[];
  };
  classNames?: readonly string[];
  featureNames?: readonly [string, string];
  /** How the plane is divided: a network, or a function of points that answers a class, a score, or scores of each class. */
  net?: PlaneNet;
  predict?: Predict;
  /** Or a line that moves step by step. */
  lines?: readonly LineLike[];
  /** Or several divisions to step through. */
  frames?: readonly { readonly label?: string; readonly net?: PlaneNet; readonly predict?: Predict }[];
  title?: string;
  /** From and to of both axes; default: the points with room around. */
  domain?: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  /** Grid points along each side; default 56. */
  resolution?: number;
  /** Whether lines and frames start to play by themselves. Default true. */
  autoplay?: boolean;
}

const mostPoints = 2_000;
const mostFrames = 300;

/**
 * Points of a plane in classes, and how a model divides the plane: by a moving line, or in regions.
 *
 * @example
 * const points = [[0, 0], [0, 1], [1, 0], [1, 1]];
 * show.boundary({ points, labels: [0, 1, 1, 0], predict: (ps) => ps.map(([a = 0, b = 0]) => Number(a > 0.5 !== b > 0.5)) }).kind; // -> "boundary"
 */
export function boundary(options: BoundaryOptions): Figure<[BoundaryOptions]> {
  return new Figure("boundary", boundaryPayload, [options]);
}

/** The payload of `boundary`. */
export function boundaryPayload(options: BoundaryOptions): object {
  const train = pointsOf(options, options);
  const held = options.validation ? pointsOf(options.validation, options) : { rows: [], labels: [] };
  const rows = [...train.rows, ...held.rows];
  const raw = [...train.labels, ...held.labels];
  const { classes, names } = classesOf(raw, options.classNames);
  const domain = options.domain ?? domainOf(rows);
  const keep = thinnedRows(rows.length);
  const resolution = Math.max(8, Math.min(100, Math.round(options.resolution ?? 56)));
  const frames = framesOf(options, domain, resolution);
  return {
    lang: language(),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.featureNames ? { featureNames: options.featureNames } : {}),
    classNames: names,
    domain: { x: domain.x.map(solid), y: domain.y.map(solid) },
    points: {
      x: keep.map((i) => solid(rows[i]?.[0])),
      y: keep.map((i) => solid(rows[i]?.[1])),
      class: keep.map((i) => classes[i] ?? 0),
      validation: keep.flatMap((i, k) => (i >= train.rows.length ? [k] : [])),
    },
    frames,
    ...(options.lines ? { unit: "step" } : {}),
    autoplay: frames.length > 1 && (options.autoplay ?? true),
  };
}

type Labels = (number | string)[];

function pointsOf(
  source: Pick<BoundaryOptions, "points" | "x" | "labels" | "y">,
  whole: BoundaryOptions,
): { rows: number[][]; labels: Labels } {
  const given = source.points ?? source.x;
  if (given === undefined) {
    if (source === whole && (whole.net || whole.predict || whole.lines || whole.frames) && whole.domain)
      return { rows: [], labels: [] };
    throw new GradbookError("show.boundary: give the points, as in { points: [[0, 1], [2, 3]], labels: [0, 1] }");
  }
  const rows = rowsOf(given, "show.boundary");
  const bad = rows.find((row) => row.length !== 2);
  if (bad)
    throw new GradbookError(
      `show.boundary: a point of a plane has 2 numbers, got one with ${bad.length}; choose two columns`,
    );
  const answers = source.labels ?? source.y;
  if (answers === undefined) return { rows, labels: rows.map(() => 0) };
  const labels: Labels =
    !isTensor(answers) && typeof answers[0] === "string"
      ? Array.from(answers as readonly string[])
      : listOf(answers, "show.boundary labels");
  if (labels.length !== rows.length)
    throw new GradbookError(`show.boundary: ${rows.length} points, but ${labels.length} labels`);
  return { rows, labels };
}

/** Classes as whole numbers from 0: names count in the order of `classNames`, else as they appear; -1 and 1 become 0 and 1. */
function classesOf(labels: Labels, given: readonly string[] | undefined): { classes: number[]; names: string[] } {
  if (labels.some((label) => typeof label === "string")) {
    const names = given ? [...given] : [...new Set(labels.map(String))];
    return { classes: labels.map((label) => Math.max(0, names.indexOf(String(label)))), names: names.slice(0, 36) };
  }
  const numbers = labels.map(Number);
  const signs = numbers.some((n) => n < 0);
  const classes = numbers.map((n) => Math.max(0, Math.min(35, Math.round(signs ? Number(n > 0) : n))));
  const count = Math.max(1, ...classes.map((c) => c + 1));
  return {
    classes,
    names: Array.from({ length: Math.max(count, given?.length ?? 0) }, (_, i) => given?.[i] ?? String(i)).slice(0, 36),
  };
}

function domainOf(rows: readonly number[][]): { x: [number, number]; y: [number, number] } {
  const side = (k: number): [number, number] => {
    const values = rows.map((row) => row[k] ?? 0).filter(Number.isFinite);
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const room = (high - low) * 0.12 || 1;
    return low > high ? [-1, 1] : [low - room, high + room];
  };
  return { x: side(0), y: side(1) };
}

const thinnedRows = (n: number): number[] =>
  n <= mostPoints
    ? Array.from({ length: n }, (_, i) => i)
    : Array.from({ length: mostPoints }, (_, k) => Math.round((k * (n - 1)) / (mostPoints - 1)));

type Domain = NonNullable<BoundaryOptions["domain"]>;

function framesOf(options: BoundaryOptions, domain: Domain, resolution: number): object[] {
  const { lines, frames, net, predict } = options;
  if (lines) {
    const step = Math.max(1, Math.ceil(lines.length / mostFrames));
    return lines
      .filter((_, i) => i % step === 0 || i === lines.length - 1)
      .map(({ weights, bias, label }) => ({
        line: { weights: [solid(weights[0]), solid(weights[1])], bias: solid(bias) },
        ...(label === undefined ? {} : { label }),
      }));
  }
  if (frames) {
    return frames.slice(0, mostFrames).map((frame) => ({
      ...(frame.label === undefined ? {} : { label: frame.label }),
      ...regionsOf(frame, domain, resolution),
    }));
  }
  return net || predict
    ? [regionsOf({ ...(net ? { net } : {}), ...(predict ? { predict } : {}) }, domain, resolution)]
    : [];
}

function regionsOf({ net, predict }: { net?: PlaneNet; predict?: Predict }, { x, y }: Domain, n: number): object {
  const points: number[][] = [];
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      points.push([x[0] + ((x[1] - x[0]) * column) / (n - 1), y[0] + ((y[1] - y[0]) * row) / (n - 1)]);
    }
  }
  const answers: Answers | null = net ? askNet(net, points) : predict ? ask(predict, points) : null;
  if (!answers) return {};
  const letter = (value: number): string => Math.max(0, Math.min(35, Math.round(value))).toString(36);
  return {
    regions: {
      columns: n,
      rows: n,
      winner: answers.winner.map(letter).join(""),
      margin: answers.margin.map((m) => letter(m * 35)).join(""),
    },
  };
}
