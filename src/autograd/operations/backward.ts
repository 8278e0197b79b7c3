import { backward, type BackwardOptions } from "../backward";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * Computes the gradient of this tensor (a single number) with respect to every tensor that it was computed from and
     * that has `requiresGrad`, and adds it to their `grad`.
     *
     * @throws if this tensor has more than one element and no `gradient` is given; if no gradient flows to it; if its graph
     * was already walked; if a value that a gradient needs was changed in place.
     * @example
     * const x = tensor(3, { requiresGrad: true });
     * x.mul(x).backward();
     * x.grad?.item(); // -> 6
     */
    backward(options?: BackwardOptions): void;
  }
}
Tensor.prototype.backward = function (this: Tensor, options?: BackwardOptions): void {
  backward(this, options);
};
