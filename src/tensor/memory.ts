import type { Memory } from "../backend/backend";
import { backend } from "../backend/current";
import { GradbookError } from "../errors";
import type { DType, TypedArray } from "./dtype";
import { formatShape, sizeOf, type Shape } from "./shape";

// Who gives memory back? A scope, at its end; `dispose()`, at once; and for everything else the garbage collector: memory of a
// storage that nothing refers to any more is found by a sweep when much has been handed out. Plain arrays need none of it.

/**
 * How long a storage lives on after the scope that it was made in: passed on to the scope around, free of all, or as long as another
 * storage, as a gradient does.
 */
type Kept = "no" | "once" | "always" | Storage;

/** What was made in a scope. */
type Made = Storage[];

/** Memory that several views share. `version` counts the changes made to it in place. */
export class Storage {
  version = 0;
  released = false;
  readonly memory: Memory;
  /** The shape it was made for, to be named where memory runs out. */
  readonly shape: Shape;
  kept: Kept = "no";
  /** The scope that gives it back. */
  scope: Made | undefined;
  /** Held for the group that this storage is watched in. */
  mark: object | undefined;

  constructor(memory: Memory, shape: Shape) {
    this.memory = memory;
    this.shape = shape;
  }

  /** Gives the memory back; a second time does nothing. */
  release(): void {
    if (this.released) return;
    this.released = true;
    if (this.mark) bytesSinceSweep -= bytesOf(this.memory);
    this.memory.release?.();
  }
}

/** What was made in the scope that is open; `undefined` outside of all. */
let made: Made | undefined;

/** Memory for a new array; its contents are whatever was there before. */
export function allocate(dtype: DType, shape: Shape): Storage {
  const memory = backend().allocate(dtype, sizeOf(shape)) ?? afterSweep(dtype, shape);
  const storage = new Storage(memory, shape);
  if (memory.release) moveTo(made, storage);
  return storage;
}

function moveTo(scope: Made | undefined, storage: Storage): void {
  storage.scope = scope;
  if (scope) scope.push(storage);
  else watch(storage);
}

/**
 * Runs `compute`, then gives back the memory of all that was made meanwhile and that `keep` was not called with. What is kept
 * belongs to the scope around, if there is one; or with `owner`, to the scope of that.
 */
export function inScope<T>(compute: (keep: (storage: Storage, owner?: Storage) => void) => T): T {
  const outer = made;
  const own: Made = [];
  made = own;
  try {
    return compute(keep);
  } finally {
    made = outer;
    for (const storage of own) close(storage, outer);
  }
}

function keep(storage: Storage, owner?: Storage): void {
  if (storage.kept !== "always") storage.kept = owner ?? "once";
}

function close(storage: Storage, outer: Made | undefined): void {
  const { kept } = storage;
  if (kept === "no") return storage.release();
  if (storage.released) return;
  if (kept !== "always") storage.kept = "no";
  moveTo(kept === "once" ? outer : kept === "always" ? undefined : kept.scope, storage);
}

/** Takes a storage out of all scopes: it stays as long as something refers to it. */
export function keepAlways(storage: Storage): void {
  storage.kept = "always";
}

/** Runs `compute` as if no scope were open: what it makes stays as long as something refers to it. */
export function outsideScopes<T>(compute: () => T): T {
  const outer = made;
  made = undefined;
  try {
    return compute();
  } finally {
    made = outer;
  }
}

/** Reads the elements; memory that was given back is an error here, at its first use. */
export function dataOf(storage: Storage): TypedArray {
  checkUsable("this operation", storage);
  return storage.memory.data;
}

/** @throws if the memory was given back. */
export function checkUsable(operation: string, storage: Storage): void {
  if (storage.released) throw releasedError(operation, storage);
}

function releasedError(operation: string, { shape }: Storage): GradbookError {
  return new GradbookError(
    `${operation}: the memory of a tensor of shape ${formatShape(shape)} was given back, by dispose() or at the end of a scope or ` +
      "training step; take what you need before, as numbers (item(), toArray()), or hold on to the tensor with keep(t)",
  );
}

/** Blocks of memory, and which lending of each is meant: once it was given back and lent again, it is another's. */
class Lent {
  readonly memories: Memory[] = [];
  readonly lendings: number[] = [];

  add(memory: Memory): void {
    this.memories.push(memory);
    this.lendings.push(memory.lending ?? 0);
  }

  /** Those that were not given back since. */
  held(): Memory[] {
    return this.memories.filter(({ lending }, i) => lending === this.lendings[i]);
  }
}

