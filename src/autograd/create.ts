import { checkOptions, GradbookError, inWords } from "../errors";
import { checkDType, type DType, type TypedArray } from "../tensor/dtype";
import { cast, copy, empty, full as fullArray } from "../tensor/kernels";
import type { NDArray } from "../tensor/ndarray";
import { fromNested, type NestedNumbers } from "../tensor/nested";
import { checkShape, type Shape } from "../tensor/shape";
import { concat, einsum, stack } from "./operations/index";
import { meshgrid, type MeshgridOptions } from "./operations/meshgrid";
import { checkTensor } from "./operand";
import { random, type RandomFactory } from "./random-tensors";
import { Tensor } from "./tensor";

export interface TensorOptions {
  /** The type of the elements. Default float32 (bool for truth values; a typed array keeps its own). */
  dtype?: DType;
  /** Whether gradients are computed for this tensor. Default false. */
  requiresGrad?: boolean;
}

export type TensorData = NestedNumbers | TypedArray | Tensor;

function make(values: TensorData, options: TensorOptions = {}): Tensor {
  checkTensorOptions("tensor", options);
  const { dtype } = options;
  if (values instanceof Tensor) return new Tensor(copy(values.array, dtype ?? values.dtype), options);
  if (Array.isArray(values) && values.some((value) => value instanceof Tensor)) {
    throw new GradbookError(
      "tensor: the list holds tensors; did you mean tensor.stack([...]) or tensor.concat([...])?",
    );
  }
  if (ArrayBuffer.isView(values)) return new Tensor(fromTyped(values, dtype), options);
  return new Tensor(fromNested(values, dtype), options);
}

const optionNames = ["dtype", "requiresGrad"];

/** @throws if an option has no meaning, or the element type does not exist. */
export function checkTensorOptions(operation: string, options?: TensorOptions, more: readonly string[] = []): void {
  checkOptions(operation, options, [...optionNames, ...more]);
  if (options?.dtype !== undefined) checkDType(options.dtype);
}

function fromTyped(values: TypedArray, dtype: DType | undefined): NDArray {
  const own = typeOf(values);
  const array = empty(own, [values.length]);
  array.data.set(values);
  return dtype ? cast(array, dtype) : array;
}

function typeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Float64Array) return "float64";
  if (values instanceof Int32Array) return "int32";
  if (values instanceof Uint8Array) return "uint8";
  throw new GradbookError("tensor: typed arrays may be Float32Array, Float64Array, Int32Array or Uint8Array");
}

function filled(operation: string, shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  checkTensorOptions(operation, options);
  if (typeof value !== "number" && typeof value !== "boolean")
    throw new GradbookError(`${operation}: the value must be a number, got ${inWords(value)}`);
  return new Tensor(fullArray(options.dtype ?? "float32", checkShape(operation, shape), Number(value)), options);
}

function filledLike(operation: string, like: Tensor, value: number, options?: TensorOptions): Tensor {
  checkTensor(operation, "like", like);
  return filled(operation, like.shape, value, { dtype: like.dtype, ...options });
}

/** Fills in row-major order with the results of `next`. */
function generated(
  operation: string,
  shape: Shape,
  options: TensorOptions | undefined,
  next: (i: number) => number,
): Tensor {
  checkTensorOptions(operation, options);
  const array = empty(options?.dtype ?? "float32", checkShape(operation, shape));
  for (let i = 0; i < array.size; i++) array.data[i] = next(i);
  return new Tensor(array, options);
}

/** Numbers first, as many as there are; the options come last. */
function arange(start: number, ...rest: (number | TensorOptions | undefined)[]): Tensor {
  checkNumbers("arange", [start, ...rest.filter((value) => typeof value !== "object" && value !== undefined)]);
  const [end, step = 1] = rest.map((value) => (typeof value === "number" ? value : undefined));
  const options = rest.find((value) => typeof value === "object");
  const [from, to] = end === undefined ? [0, start] : [start, end];
  if ((to - from) * step < 0) {
    throw new GradbookError(
      `arange: steps of ${step} lead from ${from} away from ${to}; the step needs the other sign`,
    );
  }
  const count = Math.ceil((to - from) / step);
  if (!Number.isFinite(count)) throw new GradbookError(`arange: from ${from} to ${to} by ${step} never ends`);
  return generated("arange", [count], options, (i) => from + i * step);
}

function checkNumbers(operation: string, values: readonly unknown[]): void {
  for (const value of values) {
    if (typeof value !== "number") throw new GradbookError(`${operation}: expected numbers, got ${inWords(value)}`);
  }
}

function linspace(start: number, end: number, count: number, options: TensorOptions = {}): Tensor {
  checkNumbers("linspace", [start, end, count]);
  return generated("linspace", [count], options, (i) => start + (count > 1 ? (i * (end - start)) / (count - 1) : 0));
}

function logspace(start: number, end: number, count: number, base: number = 10, options: TensorOptions = {}): Tensor {
  const exponents = linspace(start, end, count, { dtype: "float64" }).toList();
  return generated("logspace", [count], options, (i) => base ** exponents[i]);
}

