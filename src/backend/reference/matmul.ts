import type { NDArray, TypedArray } from "../../tensor/types";
import { checkInterrupt } from "../interrupt";
import { matmulWhole } from "./matmul-whole";
import { offsets } from "./rows";

/** Rows and columns of the tile that the inner loop keeps in registers. */
const tileRows = 4;
const tileColumns = 2;
/** Rows that meet all columns before the next rows do: their panels stay in the cache meanwhile. A multiple of `tileRows`. */
const blockRows = 64;
/** Products of so many multiplications a row take long: between blocks, a learner's interrupt is looked for. */
const longRow = 100_000;

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
  const startsA = offsets(a.shape.slice(0, -2), a.strides, a.offset);
  const startsB = offsets(b.shape.slice(0, -2), b.strides, b.offset);
  if (out.dtype === "int32" && !bias) {
    startsA.forEach((start, batch) => matmulWhole(a, start, b, startsB[batch], out, out.offset + batch * m * n));
    return;
  }
  rowPanels = atLeast(rowPanels, Math.ceil(m / tileRows) * tileRows * k);
  columnPanels = atLeast(columnPanels, Math.ceil(n / tileColumns) * tileColumns * k);
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
  for (let top = 0; top < m; top += blockRows) {
    if (k * n > longRow) checkInterrupt("matmul");
    const bottom = Math.min(top + blockRows, m);
    for (let j = 0; j < n; j += tileColumns) {
      const bias0 = bias ? bias.data[bias.offset + j * bias.strides[0]] : 0;
      const bias1 = bias && j + 1 < n ? bias.data[bias.offset + (j + 1) * bias.strides[0]] : 0;
      for (let i = top; i < bottom; i += tileRows) {
        multiplyTile(a, i * k, b, j * k, k, bias0, bias1, out, start + i * n + j, n, m - i, n - j);
      }
    }
  }
}

/** Four rows times two columns. The eight sums are local variables, which V8 keeps in registers. */
function multiplyTile(
  a: Float64Array,
  startA: number,
  b: Float64Array,
  startB: number,
  k: number,
  bias0: number,
  bias1: number,
  out: TypedArray,
  at: number,
  rowStride: number,
  rows: number,
  columns: number,
): void {
  let c00 = bias0;
  let c10 = bias0;
  let c20 = bias0;
  let c30 = bias0;
  let c01 = bias1;
  let c11 = bias1;
  let c21 = bias1;
  let c31 = bias1;
  for (let p = 0, q = startA, r = startB; p < k; p++, q += tileRows, r += tileColumns) {
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
  storeColumn(out, at, rowStride, rows, c00, c10, c20, c30);
  if (columns > 1) storeColumn(out, at + 1, rowStride, rows, c01, c11, c21, c31);
}

/** Writes one column of a tile, as far as the result has rows. */
function storeColumn(
  out: TypedArray,
  at: number,
  stride: number,
  rows: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
): void {
  out[at] = c0;
  if (rows > 1) out[at + stride] = c1;
  if (rows > 2) out[at + 2 * stride] = c2;
  if (rows > 3) out[at + 3 * stride] = c3;
}
