import type { GELUOptions, Tensor } from "../../autograd/index";

/**
 * The logistic function `1 / (1 + e^-x)`, from 0 to 1, element by element.
 *
 * @example
 * nn.sigmoid(tensor([0])).toList(); // -> [0.5]
 */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

/**
 * The logarithm of {@link sigmoid}, `-ln(1 + e^-x)`: finite where the sigmoid would round to 0.
 *
 * @example
 * nn.logSigmoid(tensor([-1000])).toList(); // -> [-1000]
 */
export function logSigmoid(x: Tensor): Tensor {
  return x.neg().softplus().neg();
}

/**
 * The hyperbolic tangent `(e^x - e^-x) / (e^x + e^-x)`, from -1 to 1, element by element.
 *
 * @example
 * nn.tanh(tensor([0])).toList(); // -> [0]
 */
export function tanh(x: Tensor): Tensor {
  return x.tanh();
}

/**
 * `x - tanh(x)`, element by element.
 *
 * @example
 * nn.tanhshrink(tensor([0, 100])).toList(); // -> [0, 99]
 */
export function tanhshrink(x: Tensor): Tensor {
  return x.sub(x.tanh());
}

/**
 * `x / (1 + |x|)`, from -1 to 1, element by element.
 *
 * @example
 * nn.softsign(tensor([-1, 3])).toList(); // -> [-0.5, 0.75]
 */
export function softsign(x: Tensor): Tensor {
  return x.div(x.abs().add(1));
}

/**
 * `x Phi(x)`, with `Phi` the normal distribution function, element by element.
 *
 * Source: Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
 *
 * @example
 * nn.gelu(tensor([0, 100])).toList(); // -> [0, 100]
 */
export function gelu(x: Tensor, options: GELUOptions = {}): Tensor {
  return x.gelu(options);
}

/**
 * `x sigmoid(x)`, also known as swish, element by element.
 *
 * Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function Approximation, 2017.
 *
 * @example
 * nn.silu(tensor([0, 100])).toList(); // -> [0, 100]
 */
export function silu(x: Tensor): Tensor {
  return x.silu();
}

/**
 * `x tanh(ln(1 + e^x))`, element by element.
 *
 * Source: Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019.
 *
 * @example
 * nn.mish(tensor([0, 100])).toList(); // -> [0, 100]
 */
export function mish(x: Tensor): Tensor {
  return x.mul(x.softplus().tanh());
}

export interface SoftplusOptions {
  /** How sharply the line bends at 0. Default 1. */
  beta?: number;
  /** Where `beta x` is larger, the result is `x` itself. Default 20. */
  threshold?: number;
}

/**
 * A smooth form of relu, `ln(1 + e^(beta x)) / beta`, element by element.
 *
 * Source: Dugas, Bengio et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, 2000.
 *
 * @example
 * nn.softplus(tensor([100])).toList(); // -> [100]
 */
export function softplus(x: Tensor, { beta = 1, threshold = 20 }: SoftplusOptions = {}): Tensor {
  const scaled = beta === 1 ? x : x.mul(beta);
  const smooth = scaled.softplus();
  return scaled.gt(threshold).where(x, beta === 1 ? smooth : smooth.div(beta));
}

/**
 * {@link sigmoid} in straight lines: `min(max(x / 6 + 1/2, 0), 1)`.
 *
 * Source: Howard et al., Searching for MobileNetV3, 2019.
 *
 * @example
 * nn.hardsigmoid(tensor([-3, 0, 4])).toList(); // -> [0, 0.5, 1]
 */
export function hardsigmoid(x: Tensor): Tensor {
  const line = x.div(6).add(0.5);
  return x.le(-3).where(0, x.ge(3).where(1, line));
}

/**
 * {@link silu} without an exponential: `x hardsigmoid(x)`.
 *
 * Source: Howard et al., Searching for MobileNetV3, 2019.
 *
 * @example
 * nn.hardswish(tensor([0, 1.5, 4])).toList(); // -> [0, 1.125, 4]
 */
export function hardswish(x: Tensor): Tensor {
  return x.mul(hardsigmoid(x));
}
