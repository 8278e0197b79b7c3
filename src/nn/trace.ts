import { Tensor } from "../autograd/index";
import type { Module } from "./module";

/** What a module computed in a forward pass. */
export interface TracedModule {
  readonly name: string;
  readonly module: Module<unknown>;
  /** Its output; of several, as a recurrent layer returns them, the first tensor. */
  readonly output: Tensor;
}

/**
 * Runs `compute` and notes the output of every module inside `net`, in the order in which they finished.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
 * nn.trace(net, () => net.forward(tensor([[1, 2]]))).map((step) => step.name); // -> ["0", "1", ""]
 */
export function trace(net: Module<unknown>, compute: () => unknown): TracedModule[] {
  const steps: TracedModule[] = [];
  const watched = new Map<Module<unknown>, { remove(): void }>();
  for (const [name, module] of net.namedModules()) {
    // A module that stands in two places is watched once, under its first name.
    if (watched.has(module)) continue;
    const note = (_module: unknown, _inputs: unknown, result: unknown): void => {
      const output = firstTensor(result);
      if (output) steps.push({ name, module, output });
    };
    watched.set(module, module.registerForwardHook(note));
  }
  try {
    compute();
  } finally {
    for (const hook of watched.values()) hook.remove();
  }
  return steps;
}

function firstTensor(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  if (!Array.isArray(value)) return undefined;
  for (const item of value) {
    const found = firstTensor(item);
    if (found) return found;
  }
  return undefined;
}
