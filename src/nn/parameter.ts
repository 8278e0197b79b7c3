import { keep, Tensor } from "../autograd/index";

/**
 * A tensor that a module learns: `requiresGrad` is on, and `module.parameters()` finds it. It lives as long as its module, also when
 * that was made in a `scope`.
 *
 * @example
 * new nn.Parameter(tensor([1, 2])).requiresGrad; // -> true
 */
export class Parameter extends Tensor {
  constructor(values: Tensor) {
    super(values.array, { requiresGrad: true });
    keep(this);
  }
}