/**
 * Storages made one after the other outside of scopes. Each of them refers to the group's `mark`; when nothing refers to the mark
 * any more, all are unreachable. Watching single storages would cost more than many an operation.
 */
interface Group {
  readonly mark: WeakRef<object>;
  readonly lent: Lent;
}

let groups: Group[] = [];
let openGroup: { mark: object; lent: Lent; bytes: number } | undefined;
const mostInGroup = 32;
const mostBytesInGroup = 64 * 2 ** 10;

/** Handed out outside of scopes since the last sweep, less what came back by itself. */
let bytesSinceSweep = 0;
let bytesAllowed = 0;
let leastBytes = 128 * 2 ** 20;
const leastGroups = 10_000;
let groupsAllowed = leastGroups;

/** Finds unreachable objects now, so that a WeakRef to them is empty afterwards; only some hosts can. */
let collectGarbage: (() => void) | undefined;

/** Lets the host say how to collect garbage at once, in the middle of a computation, and after how many bytes it is worth it. */
export function useCollector(collect: () => void, { bytes }: { bytes?: number } = {}): void {
  collectGarbage = collect;
  leastBytes = bytes ?? leastBytes;
}

/** Where the host cannot collect at once, groups come back when it gets round to it. */
const registry = new FinalizationRegistry<Lent>(giveBack);

function giveBack(lent: Lent): void {
  for (const memory of lent.held()) memory.release?.();
}

function watch(storage: Storage): void {
  const { memory } = storage;
  const bytes = bytesOf(memory);
  bytesSinceSweep += bytes;
  const group = openGroup && bytes < mostBytesInGroup ? openGroup : startGroup();
  group.lent.add(memory);
  group.bytes += bytes;
  storage.mark = group.mark;
  if (group.lent.memories.length >= mostInGroup || group.bytes >= mostBytesInGroup) openGroup = undefined;
}

function startGroup(): NonNullable<typeof openGroup> {
  if (collectGarbage && (bytesSinceSweep > Math.max(bytesAllowed, leastBytes) || groups.length > groupsAllowed))
    sweep();
  openGroup = { mark: {}, lent: new Lent(), bytes: 0 };
  if (collectGarbage) groups.push({ mark: new WeakRef(openGroup.mark), lent: openGroup.lent });
  else registry.register(openGroup.mark, openGroup.lent);
  return openGroup;
}

/** Gives back the memory of storages that nothing refers to. */
export function sweep(): void {
  openGroup = undefined;
  collectGarbage?.();
  groups = groups.filter(({ mark, lent }) => {
    if (mark.deref()) return true;
    giveBack(lent);
    return false;
  });
  // Half as much again as is alive: the time for sweeps stays in proportion to the work between them.
  bytesAllowed = sumOfBytes(groups.flatMap(({ lent }) => lent.held())) / 2;
  groupsAllowed = Math.max(groups.length * 2, leastGroups);
  bytesSinceSweep = 0;
}

function bytesOf(memory: Memory): number {
  return memory.bytes ?? memory.data.byteLength;
}

function sumOfBytes(memories: readonly Memory[]): number {
  return memories.reduce((sum, memory) => sum + bytesOf(memory), 0);
}

function afterSweep(dtype: DType, shape: Shape): Memory {
  sweep();
  const memory = backend().allocate(dtype, sizeOf(shape));
  if (memory) return memory;
  const { tensors, bytes, largest } = memoryHeld();
  throw new GradbookError(
    `out of memory: a ${dtype} tensor of shape ${formatShape(shape)} does not fit beside the ${tensors} tensors that hold ${megabytes(bytes)}` +
      (largest.length > 0 ? `, the largest of them ${largest.join(", ")}` : "") +
      "; drop or dispose() what is not needed, or take a smaller batch",
  );
}

/** How many arrays are held, as far as memory is counted, their bytes, and the largest of them in words. */
export function memoryHeld(): { tensors: number; bytes: number; largest: string[] } {
  const inScope = (made ?? []).filter(({ released }) => !released).map(({ memory }) => memory);
  const held = [...groups.flatMap(({ lent }) => lent.held()), ...inScope];
  const largest = [...held].sort((a, b) => b.data.byteLength - a.data.byteLength).slice(0, 3);
  return {
    tensors: held.length,
    bytes: sumOfBytes(held),
    largest: largest.map(({ data }) => `${formatShape([data.length])} (${megabytes(data.byteLength)})`),
  };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
