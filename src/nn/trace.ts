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
  const modules = net.namedModules();
  for (const [name, module] of modules) {
    const { forward } = module;
    // An own property hides the method of the class for as long as the trace runs.
    module.forward = (x: Tensor, ...more: never[]): Tensor => {
      const output = forward.call(module, x, ...more);
      steps.push({ name, module, output });
      return output;
    };
  }
  try {
    compute();
  } finally {
    for (const [, module] of modules) delete (module as Partial<Module>).forward;
  }
  return steps;
}
