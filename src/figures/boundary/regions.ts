import type { DecisionLine, Regions } from "./payload";

type Point = readonly [number, number];
/** Places on the page of the grid's columns and rows. */
export interface Grid {
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
}

/** Surfaces of one class at one level of sureness, and the lines between classes, as SVG path data. */
export interface Surfaces {
  readonly fills: readonly { readonly winner: number; readonly level: number; readonly d: string }[];
  readonly borders: string;
}

const levels = 6;
const digit = (text: string, i: number): number => parseInt(text[i] ?? "0", 36);
const at = (n: number): string => String(Math.round(n * 10) / 10);
const levelOf = (margin: number): number => Math.min(levels - 1, Math.floor((margin * levels) / 36));

/**
 * The surfaces of a grid. Squares with one answer join into bars, row by row; a square where answers meet is cut at the
 * points of its edges where the two margins are equal, so that borders are smooth lines and not stairs.
 */
export function surfaces({ columns, rows, winner, margin }: Regions, { x, y }: Grid): Surfaces {
  const fills = new Map<string, string[]>();
  const borders: string[] = [];
  const add = (key: string, d: string): void => {
    const list = fills.get(key);
    if (list) list.push(d);
    else fills.set(key, [d]);
  };
  for (let row = 0; row < rows - 1; row++) {
    let start = 0;
    let open = "";
    const close = (end: number): void => {
      if (open) add(open, `M${at(x(start))} ${at(y(row))}H${at(x(end))}V${at(y(row + 1))}H${at(x(start))}z`);
      open = "";
    };
    for (let column = 0; column < columns - 1; column++) {
      const corners = [
        row * columns + column,
        row * columns + column + 1,
        (row + 1) * columns + column + 1,
        (row + 1) * columns + column,
      ];
      const answers = corners.map((i) => digit(winner, i));
      const sure = corners.map((i) => digit(margin, i));
      const level = levelOf(sure.reduce((a, b) => a + b, 0) / 4);
      const key = answers.every((answer) => answer === answers[0]) ? `${answers[0]} ${level}` : "";
      if (key !== open) {
        close(column);
        start = column;
        open = key;
      }
      if (!key) {
        const places: Point[] = [
          [x(column), y(row)],
          [x(column + 1), y(row)],
          [x(column + 1), y(row + 1)],
          [x(column), y(row + 1)],
        ];
        cut(
          places,
          answers,
          sure,
          (answer, level, d) => add(`${answer} ${level}`, d),
          (d) => borders.push(d),
        );
      }
    }
    close(columns - 1);
  }
  const list = [...fills].map(([key, ds]) => {
    const [answer = 0, level = 0] = key.split(" ").map(Number);
    return { winner: answer, level, d: ds.join("") };
  });
  return { fills: list, borders: borders.join("") };
}

/** Cuts a square whose corners answer differently; each corner gets the piece around it. */
function cut(
  places: readonly Point[],
  answers: readonly number[],
  sure: readonly number[],
  fill: (answer: number, level: number, d: string) => void,
  border: (d: string) => void,
): void {
  const crossings: Point[] = [];
  const edges = places.map((from, i): { point: Point; crossing: boolean } => {
    const next = (i + 1) % 4;
    const to = places[next] ?? from;
    if (answers[i] === answers[next]) return { point: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], crossing: false };
    const [a, b] = [(sure[i] ?? 0) + 0.5, (sure[next] ?? 0) + 0.5];
    const share = a / (a + b);
    const point: Point = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    crossings.push(point);
    return { point, crossing: true };
  });
  const centre: Point = [
    crossings.reduce((sum, [px]) => sum + px, 0) / crossings.length,
    crossings.reduce((sum, [, py]) => sum + py, 0) / crossings.length,
  ];
  const write = (point: Point): string => `${at(point[0])} ${at(point[1])}`;
  places.forEach((corner, i) => {
    const before = edges[(i + 3) % 4];
    const after = edges[i];
    if (!before || !after) return;
    fill(
      answers[i] ?? 0,
      levelOf(sure[i] ?? 0),
      `M${write(corner)}L${write(after.point)}L${write(centre)}L${write(before.point)}z`,
    );
  });
  const [first, second] = crossings;
  if (crossings.length === 2 && first && second) border(`M${write(first)}L${write(second)}`);
  else for (const point of crossings) border(`M${write(point)}L${write(centre)}`);
}

/** Where a decision line crosses a rectangle, and the corners of the rectangle on its positive side. */
export function halfPlane(
  { weights: [w1, w2], bias }: DecisionLine,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): { ends: readonly Point[]; positive: readonly Point[] } {
  const corners: Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  const value = ([x, y]: Point): number => w1 * x + w2 * y + bias;
  const ends: Point[] = [];
  const positive: Point[] = [];
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % 4] ?? from;
    const [a, b] = [value(from), value(to)];
    if (a > 0) positive.push(from);
    if (a > 0 !== b > 0) {
      const share = a / (a - b);
      const point: Point = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
      ends.push(point);
      positive.push(point);
    }
  });
  return { ends, positive };
}
