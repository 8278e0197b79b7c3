import { Tensor } from "../autograd/index";

/**
 * A tensor that a module learns: `requiresGrad` is on, and `module.parameters()` finds it.
 *
 * @example
 * new nn.Parameter(tensor([1, 2])).requiresGrad; // -> true
 */
export class Parameter extends Tensor {
  constructor(values: Tensor) {
    super(values.array, { requiresGrad: true });
  }
}
