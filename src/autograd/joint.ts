import type { Gradient } from "./tape-entry";
import type { Tensor } from "./tensor";

/**
 * One gradient function a parent, for an operation that computes the gradients of all its parents in one pass: the first
 * function that is called runs `compute`, the others hand out what it found. `compute` leaves out (`undefined`) what
 * no parent asks for.
 */
export function joint(
  count: number,
  compute: (grad: Tensor, result: Tensor) => readonly (Tensor | undefined)[],
): Gradient[] {
  let computedFrom: Tensor | undefined;
  let parts: (Tensor | undefined)[] = [];
  return Array.from({ length: count }, (_, i) => (grad: Tensor, result: Tensor): Tensor => {
    // Another walk may start from the same gradient, after what this one left behind was given back.
    let part = computedFrom === grad && !parts[i]?.array.storage.released ? parts[i] : undefined;
    if (!part) {
      parts = [...compute(grad, result)];
      computedFrom = grad;
      part = parts[i];
    }
    parts[i] = undefined;
    if (parts.every((left) => left === undefined)) computedFrom = undefined;
    if (!part) throw new Error("a gradient was asked for that was not computed");
    return part;
  });
}
