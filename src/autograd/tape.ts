import { GradbookError } from "../errors";
import { full } from "../tensor/kernels";
import type { NDArray, Storage } from "../tensor/ndarray";
import { formatShape, sameShape } from "../tensor/shape";
import type { Gradient, TapeEntry } from "./tape-entry";
import { Tensor } from "./tensor";

// The two things that the tape keeps between calls: whether it is running, and how many operations it has seen.
let recording = true;
let count = 0;

/** Whether operations are being recorded. */
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
  const before = recording;
  recording = false;
  try {
    const result = compute();
    if (result instanceof Promise) throw new GradbookError("noGrad: the function must not be async");
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

export interface BackwardOptions {
  /** The gradient to start from; default 1, for a tensor of one element. */
  gradient?: Tensor;
  /** Keep what the gradients need, so that `backward()` can run again. Default: `createGraph`. */
  retainGraph?: boolean;
  /** Record the computation of the gradients themselves, so that they can be differentiated again. Default false. */
  createGraph?: boolean;
  /** Keep the gradient of every computed tensor on the way, as pictures of the graph do. Default false. */
  retainGrads?: boolean;
}

/**
 * Sends the gradient of `root` back along the tape to every leaf: each entry, from the last to the first, multiplies
 * what arrives with its own slope and passes it on to its parents, where contributions add up.
 */
export function backward(root: Tensor, options: BackwardOptions = {}): void {
  const createGraph = options.createGraph ?? false;
  const run = (): void => propagate(root, startGradient(root, options.gradient), { ...options, createGraph });
  if (createGraph) run();
  else noGrad(run);
}

function startGradient(root: Tensor, gradient: Tensor | undefined): Tensor {
  if (!root.requiresGrad) {
    throw new GradbookError(
      "backward: no gradient flows to this tensor: nothing it was computed from has requiresGrad, or it was computed in noGrad or from detach()",
    );
  }
  if (gradient) {
    if (sameShape(gradient.shape, root.shape)) return gradient;
    throw new GradbookError(
      `backward: the gradient has the shape ${formatShape(gradient.shape)}, the tensor ${formatShape(root.shape)}; they must be equal`,
    );
  }
  if (root.size !== 1) {
    throw new GradbookError(
      `backward: a tensor of shape ${formatShape(root.shape)} has no single slope; reduce it first, as in t.sum().backward(), ` +
        "or pass { gradient }",
    );
  }
  return new Tensor(full(root.dtype, root.shape, 1));
}

function propagate(root: Tensor, start: Tensor, options: BackwardOptions): void {
  const gradients = new Map<Tensor, Tensor>([[root, start]]);
  const taken = new Set([start.array.storage]);
  for (const tensor of reachable(root)) {
    const grad = gradients.get(tensor);
    if (!grad) continue;
    gradients.delete(tensor);
    if (tensor.retainsGrad || options.retainGrads) accumulate(tensor, grad, taken);
    if (tensor.entry) passOn(tensor, tensor.entry, grad, gradients);
    if (tensor.entry && !(options.retainGraph ?? options.createGraph)) release(tensor.entry);
  }
}

/** Everything that `root` was computed from and that has a gradient, results before their parents. */
function reachable(root: Tensor): Tensor[] {
  const found = new Set<Tensor>([root]);
  for (const tensor of found) {
    for (const parent of tensor.parents) if (parent.requiresGrad) found.add(parent);
  }
  return [...found].sort((a, b) => (b.entry?.id ?? -1) - (a.entry?.id ?? -1));
}

function passOn(result: Tensor, entry: TapeEntry, grad: Tensor, sums: Map<Tensor, Tensor>): void {
  const { gradients, parents } = entry;
  if (!gradients) {
    throw new GradbookError(
      `backward: the graph behind '${entry.operation}' was already walked, and what it needs is freed; compute the loss again ` +
        "before each backward(), or call backward({ retainGraph: true }) the first time",
    );
  }
  entry.needs.forEach((tensor, i) => checkVersion(entry.operation, tensor, entry.versions[i]));
  if (entry.resultVersion !== undefined) checkVersion(entry.operation, result, entry.resultVersion);
  for (let i = 0; i < parents.length; i++) {
    const contribution = gradients[i]?.(grad, result).to(parents[i].dtype);
    if (!contribution) continue;
    const sum = sums.get(parents[i]);
    sums.set(parents[i], sum ? sum.add(contribution) : contribution);
  }
}

function checkVersion(operation: string, tensor: Tensor, version: number): void {
  if (tensor.array.storage.version === version) return;
  throw new GradbookError(
    `backward: '${operation}' needs a value of shape ${formatShape(tensor.shape)} that was changed in place after it was used; ` +
      "change a copy (t.clone()), or change it after backward()",
  );
}

/**
 * Adds to the stored gradient. Operations may pass one gradient on to several parents: only the first tensor that stores
 * it keeps that memory, so that changing one gradient in place (clipping, say) never changes another.
 */
function accumulate(tensor: Tensor, grad: Tensor, taken: Set<Storage>): void {
  if (tensor.grad) {
    tensor.grad = tensor.grad.add(grad);
    return;
  }
  const { storage, contiguous } = grad.array;
  const own = contiguous && !taken.has(storage);
  if (own) taken.add(storage);
  tensor.grad = own ? grad : grad.clone();
}

/** Lets go of the values that only the gradients needed. The names and parents stay, so that the graph can be drawn. */
function release(entry: TapeEntry): void {
  entry.gradients = undefined;
  entry.needs = [];
}
