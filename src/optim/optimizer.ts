import { forgetGrad, type Tensor } from "../autograd/index";
import {
  checkFromZero,
  checkParameters,
  toGroups,
  type GroupOptions,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
} from "./parameter-groups";
import { loadState, stateOf, type OptimizerStateDict, type ParameterState } from "./state-dict";

/** Changes parameters along their gradients: groups of parameters, their options, and a step. One file a rule. */
export abstract class Optimizer<
  Options extends OptimizerOptions = OptimizerOptions,
  State extends ParameterState = ParameterState,
> {
  /** The groups of parameters with their options; an option may be changed between steps. */
  readonly paramGroups: ParameterGroup<Options>[] = [];
  /** What a group has that does not say otherwise. */
  readonly defaults: Required<Options>;
  /** What the rule remembers of each parameter from step to step. */
  protected readonly state: Map<Tensor, State> = new Map();

  constructor(parameters: ParametersOrGroups<Options>, defaults: Required<Options>) {
    this.defaults = defaults;
    for (const group of toGroups(this.name, parameters)) this.addParamGroup(group);
  }

  /** The name of the rule, for errors. */
  get name(): string {
    return this.constructor.name;
  }

  /** All parameters, group after group. */
  get parameters(): readonly Tensor[] {
    const [first, ...others] = this.paramGroups;
    return first && others.length === 0 ? first.params : this.paramGroups.flatMap(({ params }) => params);
  }

  /** The learning rate of the first group, for most the only one. Setting it sets that of every group. */
  get lr(): number {
    return this.paramGroups[0]?.lr ?? NaN;
  }

  set lr(value: number) {
    checkFromZero(this.name, "the learning rate", value);
    for (const group of this.paramGroups) group.lr = value;
  }

  /**
   * Adds parameters with options of their own, for example layers that are not frozen any more.
   *
   * @throws if a parameter is in a group already.
   */
  addParamGroup(group: GroupOptions<Options>): void {
    const params = [...group.params];
    checkParameters(this.name, params, this.parameters);
    const said = Object.entries(group).filter(([, value]) => value !== undefined);
    const full = { ...this.defaults, ...Object.fromEntries(said), params } as ParameterGroup<Options>;
    checkFromZero(this.name, "the learning rate", full.lr);
    this.checkOptions(full);
    this.paramGroups.push(full);
  }

  /** Forgets the gradients, before the next `backward()` adds to them. */
  zeroGrad(): void {
    for (const { params } of this.paramGroups) for (const parameter of params) forgetGrad(parameter);
  }

  /**
   * Changes every parameter that has a gradient, in place.
   *
   * @param closure computes the loss and its gradients anew (`zeroGrad`, the loss, `backward`), for rules that ask for them
   * more than once; for the others it is called once, before the step
   * @returns what `closure` returned.
   */
  abstract step(closure: () => Tensor): Tensor;
  abstract step(): void;

  /** What goes on from here: copies of all that the rule remembers, and the options of the groups. */
  stateDict(): OptimizerStateDict {
    return stateOf(this.paramGroups, this.state);
  }

  /**
   * Goes on where the optimiser that `state` was taken of stood, number for number.
   *
   * @throws if the groups differ in number or size.
   */
  loadStateDict(state: OptimizerStateDict): void {
    loadState(this.name, this.paramGroups, this.state, state);
  }

  /** @throws if an option cannot be. */
  protected abstract checkOptions(group: ParameterGroup<Options>): void;
}
