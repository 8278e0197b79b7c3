import { Tensor, forgetGrad, keep, noGrad, type HookHandle } from "../autograd/index";
import { GradbookError } from "../errors";
import { setInField, objectsInFields } from "./fields";
import { ForwardHooks, type ForwardHook, type ForwardPreHook } from "./hooks";
import { Parameter } from "./parameter";
import { loadState, type LoadOptions, type LoadResult } from "./state";

/**
 * A part of a network: it holds parameters and other modules, and computes its output in `forward`.
 *
 * Every field that is a {@link Parameter}, a tensor with `requiresGrad` or a module is found by its name, also in a list or a
 * plain object. A tensor that stands in two places is one parameter: `decoder.weight = embedding.weight` ties them. A module whose
 * `forward` returns something else than one tensor names it: `class Memory extends nn.Module<[output: Tensor, state: Tensor]>`.
 *
 * @example
 * class Scale extends nn.Module {
 *   factor = new nn.Parameter(tensor([2]));
 *   forward(x: Tensor): Tensor {
 *     return x.mul(this.factor);
 *   }
 * }
 * new Scale().forward(tensor([1, 2])).toList(); // -> [2, 4]
 */
export abstract class Module<Output = Tensor> {
  /** Whether the module is being trained; dropout and batch normalisation behave differently when not. */
  training = true;
  #hooks: ForwardHooks | undefined;

  /** The output for an input. */
  abstract forward(x: Tensor, ...more: never[]): Output;

  /** The modules directly inside this one, by name. */
  namedChildren(): [name: string, module: Module<unknown>][] {
    return objectsInFields(this).filter((field): field is [string, Module<unknown>] => field[1] instanceof Module);
  }

  children(): Module<unknown>[] {
    return this.namedChildren().map(([, module]) => module);
  }

  /** This module (named "") and all modules inside, outer before inner. */
  namedModules(prefix: string = ""): [name: string, module: Module<unknown>][] {
    const found: [string, Module<unknown>][] = [[prefix, this]];
    for (const [name, module] of this.namedChildren()) found.push(...module.namedModules(join(prefix, name)));
    return found;
  }

  /** Every parameter with its path, for example `["0.weight", ...]`; one that is used twice is named once. */
  namedParameters(): [name: string, parameter: Tensor][] {
    const found = new Map<Tensor, string>();
    for (const [path, module] of this.namedModules()) {
      for (const [name, parameter] of module.ownParameters()) {
        if (!found.has(parameter)) found.set(parameter, join(path, name));
      }
    }
    return Array.from(found, ([parameter, name]) => [name, parameter]);
  }

  /** What an optimiser needs: all parameters. */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Parameters of this module alone, in fields, lists or objects. */
  ownParameters(): [name: string, parameter: Tensor][] {
    return objectsInFields(this).filter((field): field is [string, Tensor] => isParameter(field[1]));
  }

  /** Names of fields that are saved with the parameters but not learned, such as running averages. */
  bufferNames(): readonly string[] {
    return [];
  }

  /** Every buffer with its path: what is saved with the parameters but not learned. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      module.ownBuffers().map(([name, buffer]): [string, Tensor] => [join(path, name), buffer]),
    );
  }

  /**
   * The module at a path.
   *
   * @throws if there is none.
   * @example
   * new nn.Sequential(new nn.Linear(2, 3)).getSubmodule("0").toString(); // -> "Linear(2 -> 3), 9 parameters"
   */
  getSubmodule(path: string): Module<unknown> {
    return find("getSubmodule", path, this.namedModules());
  }

  /**
   * The parameter at a path.
   *
   * @throws if there is none.
   * @example
   * new nn.Sequential(new nn.Linear(2, 3)).getParameter("0.weight").shape; // -> [3, 2]
   */
  getParameter(path: string): Tensor {
    return find("getParameter", path, this.namedState({ buffers: false }));
  }

  /**
   * Calls `change` with every module inside, inner before outer, and with this one: to initialise all layers of a kind, say.
   *
   * @example
   * const net = new nn.Sequential(new nn.Linear(2, 3));
   * net.apply((module) => {
   *   if (module instanceof nn.Linear) nn.init.ones(module.weight);
   * });
   * net.getParameter("0.weight").sum().item(); // -> 6
   */
  apply(change: (module: Module<unknown>) => void): this {
    for (const child of this.children()) child.apply(change);
    change(this);
    return this;
  }

  /** Switches this module and all inside to training. */
  train(): this {
    return this.setTraining(true);
  }

  /** Switches this module and all inside to evaluation. */
  eval(): this {
    return this.setTraining(false);
  }

