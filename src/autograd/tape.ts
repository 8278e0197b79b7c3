import { GradbookError, inWords } from "../errors";
import type { NDArray } from "../tensor/ndarray";
import type { Gradient, TapeEntry } from "./tape-entry";
import { Tensor } from "./tensor";

// What the tape keeps between calls: whether it is running, how many operations it has seen, and who watches.
let recording = true;
let count = 0;
let watcher: Watcher | undefined;

/** Sees every result and every gradient while it is set. */
export interface Watcher {
  result(operation: string, parents: readonly Tensor[], array: NDArray): void;
  gradient(entry: TapeEntry, parent: Tensor, arrived: Tensor, contribution: Tensor): void;
}

export function currentWatcher(): Watcher | undefined {
  return watcher;
}

/** Runs `compute` while `watch` (or, with `undefined`, nobody) sees what happens on the tape. */
export function watched<T>(watch: Watcher | undefined, compute: () => T): T {
  const before = watcher;
  watcher = watch;
  try {
    return compute();
  } finally {
    watcher = before;
  }
}

/**
 * Whether operations on tensors with `requiresGrad` are being recorded: not in `noGrad`. Learners know it as `isGradEnabled`.
 *
 * @example
 * noGrad(() => isGradEnabled()); // -> false
 */
export function isRecording(): boolean {
  return recording;
}

/**
 * Runs `compute` without recording: no graph is built, no gradient will flow.
 *
 * @throws if `compute` is asynchronous, since recording would start again before it ends.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // -> false
 */
export function noGrad<T>(compute: () => T): T {
  return withRecording("noGrad", false, compute);
}

/**
 * Runs `compute` with recording, also inside of `noGrad`.
 *
 * @throws if `compute` is asynchronous, since recording would stop again before it ends.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.mul(2))).requiresGrad; // -> true
 */
export function enableGrad<T>(compute: () => T): T {
  return withRecording("enableGrad", true, compute);
}

export function withRecording<T>(name: string, wanted: boolean, compute: () => T): T {
  if (typeof compute !== "function")
    throw new GradbookError(`${name}: expected a function, as in ${name}(() => ...), got ${inWords(compute)}`);
  const before = recording;
  recording = wanted;
  try {
    const result = compute();
    if (result instanceof Promise) throw new GradbookError(`${name}: the function must not be async`);
    return result;
  } finally {
    recording = before;
  }
}

/** A result on its way onto the tape. */
export interface Recorded {
  readonly operation: string;
  readonly parents: readonly Tensor[];
  readonly array: NDArray;
  /** One function a parent; `undefined` for a parent that has no gradient (indices, say). */
  readonly gradients: readonly (Gradient | undefined)[];
  /** The tensors whose values the gradients read: changing one of them in place before `backward()` is an error. */
  readonly needs?: readonly Tensor[];
  /** Whether the gradients read the result itself. */
  readonly needsResult?: boolean;
}

/** Makes the tensor of a result; if a parent requires a gradient, the tape remembers how to send it back. */
export function record({ operation, parents, array, gradients, needs = [], needsResult }: Recorded): Tensor {
  watcher?.result(operation, parents, array);
  if (!recording || !parents.some((parent) => parent.requiresGrad)) return new Tensor(array);
  const entry: TapeEntry = {
    id: count++,
    operation,
    parents,
    gradients: parents.map((parent, i) => (parent.requiresGrad ? gradients[i] : undefined)),
    needs,
    versions: needs.map((tensor) => tensor.array.storage.version),
    resultVersion: needsResult ? array.storage.version : undefined,
  };
  return new Tensor(array, { entry });
}
