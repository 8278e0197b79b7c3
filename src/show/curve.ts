import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { gap, listOf, solid } from "./numbers";

export type Function1 = (x: number) => number;

export interface CurveOptions {
  /** The function, or several by name. */
  f: Function1 | Readonly<Record<string, Function1>>;
  /** From where to where it is drawn. */
  domain: readonly [number, number];
  /** The x of a point that moves on the (first) curve, step by step; or several paths by name. */
  path?: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>;
  /** The slope; left out, it is measured from f. */
  slope?: Function1;
  /** With it the figure tells each step: x - learningRate * slope. */
  learningRate?: number;
  title?: string;
  xName?: string;
  yName?: string;
  /** Whether the point starts to roll by itself. Default true, where the reader's settings allow motion. */
  autoplay?: boolean;
  /** How many points are computed of the curve; default 241. */
  samples?: number;
}

/**
 * A curve, and a point that rolls down it by its slope.
 *
 * @example
 * const figure = show.curve({ f: (x) => x * x, domain: [-2, 2], path: [1.6, 0.8, 0.4, 0.2] });
 * figure.kind; // -> "curve"
 */
export function curve(options: CurveOptions): Figure<[CurveOptions]> {
  return new Figure("curve", curvePayload, [options]);
}

/** The payload of `curve`. */
export function curvePayload(options: CurveOptions): object {
  const { f, domain, path = [], samples = 241, title, xName, yName, learningRate, autoplay = true } = options;
  const functions = typeof f === "function" ? { "": f } : f;
  const [first] = Object.values(functions);
  if (typeof first !== "function")
    throw new GradbookError("show.curve: f must be a function of one number, as in { f: (x) => x * x }");
  const [low, high] = domain ?? [];
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new GradbookError("show.curve: domain must be two numbers, the smaller first, as in { domain: [-2, 2] }");
  }
  const paths = isList(path) ? (path.length ? { "": path } : {}) : path;
  const [from, to] = widened(low, high, Object.values(paths));
  const x = Array.from({ length: samples }, (_, i) => solid(from + ((to - from) * i) / (samples - 1)));
  const step = (high - low) * 1e-4;
  const slope = options.slope ?? ((at: number) => (first(at + step) - first(at - step)) / (2 * step));
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(xName === undefined ? {} : { xName }),
    ...(yName === undefined ? {} : { yName }),
    x,
    curves: Object.entries(functions).map(([name, one]) => ({ name, y: x.map((value) => gap(one(value))) })),
    paths: Object.entries(paths).map(([name, xs]) => ({
      name,
      points: listOf(xs, "show.curve path")
        .slice(0, 1_000)
        .map((at) => ({ x: solid(at), y: solid(first(at)), slope: solid(slope(at)) })),
      ...(learningRate === undefined ? {} : { learningRate }),
    })),
    autoplay,
  };
}

const isList = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) ||
  ArrayBuffer.isView(value) ||
  typeof (value as { toTypedArray?: unknown } | null)?.toTypedArray === "function";

// A path that leaves the domain a little is followed; one that runs away must not make the curve a dot.
function widened(low: number, high: number, paths: readonly ArrayLike<number>[]): [number, number] {
  const room = (high - low) * 0.2;
  const all = paths.flatMap((path) => listOf(path, "show.curve path")).filter(Number.isFinite);
  const least = all.reduce((a, b) => Math.min(a, b), low);
  const most = all.reduce((a, b) => Math.max(a, b), high);
  return [Math.max(low - room, least), Math.min(high + room, most)];
}
