import type { NDArray, TypedArray } from "../../tensor/types";
import type { ArgReduceKind, Block, ReduceKind } from "../backend";

/** Combines `n` elements from `i` on, `step` apart. Sums are kept in double precision. */
type ReduceLoop = (n: number, x: TypedArray, i: number, step: number) => number;

const loops: Record<ReduceKind, ReduceLoop> = {
  sum(n, x, i, step) {
    let sum = 0;
    for (let k = 0; k < n; k++, i += step) sum += x[i];
    return sum;
  },
  prod(n, x, i, step) {
    let product = 1;
    for (let k = 0; k < n; k++, i += step) product *= x[i];
    return product;
  },
  max(n, x, i, step) {
    let best = x[i];
    for (let k = 0; k < n; k++, i += step) if (x[i] > best || x[i] !== x[i]) best = x[i];
    return best;
  },
  min(n, x, i, step) {
    let best = x[i];
    for (let k = 0; k < n; k++, i += step) if (x[i] < best || x[i] !== x[i]) best = x[i];
    return best;
  },
};

export function reduce(kind: ReduceKind, x: NDArray, { outer, length, inner }: Block, out: NDArray): void {
  const { data, offset } = x;
  const result = out.data;
  if (kind === "sum" && inner > 1 && length > 1) {
    sumRows(data, offset, outer, length, inner, result, out.offset);
    return;
  }
  const loop = loops[kind];
  for (let o = 0, at = out.offset; o < outer; o++) {
    const start = offset + o * length * inner;
    for (let i = 0; i < inner; i++) result[at++] = loop(length, data, start + i, inner);
  }
}

/** Column sums, read in the order of memory: row after row onto one row of totals. */
function sumRows(
  x: TypedArray,
  start: number,
  outer: number,
  length: number,
  inner: number,
  out: TypedArray,
  outStart: number,
): void {
  const totals = new Float64Array(inner);
  for (let o = 0, at = start, to = outStart; o < outer; o++) {
    totals.fill(0);
    for (let row = 0; row < length; row++) for (let i = 0; i < inner; i++) totals[i] += x[at++];
    for (let i = 0; i < inner; i++) out[to++] = totals[i];
  }
}

/** Where the largest (smallest) element of each line stands; the first, if several are equal. */
export function argReduce(kind: ArgReduceKind, x: NDArray, { outer, length, inner }: Block, out: NDArray): void {
  const { data, offset } = x;
  const sign = kind === "argmax" ? 1 : -1;
  for (let o = 0, to = out.offset; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = offset + o * length * inner + i;
      let best = data[start] * sign;
      let where = 0;
      for (let k = 1; k < length && best === best; k++) {
        const value = data[start + k * inner] * sign;
        if (value > best || value !== value) {
          best = value;
          where = k;
        }
      }
      out.data[to++] = where;
    }
  }
}
