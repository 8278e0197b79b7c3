import type { NDArray, TypedArray } from "../../tensor/types";
import { offsets } from "./rows";

/** Rows and columns of the tile that the inner loop keeps in registers. */
const tileRows = 4;
const tileColumns = 2;

// Work space that is used again by every product: making it anew would cost more than a small product itself.
let rowPanels: Float64Array = new Float64Array(0);
let columnPanels: Float64Array = new Float64Array(0);

function atLeast(space: Float64Array, length: number): Float64Array {
  return space.length >= length ? space : new Float64Array(Math.max(length, 2 * space.length));
}

/**
 * `out = a b (+ bias)`. Both factors are first copied into narrow panels in double precision, in the order in which the
 * inner loop reads them: that takes any strides (a transposed factor costs nothing more), keeps the reads in the
 * cache, and sums in double precision.
 */
export function matmul(a: NDArray, b: NDArray, out: NDArray, bias?: NDArray): void {
  const m = a.shape[a.ndim - 2];
  const k = a.shape[a.ndim - 1];
  const n = b.shape[b.ndim - 1];
  if (out.size === 0) return;
  rowPanels = atLeast(rowPanels, Math.ceil(m / tileRows) * tileRows * k);
  columnPanels = atLeast(columnPanels, Math.ceil(n / tileColumns) * tileColumns * k);
  const startsA = offsets(a.shape.slice(0, -2), a.strides, a.offset);
  const startsB = offsets(b.shape.slice(0, -2), b.strides, b.offset);
  for (let batch = 0; batch < startsA.length; batch++) {
    if (batch === 0 || startsA[batch] !== startsA[batch - 1]) {
      pack(a.data, startsA[batch], a.strides[a.ndim - 2], a.strides[a.ndim - 1], m, k, tileRows, rowPanels);
    }
    if (batch === 0 || startsB[batch] !== startsB[batch - 1]) {
      pack(b.data, startsB[batch], b.strides[b.ndim - 1], b.strides[b.ndim - 2], n, k, tileColumns, columnPanels);
    }
    multiply(rowPanels, columnPanels, m, n, k, out.data, out.offset + batch * m * n, bias);
  }
}

/** Panel after panel of `width` lines, each panel ordered by `k`; lines beyond the last are not
 * read into any result. */
function pack(
  x: TypedArray,
  start: number,
  lineStride: number,
  kStride: number,
  lines: number,
  k: number,
  width: number,
  out: Float64Array,
): void {
  for (let first = 0; first < lines; first += width) {
    const count = Math.min(width, lines - first);
    for (let line = 0; line < count; line++) {
      let from = start + (first + line) * lineStride;
      let to = first * k + line;
      for (let i = 0; i < k; i++, from += kStride, to += width) out[to] = x[from];
    }
  }
}

function multiply(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
  out: TypedArray,
  start: number,
  bias: NDArray | undefined,
): void {
  for (let j = 0; j < n; j += tileColumns) {
    const bias0 = bias ? bias.data[bias.offset + j * bias.strides[0]] : 0;
    const bias1 = bias && j + 1 < n ? bias.data[bias.offset + (j + 1) * bias.strides[0]] : 0;
    for (let i = 0; i < m; i += tileRows) {
      let c00 = bias0;
      let c10 = bias0;
      let c20 = bias0;
      let c30 = bias0;
      let c01 = bias1;
      let c11 = bias1;
      let c21 = bias1;
      let c31 = bias1;
      for (let p = 0, q = i * k, r = j * k; p < k; p++, q += tileRows, r += tileColumns) {
        const b0 = b[r];
        const b1 = b[r + 1];
        const a0 = a[q];
        c00 += a0 * b0;
        c01 += a0 * b1;
        const a1 = a[q + 1];
        c10 += a1 * b0;
        c11 += a1 * b1;
        const a2 = a[q + 2];
        c20 += a2 * b0;
        c21 += a2 * b1;
        const a3 = a[q + 3];
        c30 += a3 * b0;
        c31 += a3 * b1;
      }
      const at = start + i * n + j;
      const second = j + 1 < n;
      out[at] = c00;
      if (second) out[at + 1] = c01;
      if (i + 1 < m) {
        out[at + n] = c10;
        if (second) out[at + n + 1] = c11;
      }
      if (i + 2 < m) {
        out[at + 2 * n] = c20;
        if (second) out[at + 2 * n + 1] = c21;
      }
      if (i + 3 < m) {
        out[at + 3 * n] = c30;
        if (second) out[at + 3 * n + 1] = c31;
      }
    }
  }
}