function eye(rows: number, second?: number | TensorOptions, third?: TensorOptions): Tensor {
  const columns = typeof second === "number" ? second : rows;
  const options = typeof second === "object" ? second : third;
  return generated("eye", [rows, columns], options, (i) => (i % columns === Math.floor(i / columns) ? 1 : 0));
}

/** What `tensor` is: a function, and the other ways to make a tensor on it. */
export interface TensorFactory extends RandomFactory {
  /**
   * Makes a tensor of numbers, nested lists or a typed array. The data are copied.
   *
   * @throws if lists at one depth differ in length.
   * @example
   * tensor([[1, 2], [3, 4]]).shape; // -> [2, 2]
   */
  (values: TensorData, options?: TensorOptions): Tensor;
  /** All zeros. */
  zeros(shape: Shape, options?: TensorOptions): Tensor;
  /** All ones. */
  ones(shape: Shape, options?: TensorOptions): Tensor;
  /** All `value`. */
  full(shape: Shape, value: number, options?: TensorOptions): Tensor;
  /**
   * The identity matrix: ones on the diagonal, zeros elsewhere; with as many columns as rows, unless given.
   *
   * @example
   * tensor.eye(2).toArray(); // -> [[1, 0], [0, 1]]
   */
  eye(rows: number, options?: TensorOptions): Tensor;
  eye(rows: number, columns: number, options?: TensorOptions): Tensor;
  /**
   * The numbers from `start` (default 0) to `end` (excluded) by `step` (default 1).
   *
   * @example
   * tensor.arange(3).toList(); // -> [0, 1, 2]
   * tensor.arange(2, 8, 3, { dtype: "int32" }).toList(); // -> [2, 5]
   */
  arange(end: number, options?: TensorOptions): Tensor;
  arange(start: number, end: number, options?: TensorOptions): Tensor;
  arange(start: number, end: number | undefined, step: number, options?: TensorOptions): Tensor;
  /**
   * `count` numbers evenly from `start` to `end`, both included.
   *
   * @example
   * tensor.linspace(0, 1, 3).toList(); // -> [0, 0.5, 1]
   */
  linspace(start: number, end: number, count: number, options?: TensorOptions): Tensor;
  /**
   * `count` numbers from `base^start` to `base^end` (base 10 by default), each the same multiple of the one before it.
   *
   * @example
   * tensor.logspace(0, 2, 3).toList(); // -> [1, 10, 100]
   */
  logspace(start: number, end: number, count: number, base?: number, options?: TensorOptions): Tensor;
  /** All zeros, in the shape and element type of `like`. */
  zerosLike(like: Tensor, options?: TensorOptions): Tensor;
  /** All ones, in the shape and element type of `like`. */
  onesLike(like: Tensor, options?: TensorOptions): Tensor;
  /** All `value`, in the shape and element type of `like`. */
  fullLike(like: Tensor, value: number, options?: TensorOptions): Tensor;
  /**
   * The coordinates of a grid: of vectors of lengths `n` and `m`, two tensors `[n, m]`, the first with `a[i]` at `[i, j]`, the second
   * with `b[j]`. Views.
   *
   * @example
   * const [x, y] = tensor.meshgrid([tensor([1, 2]), tensor([3, 4, 5])]);
   * y.toArray(); // -> [[3, 4, 5], [3, 4, 5]]
   */
  meshgrid(vectors: readonly Tensor[], options?: MeshgridOptions): Tensor[];
  /** Tensors of one shape joined along a new dimension (default the first). */
  stack(tensors: readonly Tensor[], dim?: number): Tensor;
  /** Tensors joined along a dimension that they have (default the first). */
  concat(tensors: readonly Tensor[], dim?: number): Tensor;
  /**
   * Sums of products by Einstein's convention: letters name dimensions, those that are missing behind the arrow are summed over.
   * Without an arrow the result has the letters that occur once, in alphabetical order; `...` stands for dimensions that are broadcast.
   *
   * Source: Einstein, Die Grundlage der allgemeinen Relativitätstheorie, 1916.
   *
   * @throws if the equation does not fit the operands.
   * @example
   * const a = tensor([[1, 2], [3, 4]]);
   * tensor.einsum("ij,jk->ik", a, a).toArray(); // -> [[7, 10], [15, 22]]
   * tensor.einsum("ii->", a).item(); // -> 5
   */
  einsum(equation: string, ...operands: Tensor[]): Tensor;
}

export const tensor: TensorFactory = Object.assign(make, {
  zeros: (shape: Shape, options?: TensorOptions) => filled("zeros", shape, 0, options),
  ones: (shape: Shape, options?: TensorOptions) => filled("ones", shape, 1, options),
  full: (shape: Shape, value: number, options?: TensorOptions) => filled("full", shape, value, options),
  eye,
  arange,
  linspace,
  logspace,
  zerosLike: (like: Tensor, options?: TensorOptions) => filledLike("zerosLike", like, 0, options),
  onesLike: (like: Tensor, options?: TensorOptions) => filledLike("onesLike", like, 1, options),
  fullLike: (like: Tensor, value: number, options?: TensorOptions) => filledLike("fullLike", like, value, options),
  meshgrid,
  stack,
  concat,
  einsum,
  ...random,
});
