import type { NDArray } from "../../tensor/types";
import type { Block, SortOrder } from "../backend";

/** Where the elements of each line stand in sorted order. Equal ones keep their order; NaN counts as the largest. */
export function argsort(x: NDArray, { outer, length, inner }: Block, order: SortOrder, out: NDArray): void {
  const keys = new Float64Array(length);
  const sign = order === "ascending" ? 1 : -1;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      // Of numbers with the sign changed, the ascending order is the descending one.
      for (let k = 0; k < length; k++) keys[k] = sign * x.data[x.offset + start + k * inner];
      const sorted = sortedPositions(keys, order);
      for (let k = 0; k < length; k++) out.data[out.offset + start + k * inner] = sorted[k];
    }
  }
}

function sortedPositions(keys: Float64Array, order: SortOrder): Int32Array {
  const all = new Int32Array(keys.length);
  let hasNaN = false;
  for (let k = 0; k < keys.length; k++) {
    all[k] = k;
    hasNaN ||= keys[k] !== keys[k];
  }
  if (!hasNaN) return mergeSort(all, keys);
  const numbers = mergeSort(
    all.filter((k) => !Number.isNaN(keys[k])),
    keys,
  );
  const missing = all.filter((k) => Number.isNaN(keys[k]));
  const [first, second] = order === "ascending" ? [numbers, missing] : [missing, numbers];
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Merges sorted runs of length 1, 2, 4 ... into runs twice as long. Of equal keys, the one further left goes first. */
function mergeSort(positions: Int32Array, keys: Float64Array): Int32Array {
  const n = positions.length;
  let from = positions;
  let to: Int32Array = new Int32Array(n);
  for (let run = 1; run < n; run *= 2) {
    for (let start = 0; start < n; start += 2 * run) {
      const middle = Math.min(start + run, n);
      const end = Math.min(start + 2 * run, n);
      for (let at = start, left = start, right = middle; at < end; at++) {
        const takeLeft = right >= end || (left < middle && keys[from[left]] <= keys[from[right]]);
        to[at] = from[takeLeft ? left++ : right++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
