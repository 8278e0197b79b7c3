import { Tensor } from "../autograd/index";
import { checkOptions, GradbookError, inWords } from "../errors";
import { formatShape } from "../tensor/shape";

/** What every optimiser can be told. */
export interface OptimizerOptions {
  /** Learning rate: how far a step goes. */
  lr?: number;
  /** Go up instead of down: for a quantity that shall become large. Default false. */
  maximize?: boolean;
}

/** Parameters, and the options that hold for them; all may be changed between steps. */
export type ParameterGroup<Options extends OptimizerOptions = OptimizerOptions> = {
  -readonly [Name in keyof Required<Options>]: Required<Options>[Name];
} & {
  lr: number;
  maximize: boolean;
  readonly params: readonly Tensor[];
  /** The rate that learning-rate schedules start from; set by the first of them. */
  initialLr?: number;
};

/** A group as it is handed in: what it does not say is as for all. */
export type GroupOptions<Options extends OptimizerOptions = OptimizerOptions> = Partial<Options> & {
  readonly params: Iterable<Tensor>;
};

/** What an optimiser is made for: parameters, or groups of them with options of their own. */
export type ParametersOrGroups<Options extends OptimizerOptions = OptimizerOptions> =
  Iterable<Tensor> | Iterable<GroupOptions<Options>>;

/** An option is known if it has a default; `lr` may have none. */
export function withDefaults<Options extends OptimizerOptions, Defaults extends Partial<Options>>(
  owner: string,
  defaults: Defaults,
  options: Options,
): Defaults & Options {
  checkOptions(owner, options, [...new Set(["lr", ...Object.keys(defaults)])]);
  return { ...defaults, ...options };
}

export function toGroups<Options extends OptimizerOptions>(
  owner: string,
  given: ParametersOrGroups<Options>,
): GroupOptions<Options>[] {
  if (given instanceof Tensor) throw new GradbookError(`${owner}: give a list of parameters: [parameter]`);
  if (typeof (given as Partial<Iterable<unknown>> | undefined)?.[Symbol.iterator] !== "function") {
    throw new GradbookError(`${owner}: give the parameters to change, as in net.parameters(), got ${inWords(given)}`);
  }
  const items = [...given];
  if (items.length === 0) throw new GradbookError(`${owner}: there are no parameters to change`);
  if (items.every((item): item is Tensor => item instanceof Tensor)) {
    return [{ params: items } as unknown as GroupOptions<Options>];
  }
  for (const item of items as Partial<GroupOptions<Options>>[]) {
    if (!(item instanceof Tensor) && item?.params !== undefined) continue;
    throw new GradbookError(
      `${owner}: parameters are a list of tensors, or of groups { params, lr ... }; not a mixture`,
    );
  }
  return items as GroupOptions<Options>[];
}

/** Checks the parameters of a new group: each made by the learner, and in no group yet. */
export function checkParameters(owner: string, parameters: readonly Tensor[], known: readonly Tensor[]): void {
  if (parameters.length === 0) throw new GradbookError(`${owner}: there are no parameters to change`);
  const seen = new Set(known);
  parameters.forEach((parameter, i) => {
    if (!(parameter instanceof Tensor)) throw new GradbookError(`${owner}: parameter ${i} is no tensor`);
    if (!parameter.isLeaf || !parameter.array.contiguous) {
      throw new GradbookError(`${owner}: a parameter must be a tensor that you made, not one that was computed`);
    }
    if (seen.has(parameter)) {
      throw new GradbookError(
        `${owner}: parameter ${i}, of shape ${formatShape(parameter.shape)}, is given a second time; each would be changed twice in a step`,
      );
    }
    seen.add(parameter);
  });
}

/** @throws unless `value` is a finite number from 0. */
export function checkFromZero(owner: string, name: string, value: number): void {
  if (typeof value === "number" && value >= 0 && value < Infinity) return;
  throw new GradbookError(`${owner}: ${name} must be 0 or more, got ${inWords(value)}`);
}

/** @throws unless `value` is from 0 to below 1, as the share that a running average keeps. */
export function checkShare(owner: string, name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new GradbookError(`${owner}: ${name} must be from 0 to below 1, got ${value}`);
}