  private setTraining(training: boolean): this {
    for (const [, module] of this.namedModules()) module.training = training;
    return this;
  }

  /**
   * Freezes all parameters (`false`) or lets them learn again.
   *
   * @example
   * nn.countParameters(new nn.Linear(2, 3).requiresGrad_(false)); // -> 0
   */
  requiresGrad_(requiresGrad: boolean = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) forgetGrad(parameter);
  }

  /**
   * Calls `hook(module, inputs)` before each `forward`; a list that it returns takes the place of the inputs.
   *
   * @example
   * const layer = new nn.ReLU();
   * const hook = layer.registerForwardPreHook((_, [x]) => [(x as Tensor).neg()]);
   * layer.forward(tensor([-1, 2])).toList(); // -> [1, 0]
   */
  registerForwardPreHook(hook: ForwardPreHook): HookHandle {
    this.#hooks ??= new ForwardHooks(this);
    return this.#hooks.before(hook);
  }

  /**
   * Calls `hook(module, inputs, output)` after each `forward`; a value that it returns takes the place of the output.
   *
   * @example
   * const shapes: (readonly number[])[] = [];
   * const layer = new nn.Linear(2, 3);
   * const hook = layer.registerForwardHook((_module, _inputs, output) => void shapes.push(output.shape));
   * layer.forward(tensor([[1, 2]]));
   * hook.remove();
   * shapes; // -> [[1, 3]]
   */
  registerForwardHook(hook: ForwardHook<Output>): HookHandle {
    this.#hooks ??= new ForwardHooks(this);
    return this.#hooks.after(hook as ForwardHook<unknown>);
  }

  /** Copies of all parameters and buffers by name, tied ones under each: what is needed to restore the module. */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.namedState().map(([name, value]) => [name, value.detach().clone()]));
  }

  /**
   * Overwrites all parameters and buffers.
   *
   * @returns names that were missing in `state`, and those that are not in this module: with `{ strict: false }` only
   * @throws if a name is missing or unknown and `strict` is true (default), or a shape differs.
   */
  loadStateDict(state: Readonly<Record<string, Tensor>>, options: LoadOptions = {}): LoadResult {
    return loadState(this.namedState(), state, options);
  }

  /** Converts parameters and buffers to another element type: new tensors, so do it before making the optimiser. */
  to(dtype: "float32" | "float64"): this {
    const converted = new Map<Tensor, Tensor>();
    for (const [, module] of this.namedModules()) {
      for (const [name, value] of [...module.ownParameters(), ...module.ownBuffers()]) {
        if (value.dtype === "int32") continue;
        const replacement = converted.get(value) ?? convert(value, dtype);
        converted.set(value, replacement);
        setInField(module, name, replacement);
      }
    }
    return this;
  }

  private ownBuffers(): [name: string, buffer: Tensor][] {
    const names = this.bufferNames();
    return Object.entries(this).filter(
      (field): field is [string, Tensor] => names.includes(field[0]) && field[1] instanceof Tensor,
    );
  }

  /** Parameters, tied ones under each of their names, and buffers. */
  private namedState({ buffers }: { buffers: boolean } = { buffers: true }): [name: string, value: Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      [...module.ownParameters(), ...(buffers ? module.ownBuffers() : [])].map(([name, value]): [string, Tensor] => [
        join(path, name),
        value,
      ]),
    );
  }

  /** What is printed in brackets behind the name of the class. */
  describe(): string {
    return "";
  }
}

function isParameter(value: unknown): value is Tensor {
  return value instanceof Parameter || (value instanceof Tensor && value.isLeaf && value.requiresGrad);
}

function convert(value: Tensor, dtype: "float32" | "float64"): Tensor {
  const copy = keep(noGrad(() => value.to(dtype)));
  if (!isParameter(value)) return copy;
  const parameter = new Parameter(copy);
  parameter.requiresGrad = value.requiresGrad;
  return parameter;
}

function find<T>(operation: string, path: string, named: readonly (readonly [string, T])[]): T {
  const found = named.find(([name]) => name === path);
  if (found) return found[1];
  const names = named.map(([name]) => `'${name}'`);
  const shown = names.length > 12 ? [...names.slice(0, 12), "..."] : names;
  throw new GradbookError(`${operation}: there is no '${path}' here; there are ${shown.join(", ")}`);
}

function join(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

/**
 * The number of values that the optimiser may change.
 *
 * @example
 * nn.countParameters(new nn.Linear(2, 3)); // -> 9
 */
export function countParameters(module: Module<unknown>): number {
  return module
    .parameters()
    .filter((parameter) => parameter.requiresGrad)
    .reduce((sum, parameter) => sum + parameter.size, 0);
}
