import type { ScanKind, SortOrder } from "../backend/backend";
import { backend } from "../backend/current";
import { isFloating } from "./dtype";
import { blockOf, contiguous, copy, empty } from "./kernels";
import type { NDArray } from "./ndarray";

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
