import { GradbookError } from "../errors";
import { Figure } from "./figure";
import { language } from "./language";
import { listOf, type Numbers } from "./numbers";

/** The points of one line. */
export interface LinePoints {
  readonly x: Numbers;
  readonly y: Numbers;
}

export interface LinesOptions {
  /** The points of each line, by its name. At most 6 lines of 500 points. */
  series: Readonly<Record<string, LinePoints>>;
  xName?: string;
  yName?: string;
  /** Equal distances along x are equal factors; all x must then be positive. Default false. */
  xLog?: boolean;
  yLog?: boolean;
  title?: string;
}

/**
 * One quantity against another: points joined by lines, on plain or logarithmic axes. On two logarithmic axes a power law
 * y = c · x^k is a straight line of slope k.
 *
 * Throws a GradbookError for lists of unequal length, for what is not finite, and for a number that is not positive on a
 * logarithmic axis.
 *
 * @example
 * show.lines({ series: { squares: { x: [1, 2, 4], y: [1, 4, 16] } }, xLog: true, yLog: true }).kind; // -> "lines"
 */
export function lines(options: LinesOptions): Figure<[LinesOptions]> {
  return new Figure("lines", linesPayload, [options]);
}

/** The payload of `lines`. */
export function linesPayload(options: LinesOptions): object {
  const { series, title, xName, yName, xLog = false, yLog = false } = options;
  const entries = Object.entries(series);
  if (entries.length < 1 || entries.length > 6)
    throw new GradbookError(`show.lines: ${entries.length} lines; give 1 to 6 as { name: { x, y } }.`);
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(xName === undefined ? {} : { xName }),
    ...(yName === undefined ? {} : { yName }),
    xLog,
    yLog,
    series: entries.map(([name, points]) => {
      const [x, y] = [axis(points.x, `'${name}', x`, xLog), axis(points.y, `'${name}', y`, yLog)];
      if (x.length !== y.length)
        throw new GradbookError(`show.lines: '${name}' has ${x.length} x, but ${y.length} y; each point needs both.`);
      return { name, x, y };
    }),
  };
}

function axis(values: Numbers, who: string, log: boolean): number[] {
  const list = listOf(values, `show.lines: ${who}`);
  if (list.length < 1 || list.length > 500)
    throw new GradbookError(`show.lines: ${who} has ${list.length} numbers; 1 to 500 can be drawn.`);
  const wrong = list.findIndex((value) => !Number.isFinite(value) || (log && value <= 0));
  // Readers compare what they read here with numbers in the text: counts stay whole.
  if (wrong < 0) return list.map((value) => Number(value.toPrecision(7)));
  throw new GradbookError(
    `show.lines: ${who}: number ${wrong} is ${list[wrong]}; ${log ? "a logarithmic axis needs numbers above 0" : "it must be finite"}.`,
  );
}
