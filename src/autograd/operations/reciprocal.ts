import { binary, full, unary } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { asFloating } from "../operand";
import { record } from "../tape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * `1 / x`, element by element.
     *
     * @example
     * tensor([2, 0]).reciprocal().toList(); // -> [0.5, Infinity]
     */
    reciprocal(): Tensor;
    /**
     * `1 / sqrt(x)`, element by element.
     *
     * @example
     * tensor([4, 0]).rsqrt().toList(); // -> [0.5, Infinity]
     */
    rsqrt(): Tensor;
  }
}

function inverse(x: NDArray): NDArray {
  return binary("div", full(x.dtype, [], 1), x);
}

/** `y = 1 / x`, so `dy/dx = -y^2`. */
Tensor.prototype.reciprocal = function (this: Tensor): Tensor {
  const x = asFloating(this);
  return record({
    operation: "reciprocal",
    parents: [x],
    array: inverse(x.array),
    gradients: [(grad, y) => grad.mul(y.square()).neg()],
    needsResult: true,
  });
};

/** `y = x^-1/2`, so `dy/dx = -y^3 / 2`. */
Tensor.prototype.rsqrt = function (this: Tensor): Tensor {
  const x = asFloating(this);
  return record({
    operation: "rsqrt",
    parents: [x],
    array: inverse(unary("sqrt", x.array)),
    gradients: [(grad, y) => grad.mul(y.square().mul(y).mul(-0.5))],
    needsResult: true,
  });
};
