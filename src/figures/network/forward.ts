import { apply, known } from "./ops";
import type { NetworkLayer, NetworkPayload } from "./payload";

/** What went into a unit and what came out, by unit index; null where it is not known. */
export interface Column {
  /** Weights times inputs plus bias. */
  readonly sums: readonly (number | null)[] | null;
  readonly values: readonly (number | null)[] | null;
}

const complete = (layer: NetworkLayer, before: number): boolean =>
  layer.rows.length === layer.units && layer.columns.length === before && layer.weights.length === layer.units * before;

/** Whether the page has all numbers of a network, so that its inputs can be moved. */
export function computable({ inputs, layers }: NetworkPayload): boolean {
  let before = inputs.units;
  return (
    layers.length > 0 &&
    layers.every((layer) => {
      const fine = complete(layer, before) && layer.after.every(known);
      before = layer.units;
      return fine;
    })
  );
}

/** The numbers of every column for an input: the input itself, then layer by layer. */
export function forward(payload: NetworkPayload, input: readonly number[] | null): Column[] {
  const live = input && computable(payload);
  let now: number[] = [...(input ?? [])];
  const first: Column = { sums: null, values: input ? spread(payload.inputs.rows, input, payload.inputs.units) : null };
  const rest = payload.layers.map((layer): Column => {
    if (!live) return { sums: null, values: layer.values ? spread(layer.rows, layer.values, layer.units) : null };
    const sums = layer.rows.map((_, row) => {
      let sum = layer.bias?.[row] ?? 0;
      for (let i = 0; i < now.length; i++) sum += (layer.weights[row * now.length + i] ?? 0) * (now[i] ?? 0);
      return sum;
    });
    now = layer.after.reduce((values, operation) => apply(operation, values), sums);
    return { sums, values: now };
  });
  return [first, ...rest];
}

function spread(
  rows: readonly number[] | undefined,
  values: readonly (number | null)[],
  units: number,
): (number | null)[] {
  if (!rows) return [...values];
  const out: (number | null)[] = [];
  rows.forEach((row, i) => (out[row] = values[i] ?? null));
  out.length = Math.min(units, Math.max(out.length, 1));
  return out;
}

/** The weight from unit `from` of the column before to unit `to` of a layer, or null where it is not in the payload. */
export function weightAt({ rows, columns, weights }: NetworkLayer, to: number, from: number): number | null {
  const row = rows.indexOf(to);
  const column = columns.indexOf(from);
  return row < 0 || column < 0 ? null : (weights[row * columns.length + column] ?? null);
}
