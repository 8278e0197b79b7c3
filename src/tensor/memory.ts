import type { Memory } from "../backend/backend";
import { backend } from "../backend/current";
import { GradbookError } from "../errors";
import type { DType, TypedArray } from "./dtype";
import { formatShape, sizeOf, type Shape } from "./shape";

// Who gives memory back? A scope, at its end; `dispose()`, at once; and for everything else the garbage collector: memory of a
// storage that nothing refers to any more is found by a sweep when much has been handed out. Plain arrays need none of it.

/** Stands in the place of memory that was given back: reading it is found out. */
const gone: TypedArray = new Float32Array(0);

/** How long a storage lives on after the scope that it was made in: passed on to the scope around, or free of all. */
type Kept = "no" | "once" | "always";

/** Memory that several views share. `version` counts the changes made to it in place. */
export class Storage {
  version = 0;
  data: TypedArray;
  readonly memory: Memory;
  /** The shape it was made for, to be named where memory runs out. */
  readonly shape: Shape;
  kept: Kept = "no";

  constructor(memory: Memory, shape: Shape) {
    this.data = memory.data;
    this.memory = memory;
    this.shape = shape;
  }

  get released(): boolean {
    return this.data === gone;
  }

  /** Gives the memory back; a second time does nothing. */
  release(): void {
    if (this.released) return;
    this.data = gone;
    this.memory.release?.();
  }
}

/** What was made in the scope that is open; `undefined` outside of all. */
let made: Storage[] | undefined;

/** Memory for a new array; its contents are whatever was there before. */
export function allocate(dtype: DType, shape: Shape): Storage {
  const memory = backend().allocate(dtype, sizeOf(shape)) ?? afterSweep(dtype, shape);
  const storage = new Storage(memory, shape);
  if (memory.release) {
    if (made) made.push(storage);
    else watch(storage);
  }
  return storage;
}

/**
 * Runs `compute`, then gives back the memory of all that was made meanwhile and that `keep` was not called with.
 * What is kept belongs to the scope around, if there is one.
 */
export function inScope<T>(compute: (keep: (storage: Storage) => void) => T): T {
  const outer = made;
  const own: Storage[] = [];
  made = own;
  try {
    return compute(keepOnce);
  } finally {
    made = outer;
    for (const storage of own) close(storage, outer);
  }
}

function keepOnce(storage: Storage): void {
  if (storage.kept === "no") storage.kept = "once";
}

function close(storage: Storage, outer: Storage[] | undefined): void {
  if (storage.kept === "no") {
    storage.release();
    return;
  }
  if (storage.released) return;
  if (storage.kept === "once") storage.kept = "no";
  if (outer && storage.kept !== "always") outer.push(storage);
  else watch(storage);
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
  if (storage.data === gone) throw releasedError("this operation", storage);
  return storage.data;
}

/** @throws if the memory was given back. */
export function checkUsable(operation: string, storage: Storage): void {
  if (storage.data === gone) throw releasedError(operation, storage);
}

function releasedError(operation: string, { shape }: Storage): GradbookError {
  return new GradbookError(
    `${operation}: the memory of a tensor of shape ${formatShape(shape)} was given back, by dispose() or at the end of a scope or ` +
      "training step; take what you need before, as numbers (item(), toArray()), or hold on to the tensor with keep(t)",
  );
}

interface Watched {
  readonly storage: WeakRef<Storage>;
  readonly memory: Memory;
  /** The lending that is meant: a block that was given back and lent again is another's. */
  readonly lending: number;
}

/** Storages outside of scopes, whose memory goes back when nothing refers to them. */
let watched: Watched[] = [];
let bytesSinceSweep = 0;
let bytesAllowed = 0;
let countAllowed = 0;
const leastBytes = 256 * 2 ** 20;
const leastCount = 200_000;

/** Finds unreachable objects now, so that a WeakRef to them is empty afterwards; only some hosts can. */
let collectGarbage: (() => void) | undefined;

/** Lets the host say how to collect garbage at once, in the middle of a computation. */
export function useCollector(collect: () => void): void {
  collectGarbage = collect;
}

const registry = new FinalizationRegistry<Omit<Watched, "storage">>((lent) => release(lent));

function release({ memory, lending }: Omit<Watched, "storage">): void {
  if (memory.lending === lending) memory.release?.();
}

function watch(storage: Storage): void {
  const { memory } = storage;
  const lending = memory.lending ?? 0;
  if (!collectGarbage) {
    registry.register(storage, { memory, lending });
    return;
  }
  bytesSinceSweep += memory.data.byteLength;
  if (bytesSinceSweep > Math.max(bytesAllowed, leastBytes) || watched.length > Math.max(countAllowed, leastCount))
    sweep();
  watched.push({ storage: new WeakRef(storage), memory, lending });
}

/** Gives back the memory of storages that nothing refers to. */
export function sweep(): void {
  collectGarbage?.();
  watched = watched.filter((entry) => {
    if (entry.memory.lending !== entry.lending) return false;
    if (entry.storage.deref()) return true;
    release(entry);
    return false;
  });
  // Half as much again as is alive: the time for sweeps stays in proportion to the work between them.
  bytesAllowed = watched.reduce((sum, { memory }) => sum + memory.data.byteLength, 0) / 2;
  countAllowed = watched.length * 2;
  bytesSinceSweep = 0;
}

function afterSweep(dtype: DType, shape: Shape): Memory {
  sweep();
  const memory = backend().allocate(dtype, sizeOf(shape));
  if (memory) return memory;
  const held = heldStorages().sort((a, b) => b.data.byteLength - a.data.byteLength);
  const bytes = held.reduce((sum, { data }) => sum + data.byteLength, 0);
  const largest = held
    .slice(0, 3)
    .map((storage) => `${formatShape(storage.shape)} (${megabytes(storage.data.byteLength)})`);
  throw new GradbookError(
    `out of memory: a ${dtype} tensor of shape ${formatShape(shape)} does not fit beside the ${held.length} tensors that hold ${megabytes(bytes)}` +
      (largest.length > 0 ? `, the largest of them ${largest.join(", ")}` : "") +
      "; drop or dispose() what is not needed, or take a smaller batch",
  );
}

function heldStorages(): Storage[] {
  const found = watched.flatMap(({ storage }) => storage.deref() ?? []);
  return [...found, ...(made ?? [])].filter((storage) => !storage.released);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}

/** How many storages are held, and how many bytes, as far as memory is counted. */
export function memoryHeld(): { tensors: number; bytes: number } {
  sweep();
  const held = heldStorages();
  return { tensors: held.length, bytes: held.reduce((sum, { data }) => sum + data.byteLength, 0) };
}
