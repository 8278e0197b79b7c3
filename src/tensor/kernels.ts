import type { ArgReduceKind, BinaryKind, Block, ReduceKind, UnaryKind } from "../backend/backend";
import { backend } from "../backend/current";
import { GradbookError } from "../errors";
import type { DType } from "./dtype";
import { isFloating, promote } from "./dtype";
import { allocate, checkUsable } from "./memory";
import { NDArray } from "./ndarray";
import { broadcastShapes, formatShape, reducedShape, rowMajorStrides, sameShape, sizeOf, type Shape } from "./shape";
import { expand, permute, reshapeStrides } from "./views";

/** New contiguous memory, for a result that is written whole: its contents are whatever was there before. */
export function empty(dtype: DType, shape: Shape): NDArray {
  return new NDArray(allocate(dtype, shape), dtype, shape);
}

/** New contiguous memory, all zeros. */
export function zeros(dtype: DType, shape: Shape): NDArray {
  return full(dtype, shape, 0);
}

export function full(dtype: DType, shape: Shape, value: number): NDArray {
  const out = empty(dtype, shape);
  out.data.fill(value);
  return out;
}

/** `x` itself if its elements lie in row-major order, else a copy that does. */
export function contiguous(x: NDArray): NDArray {
  return x.contiguous ? x : copy(x, x.dtype);
}

/** A contiguous copy, converted to `dtype`. */
export function copy(x: NDArray, dtype: DType): NDArray {
  const out = empty(dtype, x.shape);
  backend().unary("copy", x, out);
  return out;
}

/** Writes `x`, broadcast and converted, into the memory that `target` shows, and counts the change. */
export function assign(x: NDArray, target: NDArray): void {
  // Memory that is read and written at once is copied first: a row moved down by one must not overwrite itself.
  const source = x.storage === target.storage ? copy(x, x.dtype) : x;
  backend().assign(stretch(source, target.shape), target);
  target.storage.version++;
}

export function cast(x: NDArray, dtype: DType): NDArray {
  return x.dtype === dtype ? x : copy(x, dtype);
}

/** An element-wise function; whole numbers become float32 first where the function leaves the whole numbers. */
export function unary(kind: UnaryKind, x: NDArray): NDArray {
  checkUsable(kind, x.storage);
  const out = empty(unaryType(kind, x.dtype), x.shape);
  backend().unary(kind, x, out);
  return out;
}

const keepsWholeNumbers: ReadonlySet<UnaryKind> = new Set([
  "neg",
  "abs",
  "sign",
  "relu",
  "floor",
  "ceil",
  "round",
  "trunc",
]);

function unaryType(kind: UnaryKind, dtype: DType): DType {
  if (kind === "not" || kind === "isFinite" || kind === "isNaN" || kind === "isInf") return "bool";
  if (isFloating(dtype) || (keepsWholeNumbers.has(kind) && dtype !== "bool")) return dtype;
  return kind === "copy" ? dtype : "float32";
}

const comparisons: ReadonlySet<BinaryKind> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

/** An element-wise function of two arrays, broadcast to their common shape. */
export function binary(kind: BinaryKind, a: NDArray, b: NDArray): NDArray {
  checkUsable(kind, a.storage);
  checkUsable(kind, b.storage);
  const shape = broadcastShapes(kind, a.shape, b.shape);
  const common = promote(a.dtype, a.ndim, b.dtype, b.ndim);
  const own = common === "bool" ? (ofTruth[kind] ?? kind) : kind;
  const out = empty(binaryType(own, common), shape);
  backend().binary(own, stretch(a, shape), stretch(b, shape), out);
  return out;
}

/** Among truth values a sum is "or" and a product "and": they stay truth values. */
const ofTruth: Partial<Record<BinaryKind, BinaryKind>> = { add: "maximum", mul: "minimum" };

const leavesWholeNumbers: ReadonlySet<BinaryKind> = new Set(["div", "atan2", "hypot", "logAddExp"]);

function binaryType(kind: BinaryKind, common: DType): DType {
  if (comparisons.has(kind)) return "bool";
  if (leavesWholeNumbers.has(kind)) return isFloating(common) ? common : "float32";
  return common === "bool" && kind !== "maximum" && kind !== "minimum" ? "int32" : common;
}

/** Like {@link expand}, for nothing when the shape is already right. */
export function stretch(x: NDArray, shape: Shape): NDArray {
  return sameShape(x.shape, shape) ? x : expand(x, shape);
}

export function where(condition: NDArray, a: NDArray, b: NDArray): NDArray {
  const shape = broadcastShapes("where", condition.shape, broadcastShapes("where", a.shape, b.shape));
  const out = empty(promote(a.dtype, a.ndim, b.dtype, b.ndim), shape);
  backend().where(stretch(condition, shape), stretch(a, shape), stretch(b, shape), out);
  return out;
}

