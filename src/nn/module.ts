import { forgetGrad, Tensor, noGrad } from "../autograd/index";
import { GradbookError } from "../errors";
import { Parameter } from "./parameter";

/**
 * A part of a network: it holds parameters and other modules, and computes its output in `forward`.
 *
 * Every field that is a {@link Parameter}, a tensor with `requiresGrad`, a module or a list of modules is found by its name.
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
export abstract class Module {
  /** Whether the module is being trained; dropout and batch normalisation behave differently when not. */
  training = true;

  /** The output for an input. */
  abstract forward(x: Tensor, ...more: never[]): Tensor;

  /** The modules directly inside this one, by name. */
  namedChildren(): [name: string, module: Module][] {
    return Object.entries(this).flatMap(([name, value]): [string, Module][] => {
      if (value instanceof Module) return [[name, value]];
      if (!Array.isArray(value)) return [];
      return value.flatMap((item, i): [string, Module][] => (item instanceof Module ? [[`${name}.${i}`, item]] : []));
    });
  }

  children(): Module[] {
    return this.namedChildren().map(([, module]) => module);
  }

  /** This module (named "") and all modules inside, outer before inner. */
  namedModules(prefix: string = ""): [name: string, module: Module][] {
    const inner = this.namedChildren().flatMap(([name, module]) => module.namedModules(join(prefix, name)));
    return [[prefix, this], ...inner];
  }

  /** Every parameter with its path, for example `["0.weight", ...]`; one that is used twice is named once. */
  namedParameters(): [name: string, parameter: Tensor][] {
    const seen = new Set<Tensor>();
    return this.namedModules().flatMap(([path, module]) =>
      module.ownParameters().flatMap(([name, parameter]): [string, Tensor][] => {
        if (seen.has(parameter)) return [];
        seen.add(parameter);
        return [[join(path, name), parameter]];
      }),
    );
  }

  /** What an optimiser needs: all parameters. */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Parameters of this module alone, in fields or in lists. */
  ownParameters(): [name: string, parameter: Tensor][] {
    return Object.entries(this).flatMap(([name, value]): [string, Tensor][] => {
      if (isParameter(value)) return [[name, value]];
      if (!Array.isArray(value)) return [];
      return value.flatMap((item, i): [string, Tensor][] => (isParameter(item) ? [[`${name}.${i}`, item]] : []));
    });
  }

  /** Names of fields that are saved with the parameters but not learned, such as running averages. */
  bufferNames(): readonly string[] {
    return [];
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

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) forgetGrad(parameter);
  }

  /** Copies of all parameters and buffers by name: what is needed to restore the module. */
  stateDict(): Record<string, Tensor> {
    return Object.fromEntries(this.namedState().map(([name, value]) => [name, value.detach().clone()]));
  }

  /**
   * Overwrites all parameters and buffers.
   *
   * @throws if a name is missing or unknown, or a shape differs.
   */
  loadStateDict(state: Readonly<Record<string, Tensor>>): void {
    const own = this.namedState();
    const names = new Set(own.map(([name]) => name));
    const unknown = Object.keys(state).filter((name) => !names.has(name));
    const missing = own.filter(([name]) => !(name in state)).map(([name]) => name);
    if (unknown.length + missing.length > 0) {
      const parts = [
        ...(missing.length > 0 ? [`missing: ${missing.join(", ")}`] : []),
        ...(unknown.length > 0 ? [`unknown: ${unknown.join(", ")}`] : []),
      ];
      throw new GradbookError(`loadStateDict: the names do not fit this module (${parts.join("; ")})`);
    }
    for (const [name, value] of own) {
      const source = state[name];
      if (!source) continue;
      if (String(source.shape) !== String(value.shape)) {
        throw new GradbookError(
          `loadStateDict: '${name}' has the shape [${source.shape.join(", ")}], expected [${value.shape.join(", ")}]`,
        );
      }
      noGrad(() => value.copy_(source));
    }
  }

  /** Converts parameters and buffers to another element type: new tensors, so do it before making the optimiser. */
  to(dtype: "float32" | "float64"): this {
    for (const [, module] of this.namedModules()) {
      for (const [name, parameter] of module.ownParameters()) {
        const converted = new Parameter(noGrad(() => parameter.to(dtype)));
        converted.requiresGrad = parameter.requiresGrad;
        replace(module, name, converted);
      }
      for (const [name, buffer] of module.ownBuffers()) replace(module, name, buffer.to(dtype));
    }
    return this;
  }

  private ownBuffers(): [name: string, buffer: Tensor][] {
    const names = this.bufferNames();
    return Object.entries(this).filter(([name]) => names.includes(name)) as [string, Tensor][];
  }

  private namedState(): [name: string, value: Tensor][] {
    const buffers = this.namedModules().flatMap(([path, module]) =>
      module.ownBuffers().map(([name, buffer]): [string, Tensor] => [join(path, name), buffer]),
    );
    return [...this.namedParameters(), ...buffers];
  }

  /** What is printed in brackets behind the name of the class. */
  describe(): string {
    return "";
  }
}

function isParameter(value: unknown): value is Tensor {
  return value instanceof Parameter || (value instanceof Tensor && value.isLeaf && value.requiresGrad);
}

/** Puts a tensor in the place of another: a field, or an element of a list. */
function replace(module: Module, name: string, value: Tensor): void {
  const [field = "", index] = name.split(".");
  const fields = module as unknown as Record<string, Tensor | Tensor[]>;
  const list = fields[field];
  if (index !== undefined && Array.isArray(list)) list[Number(index)] = value;
  else fields[field] = value;
}

function join(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

/** The number of values that the optimiser may change. */
export function countParameters(module: Module): number {
  return module
    .parameters()
    .filter((parameter) => parameter.requiresGrad)
    .reduce((sum, parameter) => sum + parameter.size, 0);
}
