import { textWidth } from "../core/format";
import { shownUnits, type NetworkPayload } from "./payload";

export interface Place {
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly columns: readonly {
    readonly x: number;
    readonly units: number;
    readonly places: readonly Place[];
    readonly gap: number | null;
  }[];
  readonly left: number;
  readonly right: number;
}

const top = 40;
const bottom = 40;
const narrowest = 44;

/** Where the units stand: columns from left to right, each in the middle of the height. */
export function layout(payload: NetworkPayload, width: number): Layout {
  const sizes = [payload.inputs.units, ...payload.layers.map(({ units }) => units)];
  const columnsShown = sizes.map(shownUnits);
  const rows = Math.max(...columnsShown.map((units, i) => units.length + ((sizes[i] ?? 0) > units.length ? 1 : 0)), 1);
  const pitch = rows > 12 ? 28 : rows > 8 ? 30 : rows > 4 ? 38 : 46;
  const height = Math.max(150, top + bottom + rows * pitch);
  const radius = Math.min(17, pitch * 0.4);
  const most = width < 420 ? 74 : 128;
  const side = (names: readonly string[] | undefined, units: readonly number[]): number =>
    Math.min(most, Math.max(34, ...units.map((unit) => textWidth(names?.[unit] ?? `x${unit + 1}`, 12) + radius + 12)));
  const left = side(payload.inputs.names, columnsShown[0] ?? []);
  const right = side(payload.outputs.names, columnsShown.at(-1) ?? []);
  const step = Math.max(narrowest, (width - left - right) / Math.max(1, sizes.length - 1));
  const columns = columnsShown.map((units, i) => {
    const n = sizes[i] ?? 0;
    const folded = n > units.length;
    const slots = units.length + (folded ? 1 : 0);
    const start = top + (height - top - bottom - slots * pitch) / 2 + pitch / 2;
    const x = left + i * step;
    const places = units.map((unit, k) => ({ unit, x, y: start + pitch * (folded && k >= 8 ? k + 1 : k) }));
    return { x, units: n, places, gap: folded ? start + pitch * 8 : null };
  });
  return { width: Math.max(width, left + right + step * (sizes.length - 1)), height, radius, columns, left, right };
}
