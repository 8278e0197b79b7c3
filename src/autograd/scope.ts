import { GradbookError, inWords } from "../errors";
import { inScope, keepAlways } from "../tensor/memory";
import { checkTensor } from "./operand";
import { gradOf, Tensor } from "./tensor";

/**
 * Runs `compute` and gives back the memory of every tensor made meanwhile, at once instead of when the garbage collector finds
 * them: for long loops outside of `train.fit`. What `compute` returns (a tensor, or a list or object of tensors) stays, and so do
 * gradients of tensors from outside, and what `keep` was called with.
 *
 * @throws if `compute` is asynchronous, since the scope would end before it does.
 * @example
 * const x = tensor([1, 2, 3]);
 * scope(() => x.mul(2).add(1).sum()).item(); // -> 15
 */
export function scope<T>(compute: () => T): T {
  if (typeof compute !== "function")
    throw new GradbookError(`scope: expected a function, as in scope(() => ...), got ${inWords(compute)}`);
  return inScope((keepStorage) => {
    const result = compute();
    if (result instanceof Promise) throw new GradbookError("scope: the function must not be async");
    for (const tensor of tensorsIn(result)) {
      if (tensor.entry?.gradients) {
        throw new GradbookError(
          `scope: the tensor returned came from '${tensor.entry.operation}', and what its gradient needs would be lost; call backward() inside, or return t.detach()`,
        );
      }
      keepStorage(tensor.array.storage);
      const grad = gradOf(tensor);
      if (grad) keepStorage(grad.array.storage);
    }
    return result;
  });
}

/**
 * Takes a tensor out of the scope or training step that it was made in: it stays as long as something refers to it.
 *
 * @example
 * const seen: Tensor[] = [];
 * scope(() => void seen.push(keep(tensor([1]).add(1))));
 * seen[0]?.toList(); // -> [2]
 */
export function keep(tensor: Tensor): Tensor {
  checkTensor("keep", "what is kept", tensor);
  keepAlways(tensor.array.storage);
  return tensor;
}

/** The tensors in a value: itself, or in a list, set, map or plain object, to any depth. */
export function tensorsIn(value: unknown, seen: Set<unknown> = new Set()): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  if (Array.isArray(value) && typeof value[0] === "number") return [];
  const inside = elementsOf(value);
  if (!inside) return [];
  seen.add(value);
  return inside.flatMap((element) => tensorsIn(element, seen));
}

function elementsOf(value: object): unknown[] | undefined {
  if (Array.isArray(value) || value instanceof Set) return [...value];
  if (value instanceof Map) return [...value.values()];
  return Object.getPrototypeOf(value) === Object.prototype ? Object.values(value) : undefined;
}

declare module "./tensor" {
  interface Tensor {
    /**
     * Gives this tensor's memory back now, and that of all views of it. Never needed: memory that nothing refers to comes back
     * by itself.
     *
     * @throws at the next use of this tensor.
     */
    dispose(): void;
  }
}
Tensor.prototype.dispose = function (this: Tensor): void {
  this.array.storage.release();
};
