import { GradbookError } from "../../errors";
import { counting, nonzeroPlaces } from "../../tensor/lines";
import { broadcastShapes, formatShape, sameShape, sizeOf } from "../../tensor/shape";
import { resolveRange, type Range } from "../../tensor/views";
import { Tensor } from "../tensor";
import { checkIndices, takeSlices } from "./index-select";
import { slice } from "./slice";
import { viewOf } from "./view-of";

/**
 * What to take of a dimension: a position, `":"` or `"start:end:step"`, a list of positions, a list of truth values, or a tensor of
 * either. `"..."` stands for all dimensions not named, `null` for a new dimension of length 1.
 */
export type Index = number | string | null | readonly number[] | readonly boolean[] | Tensor;

/** Positions, as a tensor, that choose from dimension `dim`. */
interface Choice {
  readonly dim: number;
  readonly positions: Tensor;
}

/** Ranges and single positions first, as a view; then the lists, which copy. */
export function at(x: Tensor, indices: readonly Index[], operation = "at"): Tensor {
  if (indices.length <= x.ndim && indices.every((index) => typeof index === "number")) {
    return element(operation, x, indices);
  }
  const ranges: Range[] = [];
  const shape: number[] = [];
  const choices: Choice[] = [];
  for (const index of written(operation, x, indices)) {
    const length = x.shape[ranges.length];
    if (index === null) {
      shape.push(1);
    } else if (typeof index === "number") {
      ranges.push(single(operation, index, length, ranges.length));
    } else if (typeof index === "string") {
      const range = parseRange(operation, index);
      shape.push(resolveRange(range, length).count);
      ranges.push(range);
    } else {
      const { covers, positions } = choiceOf(operation, index, x, ranges.length);
      choices.push({ dim: shape.length, positions });
      shape.push(sizeOf(x.shape.slice(ranges.length, ranges.length + covers)));
      for (let i = 0; i < covers; i++) ranges.push([]);
    }
  }
  const cut = ranges.every((range) => range.length === 0) ? x : slice(x, ranges);
  const view = sameShape(cut.shape, shape) ? cut : cut.reshape(shape);
  return choices.length === 0 ? view : choose(operation, view, choices);
}

/** One index for each dimension: `"..."` replaced by as many `":"` as are missing, lists made tensors. */
function written(operation: string, x: Tensor, indices: readonly Index[]): (number | string | null | Tensor)[] {
  const list = indices.map((index) =>
    Array.isArray(index) ? fromList(operation, index) : (index as Exclude<Index, readonly unknown[]>),
  );
  const named = list.reduce<number>((sum, index) => sum + dimensionsOf(index), 0);
  if (named > x.ndim) {
    throw new GradbookError(`${operation}: ${named} indices for a tensor of shape ${formatShape(x.shape)}`);
  }
  const rest = new Array<string>(x.ndim - named).fill(":");
  const gap = list.indexOf("...");
  if (list.lastIndexOf("...") !== gap)
    throw new GradbookError(`${operation}: "..." may stand only once, it takes all dimensions not named`);
  return gap < 0 ? [...list, ...rest] : [...list.slice(0, gap), ...rest, ...list.slice(gap + 1)];
}

function fromList(operation: string, list: readonly (number | boolean)[]): Tensor {
  const truth = list.length > 0 && list.every((value) => typeof value === "boolean");
  const array = counting(list.length);
  list.forEach((value, i) => (array.data[array.offset + i] = checkNumber(operation, Number(value))));
  return truth ? new Tensor(array).to("bool") : new Tensor(array);
}

function checkNumber(operation: string, index: number): number {
  if (Number.isInteger(index)) return index;
  throw new GradbookError(`${operation}: index ${index} is not a whole number`);
}

function dimensionsOf(index: number | string | null | Tensor): number {
  if (index === null || index === "...") return 0;
  return index instanceof Tensor && index.dtype === "bool" ? index.ndim : 1;
}

/** Positions of the first dimensions only: reading one number is common, and deserves a short way. */
function element(operation: string, x: Tensor, indices: readonly number[]): Tensor {
  const places = indices.map((index, dim) => place(operation, index, x.shape[dim], dim));
  const count = places.length;
  return viewOf("at", x, (array) => {
    const offset = places.reduce((sum, at, dim) => sum + at * array.strides[dim], array.offset);
    return array.view(array.shape.slice(count), array.strides.slice(count), offset);
  });
}

