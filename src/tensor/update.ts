import type { AdamOptions, SGDOptions } from "../backend/backend";
import { backend } from "../backend/current";
import { contiguous } from "./kernels";
import type { NDArray } from "./ndarray";

export type { AdamOptions as AdamStep, SGDOptions as SGDStep };

/** One step of gradient descent, in place; `velocity` only with momentum. */
export function sgd(parameter: NDArray, grad: NDArray, velocity: NDArray | undefined, step: SGDOptions): void {
  backend().sgd(parameter, contiguous(grad), velocity, step);
}

/** One step of Adam, in place on the parameter and on both running averages. */
export function adam(parameter: NDArray, grad: NDArray, mean: NDArray, square: NDArray, step: AdamOptions): void {
  backend().adam(parameter, contiguous(grad), mean, square, step);
}
