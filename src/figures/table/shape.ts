import { h, type VNode } from "../core/h";
import { ink } from "../core/style";

const most = 6;
const side = 8;

/** A shape as it is written: [2, 3]; a single number is []. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** The cells of an array, drawn: a row, a grid, or grids behind each other; long sides are cut, and end open. */
export function shapeGlyph(shape: readonly number[]): VNode {
  const [columns = 1, rows = 1, ...outer] = [...shape].reverse();
  const depth = outer.reduce((a, b) => a * b, 1);
  const [across, down, behind] = [Math.min(columns, most), Math.min(rows, most), Math.min(depth, 3)];
  const shift = 4;
  const width = across * side + (behind - 1) * shift + (columns > most ? 9 : 1);
  const height = down * side + (behind - 1) * shift + (rows > most ? 9 : 1);
  const sheets = Array.from({ length: behind }, (_, k) => {
    const x0 = (behind - 1 - k) * shift;
    const y0 = k * shift + 0;
    const cells = Array.from({ length: across * down }, (_, i) =>
      h("rect", {
        x: x0 + (i % across) * side + 0.5,
        y: y0 + Math.floor(i / across) * side + 0.5,
        width: side - 1,
        height: side - 1,
        rx: 1.5,
        fill: k === behind - 1 ? ink.positive : ink.bg,
        "fill-opacity": k === behind - 1 ? 0.35 : 1,
        stroke: ink.positive,
        "stroke-width": 1,
      }),
    );
    return h("g", {}, cells);
  });
  const dots = (x: number, y: number, dx: number, dy: number): VNode[] =>
    [0, 1, 2].map((i) => h("circle", { cx: x + dx * i * 2.6, cy: y + dy * i * 2.6, r: 0.9, fill: ink.muted }));
  const more = [
    ...(columns > most ? dots(across * side + (behind - 1) * shift + 2, height / 2, 1, 0) : []),
    ...(rows > most ? dots(width / 2, down * side + (behind - 1) * shift + 2, 0, 1) : []),
  ];
  return h(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "gb-shape" },
    sheets,
    more,
  );
}
