import { h, type VNode } from "../core/h";

type Corner = readonly [number, number];

const cross = 0.4;
const arm = 1.2;
/** One shape a class, beside the circle of class 0: square, triangle, diamond, plus, triangle down; in radii. */
const polygons: readonly (readonly Corner[])[] = [
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.25],
    [1.15, 0.8],
    [-1.15, 0.8],
  ],
  [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  [
    [-cross, -arm],
    [cross, -arm],
    [cross, -cross],
    [arm, -cross],
    [arm, cross],
    [cross, cross],
    [cross, arm],
    [-cross, arm],
    [-cross, cross],
    [-arm, cross],
    [-arm, -cross],
    [-cross, -cross],
  ],
  [
    [0, 1.25],
    [1.15, -0.8],
    [-1.15, -0.8],
  ],
];

const at = (value: number): string => String(Math.round(value * 10) / 10);

/** The path of a class's shape around a place. */
export function shapePath(shape: number, x: number, y: number, r: number): string {
  const polygon = polygons[(shape % (polygons.length + 1)) - 1];
  if (!polygon) return `M${at(x - r)} ${at(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  return `M${polygon.map(([dx, dy]) => `${at(x + dx * r)} ${at(y + dy * r)}`).join("L")}z`;
}

/** A mark that can be reached and moved. */
export const shapeMark = (shape: number, x: number, y: number, r: number, look: object): VNode =>
  h("path", { d: shapePath(shape, 0, 0, r), transform: `translate(${at(x)} ${at(y)})`, ...look });
