import { noGrad, tensor, type Tensor } from "../autograd/index";
import { Optimizer } from "./optimizer";

export interface AdagradOptions {
  /** Learning rate. Default 0.01. */
  lr?: number;
  /** How much the rate shrinks with the number of steps. Default 0. */
  lrDecay?: number;
  /** Added to the denominator. Default 1e-10. */
  eps?: number;
  /** Pull towards 0, added to the gradient. Default 0. */
  weightDecay?: number;
}

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
export class Adagrad extends Optimizer {
  readonly options: Required<AdagradOptions>;
  readonly #states = new Map<number, { sum: Tensor; step: number }>();

  constructor(parameters: Iterable<Tensor>, options: AdagradOptions = {}) {
    super(parameters, options.lr ?? 0.01);
    this.options = { lr: 0.01, lrDecay: 0, eps: 1e-10, weightDecay: 0, ...options };
  }

  protected override update(parameter: Tensor, grad: Tensor, index: number): void {
    const { lrDecay, eps, weightDecay } = this.options;
    noGrad(() => {
      const state = this.#states.get(index) ?? {
        sum: tensor.zeros(parameter.shape, { dtype: parameter.dtype }),
        step: 0,
      };
      this.#states.set(index, state);
      const rate = this.lr / (1 + state.step++ * lrDecay);
      const slope = weightDecay === 0 ? grad : grad.add(parameter.mul(weightDecay));
      state.sum.add_(slope.square());
      parameter.sub_(slope.div(state.sum.sqrt().add(eps)).mul(rate));
    });
  }
}
