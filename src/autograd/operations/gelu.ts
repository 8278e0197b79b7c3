import { binary, unary } from "../../tensor/kernels";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";

export interface GELUOptions {
  /** `"none"`: with the error function; `"tanh"`: the approximation that GPT-2 used. Default `"none"`. */
  approximate?: "none" | "tanh";
}

/**
 * `y = x Phi(x)`: an element times the probability that a standard normal number lies below it, so
 * `dy/dx = Phi(x) + x phi(x)`.
 *
 * Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
 */
export function gelu(x: Tensor, { approximate = "none" }: GELUOptions = {}): Tensor {
  const [forward, backward] =
    approximate === "tanh" ? (["geluTanh", "geluTanhBackward"] as const) : (["gelu", "geluBackward"] as const);
  const slope = approximate === "tanh" ? tanhSlope : normalSlope;
  return record({
    operation: "gelu",
    parents: [x],
    array: unary(forward, x.array),
    gradients: [
      // The kernel is one pass over memory; where the gradient is to be differentiated again, its formula is recorded.
      (grad) => (isRecording() ? grad.mul(slope(x)) : new Tensor(binary(backward, grad.array, x.array))),
    ],
    needs: [x],
  });
}

/** `Phi(x) + x phi(x)`. */
function normalSlope(x: Tensor): Tensor {
  const below = x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
  const density = x
    .mul(x)
    .mul(-0.5)
    .exp()
    .mul(1 / Math.sqrt(2 * Math.PI));
  return below.add(x.mul(density));
}

/** With `s = sigmoid(2u)` and `u = sqrt(2/pi) (x + 0.044715 x^3)`: `s + x s (1 - s) (2u)'`. */
function tanhSlope(x: Tensor): Tensor {
  const factor = 2 * Math.sqrt(2 / Math.PI);
  const square = x.mul(x);
  const s = square.mul(0.044715).add(1).mul(x).mul(factor).sigmoid();
  const rise = square
    .mul(3 * 0.044715)
    .add(1)
    .mul(factor);
  return s.add(x.mul(s).mul(s.neg().add(1)).mul(rise));
}

/**
 * `y = x s` with `s = sigmoid(x)`, also known as swish, so `dy/dx = s + x s (1 - s)`.
 *
 * Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units, 2017.
 */
export function silu(x: Tensor): Tensor {
  return record({
    operation: "silu",
    parents: [x],
    array: unary("silu", x.array),
    gradients: [
      (grad) => {
        if (!isRecording()) return new Tensor(binary("siluBackward", grad.array, x.array));
        const s = x.sigmoid();
        return grad.mul(s.add(x.mul(s).mul(s.neg().add(1))));
      },
    ],
    needs: [x],
  });
}

declare module "../tensor" {
  interface Tensor {
    /** `x Phi(x)`, with `Phi` the normal distribution function. */
    gelu(options?: GELUOptions): Tensor;
    /** `x sigmoid(x)`. */
    silu(): Tensor;
  }
}
Tensor.prototype.gelu = function (this: Tensor, options?: GELUOptions): Tensor {
  return gelu(this, options);
};
Tensor.prototype.silu = function (this: Tensor): Tensor {
  return silu(this);
};
