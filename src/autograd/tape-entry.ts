import type { Tensor } from "./tensor";

/**
 * The gradient of the loss with respect to one parent, from its gradient with respect to the result, and the result; `undefined` if it
 * was written into what the parent has already received.
 */
export type Gradient = (grad: Tensor, result: Tensor) => Tensor | undefined;

/** One operation on the tape. */
export interface TapeEntry {
  /** Counts up with every recorded operation: going back in this order meets a result before its parents. */
  readonly id: number;
  readonly operation: string;
  readonly parents: readonly Tensor[];
  /** One a parent; `undefined` after `backward()` has let go of what they need. */
  gradients: readonly (Gradient | undefined)[] | undefined;
  /** The tensors whose values the gradients read, and the version of each when it was recorded. */
  needs: readonly Tensor[];
  readonly versions: readonly number[];
  /** The version of the result's memory, if the gradients read the result. */
  readonly resultVersion: number | undefined;
}
