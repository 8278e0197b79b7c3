import type { Tensor } from "../autograd/index";
import {
  checkFromZero,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
  withDefaults,
} from "./parameter-groups";
import { ParameterwiseOptimizer, zerosLike } from "./parameterwise";

export interface RMSpropOptions extends OptimizerOptions {
  /** Learning rate. Default 0.01. */
  lr?: number;
  /** How much of the running mean of the squared gradient is kept. Default 0.99. */
  alpha?: number;
  /** Added to the denominator. Default 1e-8. */
  eps?: number;
  /** Pull towards 0, added to the gradient. Default 0. */
  weightDecay?: number;
  /** How much of the last velocity is kept. Default 0. */
  momentum?: number;
  /** Divide by the running standard deviation of the gradient, `sqrt(s - mean^2)`, instead of `sqrt(s)`. Default false. */
  centered?: boolean;
}

type State = { readonly square: Tensor; readonly velocity?: Tensor; readonly mean?: Tensor };
type Group = ParameterGroup<RMSpropOptions>;

/**
 * Each gradient over the root of the running mean of its square: `s = alpha s + (1 - alpha) g^2`,
 * `p = p - lr g / (sqrt(s) + eps)`; with momentum `v = momentum v + g / (sqrt(s) + eps)`, `p = p - lr v`.
 *
 * Source: Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine Learning, 2012; centred: Graves, Generating Sequences
 * With Recurrent Neural Networks, 2013.
 *
 * @example
 * const w = tensor([5], { requiresGrad: true });
 * const optimizer = new optim.RMSprop([w], { lr: 0.1 });
 * w.sum().backward();
 * optimizer.step();
 * w.toList().map((value) => value.toFixed(3)); // -> ["4.000"]
 */
export class RMSprop extends ParameterwiseOptimizer<RMSpropOptions, State> {
  constructor(parameters: ParametersOrGroups<RMSpropOptions>, options: RMSpropOptions = {}) {
    const defaults = {
      lr: 0.01,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
    };
    super(parameters, withDefaults(new.target.name, defaults, options));
  }

  protected override checkOptions({ alpha, eps, weightDecay, momentum }: Group): void {
    for (const [name, value] of Object.entries({ alpha, eps, weightDecay, momentum })) {
      checkFromZero(this.name, name, value);
    }
  }

  protected override start(parameter: Tensor, { momentum, centered }: Group): State {
    return {
      square: zerosLike(parameter),
      ...(momentum > 0 ? { velocity: zerosLike(parameter) } : {}),
      ...(centered ? { mean: zerosLike(parameter) } : {}),
    };
  }

  protected override update(parameter: Tensor, grad: Tensor, { square, velocity, mean }: State, group: Group): void {
    const { lr, alpha, eps, weightDecay, momentum } = group;
    const slope = weightDecay === 0 ? grad : grad.add(parameter.mul(weightDecay));
    square.mul_(alpha).add_(slope.square().mul(1 - alpha));
    mean?.mul_(alpha).add_(slope.mul(1 - alpha));
    const spread = mean ? square.sub(mean.square()) : square;
    const step = slope.div(spread.sqrt().add(eps));
    parameter.sub_((velocity ? velocity.mul_(momentum).add_(step) : step).mul(lr));
  }
}