/** Dimension `dim` of a contiguous array as `[outer, length, inner]`. */
export function blockOf(shape: Shape, first: number, last: number = first): Block {
  return {
    outer: sizeOf(shape.slice(0, first)),
    length: sizeOf(shape.slice(first, last + 1)),
    inner: sizeOf(shape.slice(last + 1)),
  };
}

/** Combines the elements along `dims` (sorted). Whole numbers sum up to int32. */
export function reduce(kind: ReduceKind, x: NDArray, dims: readonly number[], keepdim: boolean): NDArray {
  checkUsable(kind, x.storage);
  const shape = reducedShape(x.shape, dims, keepdim);
  const whole = kind === "sum" || kind === "prod" ? "int32" : x.dtype;
  const out = empty(isFloating(x.dtype) ? x.dtype : whole, shape);
  if (dims.length === 0) {
    backend().unary("copy", x, out);
    return out;
  }
  const { source, block } = bringTogether(x, dims);
  if (block.length === 0 && out.size > 0 && (kind === "max" || kind === "min")) {
    throw new GradbookError(`${kind}: the shape ${formatShape(x.shape)} has no elements along the dimension asked for`);
  }
  backend().reduce(kind, source, block, out);
  return out;
}

/** Makes the dimensions `dims` one: adjacent ones as they lie, others moved to the end and copied. */
function bringTogether(x: NDArray, dims: readonly number[]): { source: NDArray; block: Block } {
  const adjacent = dims[dims.length - 1] - dims[0] === dims.length - 1;
  if (adjacent) return { source: contiguous(x), block: blockOf(x.shape, dims[0], dims[dims.length - 1]) };
  const kept = x.shape.map((_, i) => i).filter((i) => !dims.includes(i));
  const moved = contiguous(permute(x, [...kept, ...dims]));
  return { source: moved, block: blockOf(moved.shape, kept.length, x.ndim - 1) };
}

export function argReduce(kind: ArgReduceKind, x: NDArray, dim: number, keepdim: boolean): NDArray {
  if (x.shape[dim] === 0)
    throw new GradbookError(`${kind}: dimension ${dim} of ${formatShape(x.shape)} has no elements`);
  const out = empty("int32", reducedShape(x.shape, [dim], keepdim));
  backend().argReduce(kind, contiguous(x), blockOf(x.shape, dim), out);
  return out;
}

export function softmax(kind: "softmax" | "logSoftmax", x: NDArray, dim: number): NDArray {
  checkUsable(kind, x.storage);
  const out = empty(isFloating(x.dtype) ? x.dtype : "float32", x.shape);
  backend().softmax(kind, contiguous(x), blockOf(x.shape, dim), out);
  return out;
}

/** The product of the last two dimensions; leading ones are broadcast. Both have at least two dimensions. */
export function matmul(a: NDArray, b: NDArray, bias?: NDArray): NDArray {
  checkUsable("matmul", a.storage);
  checkUsable("matmul", b.storage);
  const dtype = promote(a.dtype, a.ndim, b.dtype, b.ndim);
  const m = a.shape[a.ndim - 2];
  const n = b.shape[b.ndim - 1];
  if (a.ndim === 2 && b.ndim === 2) {
    const product = empty(dtype, [m, n]);
    backend().matmul(a, b, product, bias);
    return product;
  }
  const k = a.shape[a.ndim - 1];
  const batch = broadcastShapes("matmul", a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = empty(dtype, [...batch, m, n]);
  backend().matmul(stretch(a, [...batch, m, k]), stretch(b, [...batch, k, n]), out, bias);
  return out;
}

/** The same elements in another shape: a view where strides allow it, else a copy. */
export function reshape(x: NDArray, shape: Shape): NDArray {
  const strides = reshapeStrides(x, shape);
  return strides ? x.view(shape, strides) : copy(x, x.dtype).view(shape, rowMajorStrides(shape));
}

/** The slices `indices` along `dim`. */
export function gather(x: NDArray, dim: number, indices: Int32Array): NDArray {
  const shape = x.shape.map((length, i) => (i === dim ? indices.length : length));
  const out = empty(x.dtype, shape);
  backend().gather(contiguous(x), blockOf(x.shape, dim), indices, out);
  return out;
}

/** An array of zeros of shape `shape`, with the slices of `x` added at `indices` along `dim`. */
export function scatterAdd(x: NDArray, dim: number, indices: Int32Array, shape: Shape): NDArray {
  const out = zeros(x.dtype, shape);
  backend().scatterAdd(contiguous(x), blockOf(shape, dim), indices, out);
  return out;
}
