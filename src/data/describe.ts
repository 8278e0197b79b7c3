import { compareCells, typeOfColumn } from "./cell";
import type { Cell, Row } from "./cell";

/** The value below which a share of sorted numbers lies, interpolated between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const [a, b] = [sorted[low] ?? NaN, sorted[Math.min(low + 1, sorted.length - 1)] ?? NaN];
  return a + (b - a) * (at - low);
}

function commonest(values: readonly Cell[]): Cell {
  const counts = new Map<Cell, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || compareCells(a, b))[0]?.[0] ?? null;
}

/** One column in numbers. The standard deviation divides by n - 1. */
export function describeColumn(name: string, values: readonly Cell[]): Row {
  const present = values.filter((value) => value !== null);
  const type = typeOfColumn(values);
  const row = { column: name, type, missing: values.length - present.length, distinct: new Set(present).size };
  const none = { mean: null, deviation: null, least: null, median: null, greatest: null };
  if (type !== "number") return { ...row, ...none, commonest: commonest(present) };
  const numbers = (present as number[]).toSorted((a, b) => a - b);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : null;
  return {
    ...row,
    mean,
    deviation,
    least: numbers[0] ?? null,
    median: quantile(numbers, 0.5),
    greatest: numbers.at(-1) ?? null,
    commonest: null,
  };
}
