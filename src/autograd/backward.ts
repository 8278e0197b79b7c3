import { checkOptions, GradbookError } from "../errors";
import { full } from "../tensor/kernels";
import { inScope, keepAlways, type Storage } from "../tensor/memory";
import { formatShape, sameShape } from "../tensor/shape";
import { checkTensor } from "./operand";
import { currentWatcher, watched, withRecording } from "./tape";
import type { Gradient, TapeEntry } from "./tape-entry";
import { gradOf, storeGrad, Tensor } from "./tensor";

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
  checkOptions("backward", options, ["gradient", "retainGraph", "createGraph", "retainGrads"]);
  const run = (keep: (storage: Storage, owner: Storage) => void): void => {
    const start = startGradient("backward", root, options.gradient);
    const taken = new Set([start.array.storage]);
    propagate(new Map([[root, start]]), options, (tensor, grad) => {
      if (!tensor.retainsGrad && !options.retainGrads) return;
      const sum = accumulate(tensor, grad, taken);
      // The graph of the gradients may need this one's values after zeroGrad: as if the learner held it, it is not given back there.
      if (options.createGraph) tensor.grad = sum;
      keep(sum.array.storage, tensor.array.storage);
    });
  };
  // What is computed on the way is nobody else's: at the end, all but the stored gradients gives its memory back.
  if (options.createGraph || currentWatcher()) run(() => undefined);
  else inScope(run);
}

/** The gradient that the way back begins with at `root`: the given one, or 1. */
export function startGradient(operation: string, root: Tensor, gradient: Tensor | undefined): Tensor {
  if (!root.requiresGrad) {
    throw new GradbookError(
      `${operation}: no gradient flows to this tensor: nothing it was computed from has requiresGrad, or it was computed in noGrad or from detach()`,
    );
  }
  if (gradient !== undefined) {
    checkTensor(operation, operation === "grad" ? "each of gradOutputs" : "gradient", gradient);
    if (sameShape(gradient.shape, root.shape)) return gradient;
    throw new GradbookError(
      `${operation}: the gradient has the shape ${formatShape(gradient.shape)}, the tensor ${formatShape(root.shape)}; they must be equal`,
    );
  }
  if (root.size !== 1) {
    throw new GradbookError(
      `${operation}: a tensor of shape ${formatShape(root.shape)} has no single slope; reduce it first, as in t.sum().backward(), ` +
        `or pass { ${operation === "grad" ? "gradOutputs" : "gradient"} }`,
    );
  }
  return new Tensor(full(root.dtype, root.shape, 1));
}

/**
 * The way back from `gradients`, those of the results, to all that they were computed from; `receive` sees each tensor
 * with its whole gradient, results before their parents. With `towards`, only the paths to its tensors are gone.
 */
export function propagate(
  gradients: Map<Tensor, Tensor>,
  options: Pick<BackwardOptions, "retainGraph" | "createGraph"> & { towards?: ReadonlySet<Tensor> },
  receive: (tensor: Tensor, grad: Tensor) => void,
): void {
  const { createGraph = false, retainGraph = createGraph, towards } = options;
  withRecording("backward", createGraph, () => {
    const order = reachable(gradients.keys());
    const wanted = towards && leadingTo(towards, order);
    for (const tensor of order) {
      const arrived = gradients.get(tensor);
      if (!arrived) continue;
      gradients.delete(tensor);
      const grad = throughHooks(tensor, arrived);
      receive(tensor, grad);
      if (!tensor.entry || !leadsOn(tensor, wanted)) continue;
      passOn(tensor, tensor.entry, grad, gradients, wanted);
      if (!retainGraph) release(tensor.entry);
    }
  });
}

/** Everything that `roots` were computed from and that has a gradient, results before their parents. */
function reachable(roots: Iterable<Tensor>): Tensor[] {
  const found = new Set<Tensor>(roots);
  for (const tensor of found) {
    for (const parent of tensor.parents) if (parent.requiresGrad) found.add(parent);
  }
  return [...found].sort((a, b) => (b.entry?.id ?? -1) - (a.entry?.id ?? -1));
}

/** Those of `order` from which a path leads to `targets`, the targets themselves included. */
function leadingTo(targets: ReadonlySet<Tensor>, order: readonly Tensor[]): ReadonlySet<Tensor> {
  const found = new Set(targets);
  for (let i = order.length - 1; i >= 0; i--) {
    if (leadsOn(order[i], found)) found.add(order[i]);
  }
  return found;
}

/** Whether the way back from `tensor` goes on: to any of its parents, or to a wanted one. */
function leadsOn(tensor: Tensor, wanted: ReadonlySet<Tensor> | undefined): boolean {
  return !wanted || tensor.parents.some((parent) => wanted.has(parent));
}

function passOn(
  result: Tensor,
  entry: TapeEntry,
  grad: Tensor,
  sums: Map<Tensor, Tensor>,
  wanted: ReadonlySet<Tensor> | undefined,
): void {
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
    if (wanted && !wanted.has(parents[i])) continue;
    const contribution = contributionOf(entry, gradients[i], grad, result, parents[i]);
    if (!contribution) continue;
    const sum = sums.get(parents[i]);
    sums.set(parents[i], sum ? sum.add(contribution) : contribution);
  }
}

/** What one parent gets. Who watches sees the gradient as a whole, not the operations that it is made of. */
function contributionOf(
  entry: TapeEntry,
  gradient: Gradient | undefined,
  grad: Tensor,
  result: Tensor,
  parent: Tensor,
): Tensor | undefined {
  const watcher = currentWatcher();
  if (!gradient || !watcher) return gradient?.(grad, result)?.to(parent.dtype);
  const contribution = watched(undefined, () => gradient(grad, result)?.to(parent.dtype));
  if (contribution) watcher.gradient(entry, parent, grad, contribution);
  return contribution;
}

/** The gradient as the tensor's hooks leave it. */
function throughHooks(tensor: Tensor, grad: Tensor): Tensor {
  if (!tensor.hooks?.size) return grad;
  let current = grad;
  for (const hook of tensor.hooks) {
    keepAlways(current.array.storage);
    const changed = hook(current);
    if (!changed) continue;
    if (!sameShape(changed.shape, tensor.shape)) {
      throw new GradbookError(
        `registerHook: the hook returned a gradient of shape ${formatShape(changed.shape)} for a tensor of shape ${formatShape(tensor.shape)}; they must be equal`,
      );
    }
    current = changed;
  }
  // What a hook has seen or returned is the learner's: what is stored is given back by zeroGrad, so it must be another.
  return current.clone();
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
function accumulate(tensor: Tensor, grad: Tensor, taken: Set<Storage>): Tensor {
  const before = gradOf(tensor);
  const { storage, contiguous } = grad.array;
  const own = !before && contiguous && !taken.has(storage);
  if (own) taken.add(storage);
  const sum = before ? before.add(grad) : own ? grad : grad.clone();
  storeGrad(tensor, sum);
  return sum;
}

/** Lets go of the values that only the gradients needed. The names and parents stay, so that the graph can be drawn. */
function release(entry: TapeEntry): void {
  entry.gradients = undefined;
  entry.needs = [];
}
