import type { Tensor } from "../autograd/index";
import { zeros } from "../tensor/kernels";
import type { NDArray } from "../tensor/ndarray";
import { adam } from "../tensor/update";
import { Optimizer } from "./optimizer";

export interface AdamOptions {
  /** Learning rate. Default 0.001. */
  lr?: number;
  /** How much of the running averages of gradient and squared gradient is kept. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the denominator. Default 1e-8. */
  eps?: number;
  /** Pull towards 0. Default 0 for Adam (added to the gradient), 0.01 for AdamW (acts on the weight itself). */
  weightDecay?: number;
}

interface State {
  readonly mean: NDArray;
  readonly square: NDArray;
  step: number;
}

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
export class Adam extends Optimizer {
  readonly options: Required<AdamOptions>;
  protected readonly decoupled: boolean = false;
  readonly #states = new Map<number, State>();

  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    super(parameters, options.lr ?? 1e-3);
    this.options = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options };
  }

  protected override update(parameter: Tensor, grad: Tensor, index: number): void {
    const { betas, eps, weightDecay } = this.options;
    let state = this.#states.get(index);
    if (!state) {
      const start = (): NDArray => zeros(parameter.dtype, parameter.shape);
      state = { mean: start(), square: start(), step: 0 };
      this.#states.set(index, state);
    }
    state.step++;
    const [beta1, beta2] = betas;
    const { decoupled, lr } = this;
    const options = { lr, beta1, beta2, eps, weightDecay, decoupled, step: state.step };
    adam(parameter.array, grad.array, state.mean, state.square, options);
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

  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    super(parameters, { weightDecay: 0.01, ...options });
  }
}
