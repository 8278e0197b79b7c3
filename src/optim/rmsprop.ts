import { noGrad, tensor, type Tensor } from "../autograd/index";
import { Optimizer } from "./optimizer";

export interface RMSpropOptions {
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
}

/**
 * Each gradient over the root of the running mean of its square: `s = alpha s + (1 - alpha) g^2`,
 * `p = p - lr g / (sqrt(s) + eps)`.
 *
 * Source: Tieleman and Hinton, lecture 6.5 of Neural Networks for Machine Learning, 2012.
 *
 * @example
 * const w = tensor([5], { requiresGrad: true });
 * const optimizer = new optim.RMSprop([w], { lr: 0.1 });
 * w.sum().backward();
 * optimizer.step();
 * w.toList().map((value) => value.toFixed(3)); // -> ["4.000"]
 */
export class RMSprop extends Optimizer {
  readonly options: Required<RMSpropOptions>;
  readonly #states = new Map<number, { square: Tensor; velocity: Tensor }>();

  constructor(parameters: Iterable<Tensor>, options: RMSpropOptions = {}) {
    super(parameters, options.lr ?? 0.01);
    this.options = { lr: 0.01, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, ...options };
  }

  protected override update(parameter: Tensor, grad: Tensor, index: number): void {
    const { alpha, eps, weightDecay, momentum } = this.options;
    noGrad(() => {
      const zeros = (): Tensor => tensor.zeros(parameter.shape, { dtype: parameter.dtype });
      const state = this.#states.get(index) ?? { square: zeros(), velocity: zeros() };
      this.#states.set(index, state);
      const slope = weightDecay === 0 ? grad : grad.add(parameter.mul(weightDecay));
      state.square.mul_(alpha).add_(slope.square().mul(1 - alpha));
      const step = slope.div(state.square.sqrt().add(eps));
      if (momentum === 0) parameter.sub_(step.mul(this.lr));
      else parameter.sub_(state.velocity.mul_(momentum).add_(step).mul(this.lr));
    });
  }
}
