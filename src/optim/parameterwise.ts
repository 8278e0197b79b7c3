import { enableGrad, gradOf, noGrad, tensor, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { inScope, outsideScopes } from "../tensor/memory";
import { formatShape, sameShape } from "../tensor/shape";
import { Optimizer } from "./optimizer";
import { checkFromZero, type OptimizerOptions, type ParameterGroup } from "./parameter-groups";
import type { ParameterState } from "./state-dict";

/**
 * An optimiser that changes each parameter by its own gradient, whatever the others are; a rule of your own says what it remembers
 * (`start`), and how it changes a parameter (`update`, called in `noGrad`).
 *
 * @example
 * class SignSGD extends optim.ParameterwiseOptimizer<{ lr?: number; maximize?: boolean }, {}> {
 *   checkOptions() {}
 *   start() {
 *     return {};
 *   }
 *   update(parameter, grad, state, { lr }) {
 *     parameter.sub_(grad.gt(0).to("float32").mul(2).sub(1).mul(lr));
 *   }
 * }
 * const w = tensor([5, -5], { requiresGrad: true });
 * w.square().sum().backward();
 * new SignSGD([w], { lr: 1, maximize: false }).step();
 * w.toList(); // -> [4, -4]
 */
export abstract class ParameterwiseOptimizer<
  Options extends OptimizerOptions,
  State extends ParameterState,
> extends Optimizer<Options, State> {
  override step(closure: () => Tensor): Tensor;
  override step(): void;
  override step(closure?: () => Tensor): Tensor | void {
    const loss = closure && enableGrad(closure);
    noGrad(() => inScope(() => this.paramGroups.forEach((group) => this.#stepGroup(group))));
    return loss;
  }

  #stepGroup(group: ParameterGroup<Options>): void {
    checkFromZero(this.name, "the learning rate", group.lr);
    for (const parameter of group.params) {
      const grad = gradOf(parameter);
      if (!grad || !parameter.requiresGrad) continue;
      checkGradient(this.name, parameter, grad);
      let state = this.state.get(parameter);
      if (!state) this.state.set(parameter, (state = outsideScopes(() => this.start(parameter, group))));
      this.update(parameter, group.maximize ? grad.neg() : grad, state, group);
      parameter.array.storage.version++;
    }
  }

  /** What is remembered of a parameter before its first step. */
  protected abstract start(parameter: Tensor, group: ParameterGroup<Options>): State;

  /** The rule: changes one parameter by its gradient. */
  protected abstract update(parameter: Tensor, grad: Tensor, state: State, group: ParameterGroup<Options>): void;
}

function checkGradient(owner: string, parameter: Tensor, grad: Tensor): void {
  if (sameShape(grad.shape, parameter.shape) && grad.dtype === parameter.dtype) return;
  throw new GradbookError(
    `${owner}: the gradient is ${grad.dtype} of shape ${formatShape(grad.shape)}, its parameter ${parameter.dtype} of shape ${formatShape(parameter.shape)}; they must be equal`,
  );
}

/** Zeros in the shape and type of a parameter. */
export function zerosLike(parameter: Tensor): Tensor {
  return tensor.zeros(parameter.shape, { dtype: parameter.dtype });
}
