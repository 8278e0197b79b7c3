import { GradbookError } from "../errors";
import { Random } from "./random";
import { Table } from "./table";

/** A point of the plane and its class. */
export type Point = { readonly x1: number; readonly x2: number; readonly label: number };

/** What all generators of points take. */
export interface PointsOptions {
  /** Points of each class. Default 100. */
  readonly points?: number;
  /** Standard deviation of the normal noise added to both coordinates. */
  readonly noise?: number;
  /** The same seed gives the same points. Default 0. */
  readonly seed?: number;
}

function generate(
  name: string,
  classes: number,
  options: PointsOptions,
  noise: number,
  place: (label: number, share: number, rng: Random) => readonly [number, number],
): Table<Point> {
  const count = options.points ?? 100;
  if (!Number.isInteger(count) || count < 1)
    throw new GradbookError(`${name}: points is ${count}; give a whole number of 1 or more.`);
  if (!Number.isInteger(classes) || classes < 1)
    throw new GradbookError(`${name}: classes is ${classes}; give a whole number of 1 or more.`);
  const rng = new Random(options.seed ?? 0);
  const spread = options.noise ?? noise;
  const rows: Point[] = [];
  for (let label = 0; label < classes; label++) {
    for (let i = 0; i < count; i++) {
      const [x1, x2] = place(label, count === 1 ? 0 : i / (count - 1), rng);
      rows.push({ x1: x1 + rng.normal(0, spread), x2: x2 + rng.normal(0, spread), label });
    }
  }
  return new Table(rng.shuffle(rows)).asClasses("label");
}

/**
 * Arms of a spiral, one a class, wound around each other within radius 1: no straight line parts them.
 *
 * @example
 * spirals({ points: 50, classes: 3, seed: 1 }).length; // -> 150
 */
export function spirals(
  options: PointsOptions & {
    /** Arms. Default 2. */ readonly classes?: number;
    /** Turns of an arm. Default 1. */ readonly turns?: number;
  } = {},
): Table<Point> {
  const { classes = 2, turns = 1 } = options;
  return generate("spirals", classes, options, 0.02, (label, share) => {
    const radius = 0.05 + 0.95 * share;
    const angle = 2 * Math.PI * (turns * share + label / classes);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** Four clouds at the corners of a square; opposite corners share a class: XOR with noise. Default noise 0.15. */
export function xor(options: PointsOptions = {}): Table<Point> {
  return generate("xor", 2, options, 0.15, (label, _, rng) => {
    const first = rng.bool();
    return [first ? 1 : 0, first === (label === 1) ? 0 : 1];
  });
}

/** Two half circles that reach into each other. Default noise 0.1. */
export function moons(options: PointsOptions = {}): Table<Point> {
  return generate("moons", 2, options, 0.1, (label, share) => {
    const angle = Math.PI * share;
    return label === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
  });
}

/** Rings around each other, class 0 outside at radius 1. Default noise 0.05; `ratio` of the radii 0.5. */
export function circles(options: PointsOptions & { readonly ratio?: number } = {}): Table<Point> {
  return generate("circles", 2, options, 0.05, (label, share) => {
    const radius = label === 0 ? 1 : (options.ratio ?? 0.5);
    const angle = 2 * Math.PI * share;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** Round clouds around `centres` (default: three on a circle of radius 1). Default noise 0.25. */
export function blobs(
  options: PointsOptions & { readonly centres?: readonly (readonly [number, number])[] } = {},
): Table<Point> {
  const third = (2 * Math.PI) / 3;
  const centres = options.centres ?? [0, 1, 2].map((k) => [Math.cos(k * third), Math.sin(k * third)] as const);
  return generate("blobs", centres.length, options, 0.25, (label) => centres[label] ?? [0, 0]);
}
