import { contiguous } from "./kernels";
import type { NDArray } from "./ndarray";
import { formatShape } from "./shape";

/** Along each dimension longer than this, only the first and last few elements are printed. */
const longest = 8;
const edge = 3;

/** The elements as text, in rows, columns aligned. */
export function formatValues(x: NDArray): string {
  const source = contiguous(x);
  if (source.size === 0) return "[]";
  const words = wordsOf(source);
  const width = Math.max(...[...words.values()].map((word) => word.length));
  const level = (dim: number, at: number, indent: string): string => {
    if (dim === source.ndim) return (words.get(at) ?? "").padStart(source.ndim === 0 ? 0 : width);
    const separator = dim === source.ndim - 1 ? ", " : `,${"\n".repeat(source.ndim - 1 - dim)}${indent} `;
    const parts = shownIndices(source.shape[dim]).map((i) =>
      i < 0 ? "..." : level(dim + 1, at + i * source.strides[dim], `${indent} `),
    );
    return `[${parts.join(separator)}]`;
  };
  return level(0, source.offset, "");
}

/** The positions along a dimension that are printed; -1 stands for the ones left out. */
export function shownIndices(length: number): number[] {
  if (length <= longest) return Array.from({ length }, (_, i) => i);
  const first = Array.from({ length: edge }, (_, i) => i);
  return [...first, -1, ...first.map((i) => length - edge + i)];
}

/** The text of each element that will be shown, by its place in memory. */
function wordsOf(x: NDArray): Map<number, string> {
  const words = new Map<number, string>();
  const collect = (dim: number, at: number): void => {
    if (dim === x.ndim) words.set(at, formatNumber(x.data[at], x.dtype));
    else for (const i of shownIndices(x.shape[dim])) if (i >= 0) collect(dim + 1, at + i * x.strides[dim]);
  };
  collect(0, x.offset);
  return words;
}

/** A number in at most five significant digits. */
export function formatNumber(value: number, dtype: NDArray["dtype"] = "float32"): string {
  if (dtype === "bool") return value ? "true" : "false";
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e8) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3);
  return String(Number(value.toPrecision(5)));
}

/** The first line of a printed tensor: its shape and element type. */
export function formatHeader(x: NDArray): string {
  return `Tensor ${formatShape(x.shape)} ${x.dtype}`;
}
