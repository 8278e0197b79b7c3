import { h, type VNode } from "../core/h";

/** One shape a class: circle, square, triangle, diamond, plus, triangle down, star. */
const shapes: readonly ((r: number) => string)[] = [
  (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r) => `M${-r * 0.9} ${-r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}z`,
  (r) => `M0 ${-r * 1.25}L${r * 1.15} ${r * 0.8}H${-r * 1.15}z`,
  (r) => `M0 ${-r * 1.3}L${r * 1.3} 0L0 ${r * 1.3}L${-r * 1.3} 0z`,
  (r) =>
    `M${-r * 0.4} ${-r * 1.2}h${r * 0.8}v${r * 0.8}h${r * 0.8}v${r * 0.8}h${-r * 0.8}v${r * 0.8}h${-r * 0.8}v${-r * 0.8}h${-r * 0.8}v${-r * 0.8}h${r * 0.8}z`,
  (r) => `M0 ${r * 1.25}L${r * 1.15} ${-r * 0.8}H${-r * 1.15}z`,
];

/** The path of a class's shape, around 0, 0. */
export function shapePath(shape: number, r: number): string {
  const raw = (shapes[shape % shapes.length] ?? shapes[0])?.(r) ?? "";
  return raw.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

export const shapeMark = (shape: number, x: number, y: number, r: number, look: object): VNode =>
  h("path", {
    d: shapePath(shape, r),
    transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`,
    ...look,
  });
