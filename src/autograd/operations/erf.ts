import { unary } from "../../tensor/kernels";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** The error function, so `dy/dx = 2/sqrt(pi) e^(-x^2)`. */
export function erf(x: Tensor): Tensor {
  return record({
    operation: "erf",
    parents: [x],
    array: unary("erf", x.array),
    gradients: [
      (grad) =>
        grad.mul(
          x
            .mul(x)
            .neg()
            .exp()
            .mul(2 / Math.sqrt(Math.PI)),
        ),
    ],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The error function `2/sqrt(pi) * integral of e^(-t^2) from 0 to x`, element by element.
     *
     * @example
     * tensor([0]).erf().toList(); // -> [0]
     */
    erf(): Tensor;
  }
}
Tensor.prototype.erf = function (this: Tensor): Tensor {
  return erf(this);
};
