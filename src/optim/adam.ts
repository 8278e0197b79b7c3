import type { Tensor } from "../autograd/index";
import { adam } from "../tensor/update";
import {
  checkFromZero,
  checkShare,
  type OptimizerOptions,
  type ParameterGroup,
  type ParametersOrGroups,
  withDefaults,
} from "./parameter-groups";
import { ParameterwiseOptimizer, zerosLike } from "./parameterwise";

export interface AdamOptions extends OptimizerOptions {
  /** Learning rate. Default 0.001. */
  lr?: number;
  /** How much of the running averages of gradient and squared gradient is kept. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator. Default 1e-8. */
  eps?: number;
  /** Pull towards 0. Default 0 for Adam (added to the gradient), 0.01 for AdamW (acts on the weight itself). */
  weightDecay?: number;
  /** Divide by the root of the largest `s` so far, so that steps never grow again (Reddi et al., 2018). Default false. */
  amsgrad?: boolean;
}

type State = { step: number; readonly mean: Tensor; readonly square: Tensor; maxSquare?: Tensor };
type Group = ParameterGroup<AdamOptions>;

/**
 * A step for each weight by the running mean of its gradient over the root of the running mean of its square:
 * `m = b1 m + (1 - b1) g`, `s = b2 s + (1 - b2) g^2`, `p = p - lr m' / (sqrt(s') + eps)`, where `m' = m / (1 - b1^t)` and
 * `s' = s / (1 - b2^t)` make up for the start at 0.
 *
 * Source: Kingma and Ba, Adam: A Method for Stochastic Optimization, 2014.
 *
 * @example
 * const w = tensor([5], { requiresGrad: true });
 * const optimizer = new optim.Adam([w], { lr: 1 });
 * w.sum().backward();
 * optimizer.step();
 * w.toList(); // -> [4]
 */
export class Adam extends ParameterwiseOptimizer<AdamOptions, State> {
  /** Whether the weight decay acts on the weight itself instead of through the gradient. */
  protected readonly decoupled: boolean = false;

  constructor(parameters: ParametersOrGroups<AdamOptions>, options: AdamOptions = {}) {
    const defaults = {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
    } as const;
    super(parameters, withDefaults<AdamOptions, Required<AdamOptions>>(new.target.name, defaults, options));
  }

  protected override checkOptions({ betas, eps, weightDecay }: Group): void {
    betas.forEach((beta, i) => checkShare(this.name, `betas[${i}]`, beta));
    checkFromZero(this.name, "eps", eps);
    checkFromZero(this.name, "weightDecay", weightDecay);
  }

  protected override start(parameter: Tensor, { amsgrad }: Group): State {
    const averages = { step: 0, mean: zerosLike(parameter), square: zerosLike(parameter) };
    return amsgrad ? { ...averages, maxSquare: zerosLike(parameter) } : averages;
  }

  protected override update(parameter: Tensor, grad: Tensor, state: State, group: Group): void {
    state.step++;
    if (state.maxSquare) {
      this.#updateAMSGrad(parameter, grad, state, state.maxSquare, group);
      return;
    }
    const { lr, eps, weightDecay } = group;
    const [beta1, beta2] = group.betas;
    const options = { lr, beta1, beta2, eps, weightDecay, decoupled: this.decoupled, step: state.step };
    adam(parameter.array, grad.array, state.mean.array, state.square.array, options);
  }

  #updateAMSGrad(parameter: Tensor, grad: Tensor, state: State, maxSquare: Tensor, group: Group): void {
    const { lr, eps, weightDecay } = group;
    const [beta1, beta2] = group.betas;
    if (this.decoupled) parameter.mul_(1 - lr * weightDecay);
    const slope = this.decoupled || weightDecay === 0 ? grad : grad.add(parameter.mul(weightDecay));
    state.mean.mul_(beta1).add_(slope.mul(1 - beta1));
    state.square.mul_(beta2).add_(slope.square().mul(1 - beta2));
    maxSquare.copy_(maxSquare.maximum(state.square));
    const scale = maxSquare
      .sqrt()
      .div(Math.sqrt(1 - beta2 ** state.step))
      .add(eps);
    parameter.sub_(state.mean.div(scale).mul(lr / (1 - beta1 ** state.step)));
  }
}

/**
 * Adam whose weight decay acts on the weight itself, `p = p - lr weightDecay p`, not through the gradient.
 *
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2017.
 *
 * @example
 * const w = tensor([4], { requiresGrad: true });
 * const optimizer = new optim.AdamW([w], { lr: 1, weightDecay: 0.5 });
 * w.sum().backward();
 * optimizer.step();
 * w.toList(); // -> [1]
 */
export class AdamW extends Adam {
  protected override readonly decoupled: boolean = true;

  constructor(parameters: ParametersOrGroups<AdamOptions>, options: AdamOptions = {}) {
    super(parameters, { weightDecay: 0.01, ...options });
  }
}
