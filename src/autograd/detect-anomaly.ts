import { GradbookError } from "../errors";
import { contiguous } from "../tensor/kernels";
import type { NDArray } from "../tensor/ndarray";
import { formatShape, sameShape } from "../tensor/shape";
import { watched, type Watcher } from "./tape";

/**
 * Runs `compute` and stops at the first operation that makes NaN out of numbers, forwards or in the gradient of `backward()`.
 * Looks at every value, so it is for searching only. Infinities pass: a mask may hold them on purpose.
 *
 * @throws where the first NaN comes up: the error names the operation.
 * @example
 * const x = tensor([0], { requiresGrad: true });
 * let message = "";
 * try {
 *   autograd.detectAnomaly(() => x.sqrt().mul(0).sum().backward());
 * } catch (error) {
 *   message = String(error);
 * }
 * message.includes("the gradient of 'sqrt'"); // -> true
 */
export function detectAnomaly<T>(compute: () => T): T {
  const result = watched(watcher, compute);
  if (result instanceof Promise) throw new GradbookError("detectAnomaly: the function must not be async");
  return result;
}

const watcher: Watcher = {
  result(operation, parents, array) {
    const at = placeOfNaN(array);
    if (at < 0 || parents.some((parent) => placeOfNaN(parent.array) >= 0)) return;
    const values = parents
      .filter(({ shape }) => sameShape(shape, array.shape))
      .map((parent) => elementOf(parent.array, at));
    throw new GradbookError(
      `detectAnomaly: '${operation}' made NaN out of numbers: element ${at} of its result, of shape ${formatShape(array.shape)}` +
        `${values.length > 0 ? `, where its input is ${values.join(" and ")}` : ""}; keep the inputs inside of its domain`,
    );
  },
  gradient({ operation }, parent, arrived, contribution) {
    const at = placeOfNaN(contribution.array);
    if (at < 0) return;
    const cause =
      placeOfNaN(arrived.array) >= 0
        ? "because NaN arrived there already"
        : `where the input is ${elementOf(parent.array, at)}`;
    throw new GradbookError(
      `detectAnomaly: the gradient of '${operation}' with respect to its input of shape ${formatShape(parent.shape)} is NaN at element ${at}, ` +
        `${cause}; keep away from points where the slope is infinite or not defined, for example with t.maximum(1e-6)`,
    );
  },
};

/** The place of the first NaN in row-major order, or -1. */
function placeOfNaN(array: NDArray): number {
  return flat(array).indexOfNaN();
}

function elementOf(array: NDArray, at: number): number {
  return flat(array).at(at);
}

function flat(array: NDArray): { indexOfNaN(): number; at(i: number): number } {
  const { data, offset, size } = contiguous(array);
  return {
    indexOfNaN: () => data.subarray(offset, offset + size).findIndex(Number.isNaN),
    at: (i) => data[offset + i],
  };
}
