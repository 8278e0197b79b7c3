import { forgetGrad, gradOf, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";

/** Changes parameters along their gradients. One file a rule. */
export abstract class Optimizer {
  readonly parameters: readonly Tensor[];
  #lr: number;

  constructor(parameters: Iterable<Tensor>, lr: number) {
    this.parameters = [...parameters];
    if (this.parameters.length === 0)
      throw new GradbookError(`${this.constructor.name}: there are no parameters to change`);
    for (const parameter of this.parameters) {
      if (parameter.isLeaf && parameter.array.contiguous) continue;
      throw new GradbookError(
        `${this.constructor.name}: a parameter must be a tensor that you made, not one that was computed`,
      );
    }
    this.#lr = lr;
    this.lr = lr;
  }

  /** The learning rate; may be changed between steps. */
  get lr(): number {
    return this.#lr;
  }

  set lr(value: number) {
    if (!(value >= 0))
      throw new GradbookError(`${this.constructor.name}: the learning rate must be 0 or more, got ${value}`);
    this.#lr = value;
  }

  /** Forgets the gradients, before the next `backward()` adds to them. */
  zeroGrad(): void {
    for (const parameter of this.parameters) forgetGrad(parameter);
  }

  /** Changes every parameter that has a gradient, in place. */
  step(): void {
    this.parameters.forEach((parameter, i) => {
      const grad = gradOf(parameter);
      if (!grad || !parameter.requiresGrad) return;
      this.update(parameter, grad, i);
      parameter.array.storage.version++;
    });
  }

  /** The rule: changes one parameter by its gradient. */
  protected abstract update(parameter: Tensor, grad: Tensor, index: number): void;
}