/** A position counted from the start. */
function place(operation: string, index: number, length: number, dim: number): number {
  const at = index < 0 ? index + length : index;
  if (Number.isInteger(index) && at >= 0 && at < length) return at;
  throw new GradbookError(`${operation}: index ${index} is outside of dimension ${dim}, which has ${length} elements`);
}

function single(operation: string, index: number, length: number, dim: number): Range {
  const at = place(operation, index, length, dim);
  return [at, at + 1];
}

function parseRange(operation: string, text: string): Range {
  const parts = text.split(":").map((part) => (part.trim() === "" ? undefined : Number(part)));
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part !== undefined && !Number.isInteger(part))) {
    throw new GradbookError(`${operation}: '${text}' is not a range; write ":", "1:3", "::2" or "-2:"`);
  }
  return [parts[0] ?? null, parts[1] ?? null, parts[2] ?? 1];
}

/** How many dimensions a list chooses from, and the positions in them, made one. */
function choiceOf(operation: string, index: Tensor, x: Tensor, dim: number): { covers: number; positions: Tensor } {
  if (index.dtype !== "bool") return { covers: 1, positions: index };
  const covered = x.shape.slice(dim, dim + index.ndim);
  if (index.ndim === 0 || !sameShape(covered, index.shape)) {
    throw new GradbookError(
      `${operation}: a mask of shape ${formatShape(index.shape)} does not fit ${formatShape(x.shape)} from dimension ${dim} on; lengths must be equal`,
    );
  }
  return { covers: index.ndim, positions: new Tensor(nonzeroPlaces(index.array)) };
}

/**
 * Lists are paired, element by element, after broadcasting: `at([0, 1], [2, 3])` takes `[0, 2]` and `[1, 3]`. What they choose takes the
 * place of their dimensions, or stands first if other dimensions lie between them.
 */
function choose(operation: string, x: Tensor, choices: readonly Choice[]): Tensor {
  const dims = choices.map(({ dim }) => dim);
  const chosen = choices.reduce<readonly number[]>(
    (shape, { positions }) => broadcastShapes(operation, shape, positions.shape),
    [],
  );
  const adjacent = dims[dims.length - 1] - dims[0] === dims.length - 1;
  const others = [...x.shape.keys()].filter((dim) => !dims.includes(dim));
  const before = adjacent ? others.slice(0, dims[0]) : [];
  const after = others.slice(before.length);
  const lengths = (list: readonly number[]): number[] => list.map((dim) => x.shape[dim]);

  const together = new Int32Array(sizeOf(chosen));
  for (const { dim, positions } of choices) {
    const list = checkIndices(operation, positions.expand(chosen), x.shape[dim]);
    for (let i = 0; i < list.length; i++) together[i] = together[i] * x.shape[dim] + list[i];
  }
  const merged = x.permute([...before, ...dims, ...after]);
  const lines = merged.reshape([...lengths(before), sizeOf(lengths(dims)), ...lengths(after)]);
  return takeSlices(lines, before.length, together).reshape([...lengths(before), ...chosen, ...lengths(after)]);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Elements by their place, one index a dimension: a number picks one and drops the dimension, `"1:3"` a range (a view), a list or a
     * tensor of positions several (a copy), truth values those that are true. Negative positions count from the end, `"..."` stands for
     * the dimensions in between, `null` for a new one. Two lists are paired: `at([0, 1], [2, 3])` takes `[0, 2]` and `[1, 3]`.
     *
     * @throws if a position is outside of its dimension, or a mask has other lengths.
     * @example
     * const x = tensor([[1, 2, 3], [4, 5, 6]]);
     * x.at(1, [0, 2]).toList(); // -> [4, 6]
     * x.at("...", "::2").toArray(); // -> [[1, 3], [4, 6]]
     * x.at([0, 1], [-1, 0]).toList(); // -> [3, 4]
     * x.at(x.gt(4)).toList(); // -> [5, 6]
     * x.at(":", null, 0).shape; // -> [2, 1]
     */
    at(...indices: Index[]): Tensor;
  }
}
Tensor.prototype.at = function (this: Tensor, ...indices: Index[]): Tensor {
  return at(this, indices);
};
