import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { outsideScopes } from "../tensor/memory";
import { sgd } from "../tensor/update";
import {
  checkFromZero,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
  withDefaults,
} from "./parameter-groups";
import { ParameterwiseOptimizer, zerosLike } from "./parameterwise";

export interface SGDOptions extends OptimizerOptions {
  /** Learning rate, for example 0.1. */
  lr: number;
  /** How much of the last velocity is kept. Default 0. */
  momentum?: number;
  /** How much of the gradient the velocity leaves out. Default 0. */
  dampening?: number;
  /** Look ahead along the velocity. Default false. */
  nesterov?: boolean;
  /** Pull towards 0, added to the gradient (L2). Default 0. */
  weightDecay?: number;
}

type State = { velocity?: Tensor };

/**
 * Stochastic gradient descent: `p = p - lr g`; with momentum `v = momentum v + (1 - dampening) g`, `p = p - lr v`, where the first
 * `v` is `g`; with Nesterov's look ahead `p = p - lr (g + momentum v)`.
 *
 * Sources: Robbins and Monro, 1951; Polyak, 1964 (momentum); Nesterov, 1983.
 *
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.SGD([w], { lr: 0.5 });
 * w.mul(w).sum().backward();
 * optimizer.step();
 * w.toList(); // -> [0]
 */
export class SGD extends ParameterwiseOptimizer<SGDOptions, State> {
  constructor(parameters: ParametersOrGroups<SGDOptions>, options: SGDOptions) {
    const defaults = { momentum: 0, dampening: 0, nesterov: false, weightDecay: 0, maximize: false };
    super(parameters, withDefaults(new.target.name, defaults, options));
  }

  protected override checkOptions({ momentum, dampening, nesterov, weightDecay }: ParameterGroup<SGDOptions>): void {
    checkFromZero(this.name, "momentum", momentum);
    checkFromZero(this.name, "weightDecay", weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new GradbookError("SGD: nesterov needs a momentum above 0 and no dampening");
    }
  }

  protected override start(): State {
    return {};
  }

  protected override update(parameter: Tensor, grad: Tensor, state: State, group: ParameterGroup<SGDOptions>): void {
    const firstStep = state.velocity === undefined;
    if (group.momentum !== 0) state.velocity ??= outsideScopes(() => zerosLike(parameter));
    const velocity = group.momentum === 0 ? undefined : state.velocity?.array;
    const { lr, momentum, dampening, nesterov, weightDecay } = group;
    sgd(parameter.array, grad.array, velocity, { lr, momentum, dampening, nesterov, weightDecay, firstStep });
  }
}
