import { dataOf } from "../../tensor/memory";
import type { NDArray, TypedArray } from "../../tensor/types";
import type { Kernel, Machine } from "../machine";
import { Arena, Block } from "./arena";

const mostDims = 8;

/** What the compiled kernels are handed: addresses of arrays in the arena, and descriptions of how to walk through them. */
export class Operands {
  readonly arena: Arena;
  readonly kernels: Readonly<Record<string, Kernel | undefined>>;
  readonly #walk: Block;
  #scratch: Block[] = [];

  constructor(machine: Machine) {
    this.arena = new Arena(machine);
    this.kernels = machine.kernels;
    this.#walk = this.#lend(1 + 4 * mostDims);
  }

  /** Whether `x` holds elements of `dtype` in this arena, so that a kernel can work on it. */
  holds(x: NDArray, dtype: "float32" | "int32" | "bool" = "float32"): boolean {
    const { memory } = x.storage;
    return x.dtype === dtype && memory instanceof Block && memory.arena === this.arena;
  }

  /** Whether all arrays that are there hold float32 in this arena. */
  floats(...arrays: readonly (NDArray | undefined)[]): boolean {
    for (const x of arrays) if (x && !this.holds(x)) return false;
    return true;
  }

  /**
   * The address of the first element.
   *
   * @throws if the memory was given back.
   */
  address(x: NDArray): number {
    dataOf(x.storage);
    return (x.storage.memory as Block).address + x.offset * (x.dtype === "bool" ? 1 : 4);
  }

  /** The address of `x`, or 0: no such array. */
  addressOrNull(x: NDArray | undefined): number {
    return x ? this.address(x) : 0;
  }

  /**
   * Describes the loop over arrays of one shape, in as few and as long dimensions as their strides allow: the number of dimensions,
   * their lengths, then the steps of each array. Returns its address, or 0 if there are too many dimensions.
   */
  walk(a: NDArray, b?: NDArray, c?: NDArray): number {
    const to = this.#walk.data;
    if (a.contiguous && (!b || b.contiguous) && (!c || c.contiguous)) {
      to[0] = 1;
      to[1] = a.size;
      to[2] = to[3] = to[4] = 1;
      return this.#walk.address;
    }
    const arrays = c && b ? [a, b, c] : b ? [a, b] : [a];
    const kept = mergedDims(arrays);
    if (kept.length > mostDims) return 0;
    let at = 0;
    to[at++] = kept.length;
    for (const { length } of kept) to[at++] = length;
    for (const { strides } of arrays) for (const { dim } of kept) to[at++] = strides[dim] ?? 0;
    return this.#walk.address;
  }

  /** Copies whole numbers to where kernels can read them, until the next call. */
  integers(values: ArrayLike<number>): number {
    const block = this.temporary(0, 4 * values.length);
    block.data.set(values);
    return block.address;
  }

  /** Memory for the time of one kernel call; `which` tells those of one call apart. */
  temporary(which: number, bytes: number): Block {
    const before = this.#scratch[which];
    if (before && before.bytes >= bytes) return before;
    before?.release();
    return (this.#scratch[which] = this.#lend(Math.max(256, Math.ceil(bytes / 4))));
  }

  #lend(length: number): Block {
    const block = this.arena.allocate("int32", length);
    if (!block) throw new RangeError(`no memory is left for ${4 * length} bytes of work space`);
    // A block may be a little larger than asked for: all of it can be used.
    return block.lend("int32", Math.floor(block.bytes / 4));
  }
}

/** The dimensions that remain when those that every array walks without a break are made one; `dim` names the innermost of each. */
function mergedDims(arrays: readonly NDArray[]): { length: number; dim: number }[] {
  const kept: { length: number; dim: number }[] = [];
  const { shape } = arrays[0];
  for (let dim = 0; dim < shape.length; dim++) {
    const length = shape[dim];
    if (length === 1) continue;
    const last = kept[kept.length - 1];
    if (last && arrays.every((x) => x.strides[last.dim] === x.strides[dim] * length)) {
      last.length *= length;
      last.dim = dim;
    } else kept.push({ length, dim });
  }
  return kept.length > 0 ? kept : [{ length: 1, dim: Math.max(shape.length - 1, 0) }];
}

/** The elements of a vector of any stride, in a row. */
export function inRow({ data, offset, strides: [stride], size }: NDArray): TypedArray {
  return Float32Array.from({ length: size }, (_, i) => data[offset + i * stride]);
}
