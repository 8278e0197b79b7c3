import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The hyperbolic sine `(e^x - e^-x) / 2`, element by element.
     *
     * @example
     * tensor([0]).sinh().toList(); // -> [0]
     */
    sinh(): Tensor;
    /**
     * The hyperbolic cosine `(e^x + e^-x) / 2`, element by element.
     *
     * @example
     * tensor([0]).cosh().toList(); // -> [1]
     */
    cosh(): Tensor;
    /**
     * The inverse of the hyperbolic sine, `ln(x + sqrt(x^2 + 1))`.
     *
     * @example
     * tensor([0]).asinh().toList(); // -> [0]
     */
    asinh(): Tensor;
    /**
     * The inverse of the hyperbolic cosine, `ln(x + sqrt(x^2 - 1))`; NaN below 1.
     *
     * @example
     * tensor([1, 0]).acosh().toList(); // -> [0, NaN]
     */
    acosh(): Tensor;
    /**
     * The inverse of the hyperbolic tangent, `ln((1 + x) / (1 - x)) / 2`; NaN outside of [-1, 1].
     *
     * @example
     * tensor([0, 1]).atanh().toList(); // -> [0, Infinity]
     */
    atanh(): Tensor;
  }
}

/** `y = sinh x`, so `dy/dx = cosh x`. */
Tensor.prototype.sinh = function (this: Tensor): Tensor {
  return record({
    operation: "sinh",
    parents: [this],
    array: unary("sinh", this.array),
    gradients: [(grad) => grad.mul(this.cosh())],
    needs: [this],
  });
};

/** `y = cosh x`, so `dy/dx = sinh x`. */
Tensor.prototype.cosh = function (this: Tensor): Tensor {
  return record({
    operation: "cosh",
    parents: [this],
    array: unary("cosh", this.array),
    gradients: [(grad) => grad.mul(this.sinh())],
    needs: [this],
  });
};

/** `x = sinh y`, so `dy/dx = 1 / cosh y = 1 / sqrt(x^2 + 1)`. */
Tensor.prototype.asinh = function (this: Tensor): Tensor {
  return record({
    operation: "asinh",
    parents: [this],
    array: unary("asinh", this.array),
    gradients: [(grad) => grad.mul(this.square().add(1).rsqrt())],
    needs: [this],
  });
};

/** `x = cosh y`, so `dy/dx = 1 / sinh y = 1 / sqrt(x^2 - 1)`. */
Tensor.prototype.acosh = function (this: Tensor): Tensor {
  return record({
    operation: "acosh",
    parents: [this],
    array: unary("acosh", this.array),
    gradients: [(grad) => grad.mul(this.square().sub(1).rsqrt())],
    needs: [this],
  });
};

/** `x = tanh y`, so `dy/dx = 1 / (1 - x^2)`. */
Tensor.prototype.atanh = function (this: Tensor): Tensor {
  return record({
    operation: "atanh",
    parents: [this],
    array: unary("atanh", this.array),
    gradients: [(grad) => grad.div(this.square().neg().add(1))],
    needs: [this],
  });
};
