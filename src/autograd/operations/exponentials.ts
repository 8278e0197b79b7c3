import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

declare module "../tensor" {
  interface Tensor {
    /**
     * `e^x - 1`, element by element, exact to the last digits for `x` near 0, where `x.exp().sub(1)` loses them.
     *
     * @example
     * tensor([0, 1e-10], { dtype: "float64" }).expm1().toList(); // -> [0, 1.00000000005e-10]
     */
    expm1(): Tensor;
    /**
     * `2^x`, element by element.
     *
     * @example
     * tensor([-1, 3]).exp2().toList(); // -> [0.5, 8]
     */
    exp2(): Tensor;
    /**
     * `ln(1 + x)`, element by element, exact to the last digits for `x` near 0, where `x.add(1).log()` loses them.
     *
     * @example
     * tensor([0, -1]).log1p().toList(); // -> [0, -Infinity]
     */
    log1p(): Tensor;
    /**
     * The logarithm to base 2, element by element: `2^y = x`.
     *
     * @example
     * tensor([0.5, 8]).log2().toList(); // -> [-1, 3]
     */
    log2(): Tensor;
    /**
     * The logarithm to base 10, element by element: `10^y = x`.
     *
     * @example
     * tensor([1, 1000]).log10().toList(); // -> [0, 3]
     */
    log10(): Tensor;
  }
}

/** `y = e^x - 1`, so `dy/dx = e^x = y + 1`. */
Tensor.prototype.expm1 = function (this: Tensor): Tensor {
  return record({
    operation: "expm1",
    parents: [this],
    array: unary("expm1", this.array),
    gradients: [(grad, y) => grad.mul(y.add(1))],
    needsResult: true,
  });
};

/** `y = 2^x`, so `dy/dx = y ln 2`. */
Tensor.prototype.exp2 = function (this: Tensor): Tensor {
  return record({
    operation: "exp2",
    parents: [this],
    array: unary("exp2", this.array),
    gradients: [(grad, y) => grad.mul(y.mul(Math.LN2))],
    needsResult: true,
  });
};

/** `y = ln(1 + x)`, so `dy/dx = 1 / (1 + x)`. */
Tensor.prototype.log1p = function (this: Tensor): Tensor {
  return record({
    operation: "log1p",
    parents: [this],
    array: unary("log1p", this.array),
    gradients: [(grad) => grad.div(this.add(1))],
    needs: [this],
  });
};

/** `y = ln x / ln b`, so `dy/dx = 1 / (x ln b)`. */
function logTo(kind: "log2" | "log10", base: number, x: Tensor): Tensor {
  return record({
    operation: kind,
    parents: [x],
    array: unary(kind, x.array),
    gradients: [(grad) => grad.div(x.mul(Math.log(base)))],
    needs: [x],
  });
}
Tensor.prototype.log2 = function (this: Tensor): Tensor {
  return logTo("log2", 2, this);
};
Tensor.prototype.log10 = function (this: Tensor): Tensor {
  return logTo("log10", 10, this);
};
