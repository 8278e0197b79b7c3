import { tensor, type Tensor } from "../autograd/index";
import {
  checkFromZero,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
  withDefaults,
} from "./parameter-groups";
import { ParameterwiseOptimizer } from "./parameterwise";

export interface AdagradOptions extends OptimizerOptions {
  /** Learning rate. Default 0.01. */
  lr?: number;
  /** How much the rate shrinks with the number of steps: the rate of step `t` is `lr / (1 + (t - 1) lrDecay)`. Default 0. */
  lrDecay?: number;
  /** Added to the denominator. Default 1e-10. */
  eps?: number;
  /** Pull towards 0, added to the gradient. Default 0. */
  weightDecay?: number;
  /** What the sum of squares starts from. Default 0. */
  initialAccumulatorValue?: number;
}

type State = { readonly sum: Tensor; step: number };
type Group = ParameterGroup<AdagradOptions>;

/**
 * Each gradient over the root of the sum of all its squares so far: `s = s + g^2`, `p = p - lr g / (sqrt(s) + eps)`.
 *
 * Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods for Online Learning, 2011.
 *
 * @example
 * const w = tensor([5], { requiresGrad: true });
 * const optimizer = new optim.Adagrad([w], { lr: 1 });
 * w.sum().backward();
 * optimizer.step();
 * w.toList(); // -> [4]
 */
export class Adagrad extends ParameterwiseOptimizer<AdagradOptions, State> {
  constructor(parameters: ParametersOrGroups<AdagradOptions>, options: AdagradOptions = {}) {
    const defaults = { lr: 0.01, lrDecay: 0, eps: 1e-10, weightDecay: 0, initialAccumulatorValue: 0, maximize: false };
    super(parameters, withDefaults(new.target.name, defaults, options));
  }

  protected override checkOptions({ lrDecay, eps, weightDecay, initialAccumulatorValue }: Group): void {
    for (const [name, value] of Object.entries({ lrDecay, eps, weightDecay, initialAccumulatorValue })) {
      checkFromZero(this.name, name, value);
    }
  }

  protected override start({ shape, dtype }: Tensor, { initialAccumulatorValue }: Group): State {
    return { sum: tensor.full(shape, initialAccumulatorValue, { dtype }), step: 0 };
  }

  protected override update(parameter: Tensor, grad: Tensor, state: State, group: Group): void {
    const { lr, lrDecay, eps, weightDecay } = group;
    const rate = lr / (1 + state.step++ * lrDecay);
    const slope = weightDecay === 0 ? grad : grad.add(parameter.mul(weightDecay));
    state.sum.add_(slope.square());
    parameter.sub_(slope.div(state.sum.sqrt().add(eps)).mul(rate));
  }
}
