import type { DType, TypedArray } from "../../tensor/types";
import type { Memory } from "../backend";
import type { Machine } from "../machine";

const alignment = 64;
const leastReservation = 64 * 2 ** 20;

const views: Record<DType, new (buffer: ArrayBuffer, offset: number, length: number) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};
const elementSizes: Record<DType, number> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 };

/** A piece of the arena, lent to one array after another. */
export class Block implements Memory {
  lending = 0;
  length = 0;
  dtype: DType = "uint8";
  #view: TypedArray | undefined;

  constructor(
    readonly arena: Arena,
    readonly buffer: ArrayBuffer,
    readonly offset: number,
    readonly address: number,
    readonly bytes: number,
  ) {}

  /** The block as the elements that it was lent for. Most arrays are only seen by kernels, and need none. */
  get data(): TypedArray {
    return (this.#view ??= new views[this.dtype](this.buffer, this.offset, this.length));
  }

  /** Training asks for the same arrays again and again, whose views are still there. */
  lend(dtype: DType, length: number): this {
    this.lending++;
    if (this.dtype !== dtype || this.length !== length) {
      this.dtype = dtype;
      this.length = length;
      this.#view = undefined;
    }
    return this;
  }

  release(): void {
    this.lending++;
    this.arena.takeBack(this);
  }
}

/** Room that has not been cut into blocks yet. */
interface Room {
  readonly buffer: ArrayBuffer;
  offset: number;
  address: number;
  bytes: number;
}

/**
 * The memory that the compiled kernels work on. It is cut into blocks of a few sizes; a block that comes back waits in the list of
 * its size for the next array of that size, so that a training loop needs no new memory once it is warm.
 */
export class Arena {
  readonly #machine: Machine;
  readonly #waiting = new Map<number, Block[]>();
  #rooms: Room[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** A block for `length` elements, or `undefined` when memory is used up. */
  allocate(dtype: DType, length: number): Block | undefined {
    const bytes = sizeClass(length * elementSizes[dtype]);
    const block = this.#waiting.get(bytes)?.pop() ?? this.#cut(bytes);
    return block?.lend(dtype, length);
  }

  takeBack(block: Block): void {
    const waiting = this.#waiting.get(block.bytes);
    if (waiting) waiting.push(block);
    else this.#waiting.set(block.bytes, [block]);
  }

  #cut(bytes: number): Block | undefined {
    const room = this.#rooms.find((candidate) => candidate.bytes >= bytes) ?? this.#reserve(bytes) ?? this.#join(bytes);
    if (!room) return undefined;
    const block = new Block(this, room.buffer, room.offset, room.address, bytes);
    room.offset += bytes;
    room.address += bytes;
    room.bytes -= bytes;
    if (room.bytes === 0) this.#rooms = this.#rooms.filter((other) => other !== room);
    return block;
  }

  #reserve(bytes: number): Room | undefined {
    const reserved = this.#machine.reserve(Math.max(bytes, leastReservation)) ?? this.#machine.reserve(bytes);
    if (!reserved) return undefined;
    const room = { ...reserved };
    this.#rooms.push(room);
    return room;
  }

  /** Where nothing is left: waiting blocks that lie beside each other become room again. */
  #join(bytes: number): Room | undefined {
    const free: Room[] = [...this.#rooms, ...[...this.#waiting.values()].flat()].map(
      ({ buffer, offset, address, bytes: size }) => ({
        buffer,
        offset,
        address,
        bytes: size,
      }),
    );
    free.sort((a, b) => a.address - b.address);
    this.#waiting.clear();
    this.#rooms = [];
    let last: Room | undefined;
    for (const piece of free) {
      if (last?.buffer === piece.buffer && last.address + last.bytes === piece.address) last.bytes += piece.bytes;
      else this.#rooms.push((last = piece));
    }
    return this.#rooms.find((candidate) => candidate.bytes >= bytes);
  }
}

/** Sizes in steps of an eighth: at most an eighth of a block is unused, and arrays of nearly one size share blocks. */
function sizeClass(bytes: number): number {
  if (bytes <= 8 * alignment) return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / Math.max(step, alignment)) * Math.max(step, alignment);
}
