import { binary, unary } from "../../tensor/kernels";
import { asTensor, type Operand } from "../operand";
import { sumTo } from "../sum-to";
import { record } from "../tape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * The tangent of angles in radians, `sin x / cos x`.
     *
     * @example
     * tensor([0]).tan().toList(); // -> [0]
     */
    tan(): Tensor;
    /**
     * The angle in [-pi/2, pi/2] whose sine is each element; NaN outside of [-1, 1].
     *
     * @example
     * tensor([0, 2]).asin().toList(); // -> [0, NaN]
     */
    asin(): Tensor;
    /**
     * The angle in [0, pi] whose cosine is each element; NaN outside of [-1, 1].
     *
     * @example
     * tensor([1, 2]).acos().toList(); // -> [0, NaN]
     */
    acos(): Tensor;
    /**
     * The angle in (-pi/2, pi/2) whose tangent is each element.
     *
     * @example
     * tensor([0]).atan().toList(); // -> [0]
     */
    atan(): Tensor;
    /**
     * The angle in [-pi, pi] of the point `(x, y)`, with this tensor as `y`: the signs of both decide the quadrant.
     *
     * @example
     * tensor([0, 1], { dtype: "float64" }).atan2(tensor([1, 0])).div(Math.PI).toList(); // -> [0, 0.5]
     */
    atan2(x: Operand): Tensor;
  }
}

/** `y = tan x`, so `dy/dx = 1 + y^2`. */
Tensor.prototype.tan = function (this: Tensor): Tensor {
  return record({
    operation: "tan",
    parents: [this],
    array: unary("tan", this.array),
    gradients: [(grad, y) => grad.mul(y.square().add(1))],
    needsResult: true,
  });
};

/** `y = arcsin x`, so `dy/dx = 1 / sqrt(1 - x^2)`. */
Tensor.prototype.asin = function (this: Tensor): Tensor {
  return record({
    operation: "asin",
    parents: [this],
    array: unary("asin", this.array),
    gradients: [(grad) => grad.mul(this.square().neg().add(1).rsqrt())],
    needs: [this],
  });
};

/** `y = arccos x`, so `dy/dx = -1 / sqrt(1 - x^2)`. */
Tensor.prototype.acos = function (this: Tensor): Tensor {
  return record({
    operation: "acos",
    parents: [this],
    array: unary("acos", this.array),
    gradients: [(grad) => grad.mul(this.square().neg().add(1).rsqrt()).neg()],
    needs: [this],
  });
};

/** `y = arctan x`, so `dy/dx = 1 / (1 + x^2)`. */
Tensor.prototype.atan = function (this: Tensor): Tensor {
  return record({
    operation: "atan",
    parents: [this],
    array: unary("atan", this.array),
    gradients: [(grad) => grad.div(this.square().add(1))],
    needs: [this],
  });
};

/** The angle `a` of `(x, y)`, so `da/dy = x / (x^2 + y^2)` and `da/dx = -y / (x^2 + y^2)`. */
function atan2(y: Tensor, x: Tensor): Tensor {
  const squared = (): Tensor => x.square().add(y.square());
  return record({
    operation: "atan2",
    parents: [y, x],
    array: binary("atan2", y.array, x.array),
    gradients: [
      (grad) => sumTo(grad.mul(x.div(squared())), y.shape),
      (grad) => sumTo(grad.mul(y.div(squared()).neg()), x.shape),
    ],
    needs: [y, x],
  });
}
Tensor.prototype.atan2 = function (this: Tensor, x: Operand): Tensor {
  return atan2(this, asTensor("atan2", x, this));
};
