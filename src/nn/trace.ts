import type { Tensor } from "../autograd/index";
import type { Module } from "./module";

/** What a module computed in a forward pass. */
export interface TracedModule {
  readonly name: string;
  readonly module: Module;
  readonly output: Tensor;
}

/**
 * Runs `compute` and notes the output of every module inside `net`, in the order in which they finished.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
 * nn.trace(net, () => net.forward(tensor([[1, 2]]))).map((step) => step.name); // -> ["0", "1", ""]
 */
export function trace(net: Module, compute: () => unknown): TracedModule[] {
  const steps: TracedModule[] = [];
  const watched = new Map<Module, () => void>();
  for (const [name, module] of net.namedModules()) {
    // A module that stands in two places is watched once, under its first name.
    if (!watched.has(module)) watched.set(module, watch(name, module, steps));
  }
  try {
    compute();
  } finally {
    for (const undo of watched.values()) undo();
  }
  return steps;
}

/** Hides `forward` behind an own property that notes each output; returns what takes it away again. */
function watch(name: string, module: Module, steps: TracedModule[]): () => void {
  const own = Object.getOwnPropertyDescriptor(module, "forward");
  const { forward } = module;
  module.forward = (x: Tensor, ...more: never[]): Tensor => {
    const output = forward.call(module, x, ...more);
    steps.push({ name, module, output });
    return output;
  };
  return () => {
    delete (module as Partial<Module>).forward;
    if (own) Object.defineProperty(module, "forward", own);
  };
}
