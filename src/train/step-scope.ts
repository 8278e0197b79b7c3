import { gradOf, tensorsIn, type Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import { inScope, type Storage } from "../tensor/memory";

/**
 * Runs one step of training and gives back the memory of every tensor made in it, so that the next step finds it again. What a
 * field of the modules refers to stays: running averages, gradients, attention weights put aside for a
 * picture; so do the gradients of the parameters. Anything else that is to outlive the step needs `keep(t)`.
 */
export function inStepScope<T>(modules: readonly Module<unknown>[], parameters: readonly Tensor[], step: () => T): T {
  return inScope((keep) => {
    const result = step();
    for (const module of modules) keepFields(module, keep);
    for (const parameter of parameters) keepGradient(parameter, keep);
    return result;
  });
}

function keepFields(module: Module<unknown>, keep: (storage: Storage) => void): void {
  for (const value of Object.values(module)) {
    for (const tensor of tensorsIn(value)) {
      keep(tensor.array.storage);
      keepGradient(tensor, keep);
    }
  }
}

function keepGradient(tensor: Tensor, keep: (storage: Storage) => void): void {
  const grad = gradOf(tensor);
  if (grad) keep(grad.array.storage);
}
