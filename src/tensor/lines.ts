import type { ScanKind, SortOrder } from "../backend/backend";
import { backend } from "../backend/current";
import { isFloating } from "./dtype";
import { blockOf, contiguous, copy, empty } from "./kernels";
import type { NDArray } from "./ndarray";
import { rowMajorStrides, type Shape } from "./shape";

// Operations along the lines of one dimension whose results are as long as the lines, and single elements by their place.

/** Running sums or products along `dim`. Whole numbers give int32. */
export function scan(kind: ScanKind, x: NDArray, dim: number): NDArray {
  const out = empty(isFloating(x.dtype) ? x.dtype : "int32", x.shape);
  backend().scan(kind, contiguous(x), blockOf(x.shape, dim), out);
  return out;
}

/** Where the elements of each line along `dim` stand in sorted order (int32). */
export function argsort(x: NDArray, dim: number, order: SortOrder): NDArray {
  const out = empty("int32", x.shape);
  backend().argsort(contiguous(x), blockOf(x.shape, dim), order, out);
  return out;
}

/** A copy of `x` with `values` written at `places`, counted in row-major order; of two at one place, the last stays. */
export function put(x: NDArray, places: Int32Array, values: NDArray): NDArray {
  const out = copy(x, x.dtype);
  const source = copy(values, x.dtype);
  for (let i = 0; i < places.length; i++) out.data[out.offset + places[i]] = source.data[source.offset + i];
  return out;
}

/** 0, 1, 2 ... (int32). */
export function counting(length: number): NDArray {
  const out = empty("int32", [length]);
  for (let i = 0; i < length; i++) out.data[out.offset + i] = i;
  return out;
}

/** Where the elements lie that are not 0, counted in row-major order (int32). */
export function nonzeroPlaces(x: NDArray): NDArray {
  const { data, offset, size } = contiguous(x);
  let count = 0;
  for (let i = 0; i < size; i++) if (data[offset + i] !== 0) count++;
  const out = empty("int32", [count]);
  for (let i = 0, to = out.offset; i < size; i++) if (data[offset + i] !== 0) out.data[to++] = i;
  return out;
}

/** The index of every element that is not 0: one row an element, one column a dimension (int32). */
export function nonzero(x: NDArray): NDArray {
  const places = nonzeroPlaces(x);
  const out = empty("int32", [places.size, x.ndim]);
  for (let i = 0; i < places.size; i++) {
    for (let dim = x.ndim - 1, rest = places.data[places.offset + i]; dim >= 0; dim--) {
      out.data[out.offset + i * x.ndim + dim] = rest % x.shape[dim];
      rest = Math.floor(rest / x.shape[dim]);
    }
  }
  return out;
}

/**
 * The places in row-major order of `shape` that `indices` (of shape `own`) name along `dim`: every other coordinate is their own.
 */
export function placesAlong(shape: Shape, dim: number, indices: Int32Array, own: Shape): Int32Array {
  const strides = rowMajorStrides(shape);
  const last = own.length - 1;
  const places = new Int32Array(indices.length);
  const position = new Int32Array(own.length);
  for (let i = 0; i < places.length;) {
    let start = 0;
    for (let d = 0; d < last; d++) if (d !== dim) start += strides[d] * position[d];
    const step = dim === last ? 0 : 1;
    for (let k = 0; k < own[last]; k++, i++) places[i] = start + k * step + indices[i] * strides[dim];
    for (let d = last - 1; d >= 0; d--) {
      if (++position[d] < own[d]) break;
      position[d] = 0;
    }
  }
  return places;
}

/** Where each of `values` belongs in the line of `sorted` (last dimension) that it is meant for: before equal elements, or behind. */
export function searchsorted(sorted: NDArray, values: NDArray, side: "left" | "right"): NDArray {
  const [lines, wanted] = [contiguous(sorted), contiguous(values)];
  const length = lines.shape[lines.ndim - 1];
  const each = lines.ndim === 1 ? wanted.size : wanted.shape[wanted.ndim - 1];
  const out = empty("int32", values.shape);
  for (let i = 0; i < out.size; i++) {
    const start = lines.offset + Math.floor(i / each) * length;
    const value = wanted.data[wanted.offset + i];
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const element = lines.data[start + middle];
      if (element < value || (side === "right" && element === value)) low = middle + 1;
      else high = middle;
    }
    out.data[out.offset + i] = low;
  }
  return out;
}

/** Where the largest (smallest) element up to each place of its line stands; of equal ones, the last. NaN counts as more extreme than all. */
export function runningExtremum(kind: "max" | "min", x: NDArray, dim: number): NDArray {
  const { data, offset } = contiguous(x);
  const { outer, length, inner } = blockOf(x.shape, dim);
  const out = empty("int32", x.shape);
  const sign = kind === "max" ? 1 : -1;
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    let best = -Infinity;
    let where = 0;
    for (let k = 0, at = start; k < length; k++, at += inner) {
      const value = sign * data[offset + at];
      if (value >= best || value !== value) {
        best = value;
        where = k;
      }
      out.data[out.offset + at] = where;
    }
  }
  return out;
}

/** Where the `k` first elements of each line stand in sorted order, the first one first; for few of many, without sorting all. */
export function firstInOrder(x: NDArray, dim: number, k: number, order: SortOrder): NDArray {
  const { data, offset } = contiguous(x);
  const { outer, length, inner } = blockOf(x.shape, dim);
  const out = empty(
    "int32",
    x.shape.map((own, i) => (i === dim ? k : own)),
  );
  const sign = order === "descending" ? 1 : -1;
  const best = new Float64Array(k);
  const places = new Int32Array(k);
  for (let line = 0; line < outer * inner; line++) {
    const [block, at] = [Math.floor(line / inner), line % inner];
    for (let i = 0; i < length; i++) {
      const value = sign * data[offset + (block * length + i) * inner + at];
      let place = Math.min(i, k);
      while (place > 0 && stands(value, best[place - 1], order)) place--;
      if (place === k) continue;
      best.copyWithin(place + 1, place, k - 1);
      places.copyWithin(place + 1, place, k - 1);
      best[place] = value;
      places[place] = i;
    }
    for (let i = 0; i < k; i++) out.data[out.offset + (block * k + i) * inner + at] = places[i];
  }
  return out;
}

/** Whether `a` stands before `b` in descending order; NaN is the largest, or after a change of sign the smallest. */
function stands(a: number, b: number, order: SortOrder): boolean {
  if (a !== a || b !== b) return order === "descending" ? a !== a && b === b : a === a && b !== b;
  return a > b;
}
