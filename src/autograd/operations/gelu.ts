import { Tensor } from "../tensor";

export interface GELUOptions {
  /** `"none"`: with the error function; `"tanh"`: the approximation that GPT-2 used. Default `"none"`. */
  approximate?: "none" | "tanh";
}

/**
 * `x Phi(x)`: an element times the probability that a standard normal number lies below it.
 *
 * Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
 */
export function gelu(x: Tensor, { approximate = "none" }: GELUOptions = {}): Tensor {
  if (approximate === "none") return x.mul(x.mul(Math.SQRT1_2).erf().add(1).mul(0.5));
  const inner = x
    .mul(x)
    .mul(0.044715)
    .add(1)
    .mul(x)
    .mul(Math.sqrt(2 / Math.PI));
  return x.mul(inner.tanh().add(1).mul(0.5));
}

/**
 * `x sigmoid(x)`, also known as swish.
 *
 * Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units, 2017.
 */
export function silu(x: Tensor): Tensor {
  return x.mul(x.sigmoid());
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
