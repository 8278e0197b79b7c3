import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { zeros } from "../tensor/kernels";
import type { NDArray } from "../tensor/ndarray";
import { sgd } from "../tensor/update";
import { Optimizer } from "./optimizer";

export interface SGDOptions {
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

/**
 * Stochastic gradient descent: `p = p - lr g`; with momentum `v = momentum v + g`, `p = p - lr v`.
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
export class SGD extends Optimizer {
  readonly options: Required<SGDOptions>;
  readonly #velocities = new Map<number, NDArray>();

  constructor(parameters: Iterable<Tensor>, options: SGDOptions) {
    super(parameters, options.lr);
    this.options = { momentum: 0, dampening: 0, nesterov: false, weightDecay: 0, ...options };
    if (this.options.nesterov && (this.options.momentum <= 0 || this.options.dampening !== 0)) {
      throw new GradbookError("SGD: nesterov needs a momentum above 0 and no dampening");
    }
  }

  protected override update(parameter: Tensor, grad: Tensor, index: number): void {
    const { momentum, dampening, nesterov, weightDecay } = this.options;
    const firstStep = !this.#velocities.has(index);
    let velocity: NDArray | undefined;
    if (momentum !== 0) {
      velocity = this.#velocities.get(index) ?? zeros(parameter.dtype, parameter.shape);
      this.#velocities.set(index, velocity);
    }
    sgd(parameter.array, grad.array, velocity, {
      lr: this.lr,
      momentum,
      dampening,
      nesterov,
      weightDecay,
      firstStep,
    });
  }
}
