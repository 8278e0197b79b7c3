import { GradbookError } from "../errors";
import type { DType, TypedArray } from "./dtype";
import { allocate, dataOf } from "./memory";
import { NDArray } from "./ndarray";
import { formatShape } from "./shape";

/** A number, a truth value, or lists of them to any depth, all of one length at each depth. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[];

/** Reads nested lists; the element type is bool if all are truth values, else float32, unless given. */
export function fromNested(values: NestedNumbers, dtype?: DType): NDArray {
  const shape: number[] = [];
  for (let level = values; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat: (number | boolean)[] = [];
  flatten(values, 0, shape, flat);
  const type = dtype ?? (flat.length > 0 && flat.every((value) => typeof value === "boolean") ? "bool" : "float32");
  const storage = allocate(type, shape);
  const data = dataOf(storage);
  for (let i = 0; i < flat.length; i++) data[i] = type === "bool" ? (flat[i] ? 1 : 0) : Number(flat[i]);
  return new NDArray(storage, type, shape);
}

function flatten(values: NestedNumbers, depth: number, shape: number[], into: (number | boolean)[]): void {
  if (typeof values === "number" || typeof values === "boolean") {
    if (depth !== shape.length)
      throw new GradbookError(`tensor: a number stands where a list of ${shape[depth]} is expected`);
    into.push(values);
    return;
  }
  if (!Array.isArray(values)) {
    throw new GradbookError(`tensor: values must be numbers or lists of numbers, got ${describe(values)}`);
  }
  if (depth >= shape.length || values.length !== shape[depth]) {
    throw new GradbookError(
      `tensor: lists at one depth must have the same length: expected ${formatShape(shape)}, ` +
        `but found a list of ${values.length} at depth ${depth}`,
    );
  }
  for (const value of values as readonly NestedNumbers[]) flatten(value, depth + 1, shape, into);
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : typeof value;
}

/** The elements as nested lists; a tensor without dimensions gives a number. Bool elements become true and false. */
export function toNested(x: NDArray, data: TypedArray = x.data): NestedNumbers {
  const element = (at: number): number | boolean => (x.dtype === "bool" ? data[at] !== 0 : data[at]);
  const level = (dim: number, at: number): NestedNumbers => {
    if (dim === x.ndim) return element(at);
    return Array.from({ length: x.shape[dim] }, (_, i) => level(dim + 1, at + i * x.strides[dim]));
  };
  return level(0, x.offset);
}
