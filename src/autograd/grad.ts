import { GradbookError } from "../errors";
import { propagate, startGradient, type BackwardOptions } from "./backward";
import type { Tensor } from "./tensor";

export interface GradOptions extends Pick<BackwardOptions, "retainGraph" | "createGraph"> {
  /** The gradients to start from, one an output; default 1, for outputs of one element. */
  gradOutputs?: Tensor | readonly (Tensor | undefined)[];
  /** Give `undefined` for an input that no output was computed from, instead of an error. Default false. */
  allowUnused?: boolean;
}

type Unused = GradOptions & { allowUnused: true };

/**
 * The gradients of `outputs` (their sum, each weighted by its `gradOutputs`) with respect to `inputs`, returned instead of added
 * to `grad`: no tensor's `grad` changes. Only the paths that lead to the inputs are computed. With `createGraph` the
 * gradients can be differentiated again.
 *
 * @returns one gradient for one input, a list for a list.
 * @throws if an output is no single number and has no `gradOutputs`; if an input has no `requiresGrad`, or was not used.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const slope = autograd.grad(x.pow(3), x, { createGraph: true });
 * slope.item(); // -> 27
 * autograd.grad(slope, x).item(); // -> 18
 */
export function grad(outputs: Tensor | readonly Tensor[], inputs: Tensor, options: Unused): Tensor | undefined;
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: Unused,
): (Tensor | undefined)[];
export function grad(outputs: Tensor | readonly Tensor[], inputs: Tensor, options?: GradOptions): Tensor;
export function grad(outputs: Tensor | readonly Tensor[], inputs: readonly Tensor[], options?: GradOptions): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): Tensor | undefined | (Tensor | undefined)[] {
  const wanted = listOf(inputs);
  wanted.forEach((input, i) => {
    if (input.requiresGrad) return;
    throw new GradbookError(
      `grad: input ${i} has no gradient; make it with { requiresGrad: true } before the outputs are computed from it`,
    );
  });
  const found = new Map<Tensor, Tensor>();
  const towards = new Set(wanted);
  propagate(startGradients(listOf(outputs), options.gradOutputs), { ...options, towards }, (tensor, gradient) => {
    if (towards.has(tensor)) found.set(tensor, gradient.clone());
  });
  const gradients = wanted.map((input, i) => found.get(input) ?? unused(i, options));
  return isList(inputs) ? gradients : gradients[0];
}

function startGradients(outputs: readonly Tensor[], given: GradOptions["gradOutputs"]): Map<Tensor, Tensor> {
  const gradients = given === undefined ? [] : listOf(given);
  if (gradients.length > outputs.length) {
    throw new GradbookError(`grad: there are ${gradients.length} gradOutputs for ${outputs.length} outputs`);
  }
  const starts = new Map<Tensor, Tensor>();
  outputs.forEach((output, i) => {
    const start = startGradient("grad", output, gradients[i]);
    const sum = starts.get(output);
    starts.set(output, sum ? sum.add(start) : start);
  });
  return starts;
}

function unused(i: number, { allowUnused }: GradOptions): undefined {
  if (allowUnused) return undefined;
  throw new GradbookError(
    `grad: the outputs were not computed from input ${i}; leave it out, or pass { allowUnused: true } to get undefined for it`,
  );
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return isList(value) ? value : [value];
}
