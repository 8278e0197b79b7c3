import { GradbookError } from "../errors";
import type { NDArray } from "./ndarray";
import { formatShape, normalizeDim, rowMajorStrides, type Shape } from "./shape";

/** Start, end (excluded) and step along one dimension; negative positions count from the end, as in Python. */
export type Range = readonly [start?: number | null, end?: number | null, step?: number];

/** Stretches dimensions of length 1 to `shape`: a stride of 0 reads the same element again and again. */
export function expand(x: NDArray, shape: Shape): NDArray {
  const added = shape.length - x.ndim;
  const strides = shape.map((length, i) => {
    if (i < added) return 0;
    const own = x.shape[i - added];
    if (own === length) return x.strides[i - added];
    if (own === 1) return 0;
    throw new GradbookError(`expand: ${formatShape(x.shape)} cannot stretch to ${formatShape(shape)}`);
  });
  if (added < 0)
    throw new GradbookError(`expand: ${formatShape(x.shape)} has more dimensions than ${formatShape(shape)}`);
  return x.view(shape, strides);
}

/** Reorders the dimensions: dimension `i` of the result is dimension `dims[i]` of `x`. */
export function permute(x: NDArray, dims: readonly number[]): NDArray {
  const shape: number[] = [];
  const strides: number[] = [];
  for (const dim of dims) {
    shape.push(x.shape[dim]);
    strides.push(x.strides[dim]);
  }
  return x.view(shape, strides);
}

/** The dimension orders with `dim0` and `dim1` exchanged. */
export function transposition(ndim: number, dim0: number, dim1: number): number[] {
  const dims: number[] = [];
  for (let dim = 0; dim < ndim; dim++) dims.push(dim);
  const a = normalizeDim("transpose", dim0, ndim);
  const b = normalizeDim("transpose", dim1, ndim);
  [dims[a], dims[b]] = [dims[b], dims[a]];
  return dims;
}

/**
 * The strides that show `x` with another shape of the same size, or `undefined` if only a copy can
 * (a transposed matrix cannot be read as one row, for example).
 */
export function reshapeStrides(x: NDArray, shape: Shape): number[] | undefined {
  if (x.contiguous) return rowMajorStrides(shape);
  const from = x.shape.map((length, i) => ({ length, stride: x.strides[i] })).filter(({ length }) => length !== 1);
  const strides = new Array<number>(shape.length).fill(0);
  let i = 0;
  let j = 0;
  while (i < from.length) {
    // Grow a block on both sides until both hold the same number of elements.
    let have = from[i].length;
    let want = shape[j];
    const firstTo = j;
    const blockStart = i;
    while (have !== want) {
      if (have < want) have *= from[++i].length;
      else want *= shape[++j];
    }
    for (let k = blockStart; k < i; k++)
      if (from[k].stride !== from[k + 1].stride * from[k + 1].length) return undefined;
    let step = from[i].stride;
    for (let k = j; k >= firstTo; k--) {
      strides[k] = step;
      step *= shape[k];
    }
    i++;
    j++;
  }
  return strides;
}

/** Resolves a range against a length: start, number of elements, step. */
export function resolveRange(range: Range, length: number): { start: number; count: number; step: number } {
  const step = range[2] ?? 1;
  if (!Number.isInteger(step) || step < 1) throw new GradbookError(`slice: the step is ${step}; it must be 1 or more`);
  const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  const start = clamp(range[0] ?? 0);
  const end = clamp(range[1] ?? length);
  return { start, count: Math.max(0, Math.ceil((end - start) / step)), step };
}

/** Every `step`-th element from `start` along `dim`, `count` of them. */
export function sliceDim(x: NDArray, dim: number, start: number, count: number, step: number): NDArray {
  const shape = x.shape.map((length, i) => (i === dim ? count : length));
  const strides = x.strides.map((stride, i) => (i === dim ? stride * step : stride));
  return x.view(shape, strides, count === 0 ? x.offset : x.offset + start * x.strides[dim]);
}

/** The slice at one position of `dim`, without that dimension. */
export function selectDim(x: NDArray, dim: number, at: number): NDArray {
  const without = (list: readonly number[]): number[] => list.filter((_, i) => i !== dim);
  return x.view(without(x.shape), without(x.strides), x.offset + at * x.strides[dim]);
}
