import { GradbookError, inWords } from "../errors";

/** The length of each dimension; `[]` is a single number. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}

/** How far apart neighbours lie in memory, per dimension, when rows follow each other without gaps. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/**
 * The common shape of two operands: aligned at the last dimension, a length of 1 stretches to the other's length.
 *
 * @throws when two lengths differ and neither is 1.
 */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const ndim = Math.max(a.length, b.length);
  const shape = new Array<number>(ndim);
  for (let i = 1; i <= ndim; i++) {
    const m = i <= a.length ? a[a.length - i] : 1;
    const n = i <= b.length ? b[b.length - i] : 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new GradbookError(
        `${operation}: shapes ${formatShape(a)} and ${formatShape(b)} do not fit together: ` +
          `counted from the end, dimension ${i} has lengths ${m} and ${n}; they must be equal, or one of them 1`,
      );
    }
    shape[ndim - i] = m === 1 ? n : m;
  }
  return shape;
}

/** Turns a dimension counted from the end (-1 is the last) into one counted from the start, and checks it. */
export function normalizeDim(operation: string, dim: number, ndim: number): number {
  const result = dim < 0 ? dim + ndim : dim;
  if (!Number.isInteger(dim) || result < 0 || result >= ndim) {
    const range = ndim === 0 ? "the tensor has no dimensions" : `use one from ${-ndim} to ${ndim - 1}`;
    throw new GradbookError(`${operation}: dimension ${dim} does not exist; ${range}`);
  }
  return result;
}

/** The dimensions that a reduction runs over, sorted; none given means all. */
export function normalizeDims(operation: string, dims: number | readonly number[] | undefined, ndim: number): number[] {
  const sorted: number[] = [];
  if (typeof dims === "number") sorted.push(normalizeDim(operation, dims, ndim));
  else if (dims)
    for (const dim of checkList(operation, "dimensions", dims)) sorted.push(normalizeDim(operation, dim, ndim));
  else for (let dim = 0; dim < ndim; dim++) sorted.push(dim);
  if (sorted.length > 1 && dims !== undefined) sorted.sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1])
      throw new GradbookError(`${operation}: a dimension is named twice in ${formatShape(sorted)}`);
  }
  return sorted;
}

/** The shape after a reduction over `dims`. */
export function reducedShape(shape: Shape, dims: readonly number[], keepdim: boolean): number[] {
  const result: number[] = [];
  for (let i = 0; i < shape.length; i++) {
    if (!dims.includes(i)) result.push(shape[i]);
    else if (keepdim) result.push(1);
  }
  return result;
}

/** Checks a shape that a caller gave, with at most one -1 to be worked out from `size`. */
export function resolveShape(operation: string, shape: Shape, size: number): number[] {
  checkList(operation, "a shape", shape);
  const unknown = shape.indexOf(-1);
  const result = [...shape];
  if (unknown >= 0) {
    result[unknown] = 1;
    result[unknown] = size / sizeOf(result);
  }
  let valid = sizeOf(result) === size;
  for (const length of result) valid &&= Number.isInteger(length) && length >= 0;
  if (!valid) {
    throw new GradbookError(`${operation}: ${size} values cannot have the shape ${formatShape(shape)}`);
  }
  return result;
}

/**
 * @throws unless `list` is one: numbers one by one, as PyTorch takes them too, would be lost silently.
 */
export function checkList<T>(operation: string, what: string, list: readonly T[]): readonly T[] {
  if (Array.isArray(list)) return list;
  throw new GradbookError(`${operation}: ${what} must be a list like [2, 3], got ${inWords(list)}`);
}

/** Checks the shape of a tensor to be made. */
export function checkShape(operation: string, shape: Shape): Shape {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new GradbookError(
      `${operation}: a shape is a list of whole numbers like [2, 3], got ${Array.isArray(shape) ? formatShape(shape) : inWords(shape)}`,
    );
  }
  return shape;
}
