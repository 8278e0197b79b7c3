import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

/**
 * The rectified linear unit `max(x, 0)`, element by element.
 *
 * Source: Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010.
 *
 * @example
 * nn.relu(tensor([-1, 2])).toList(); // -> [0, 2]
 */
export function relu(x: Tensor): Tensor {
  return x.relu();
}

/**
 * `min(max(x, 0), 6)`, element by element.
 *
 * Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
 *
 * @example
 * nn.relu6(tensor([-1, 2, 9])).toList(); // -> [0, 2, 6]
 */
export function relu6(x: Tensor): Tensor {
  return hardtanh(x, { minValue: 0, maxValue: 6 });
}

/**
 * `x` where positive, `negativeSlope x` (default 0.01) elsewhere, element by element.
 *
 * Source: Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.
 *
 * @example
 * nn.leakyReLU(tensor([-2, 2]), 0.5).toList(); // -> [-1, 2]
 */
export function leakyReLU(x: Tensor, negativeSlope: number = 0.01): Tensor {
  return x.gt(0).where(x, x.mul(negativeSlope));
}

/**
 * {@link leakyReLU} with a learned slope: one for all, or one for each channel (dimension 1).
 *
 * Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
 *
 * @param x `[batch, channels, ...]`, or any shape with a single slope
 * @param weight the slopes, `[1]` or `[channels]`
 * @throws if there are neither one nor as many slopes as channels.
 * @example
 * nn.prelu(tensor([[-2, -2]]), tensor([0.5, 0.1])).toList().map((v) => v.toFixed(1)); // -> ["-1.0", "-0.2"]
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const channels = x.shape[1] ?? 1;
  if (weight.size !== 1 && weight.size !== channels) {
    throw new GradbookError(
      `prelu: ${weight.size} slopes for ${channels} channels; there must be one, or one a channel`,
    );
  }
  const along = x.shape.map((_, i) => (i === 1 ? weight.size : 1));
  const slopes = weight.reshape(weight.size === 1 ? [] : along);
  return x.gt(0).where(x, x.mul(slopes));
}

/**
 * `x` where positive, `alpha (e^x - 1)` (alpha 1 by default) elsewhere, element by element.
 *
 * Source: Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2015.
 *
 * @example
 * nn.elu(tensor([-1000, 2])).toList(); // -> [-1, 2]
 */
export function elu(x: Tensor, alpha: number = 1): Tensor {
  const positive = x.gt(0);
  // Large numbers are kept from the exponential: infinite there, they would make the gradient NaN here.
  return positive.where(x, positive.where(0, x).exp().sub(1).mul(alpha));
}

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/**
 * `1.0507 elu(x, 1.6733)`: activations of a deep network tend to mean 0 and variance 1 by themselves.
 *
 * Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017.
 *
 * @example
 * nn.selu(tensor([1])).item().toFixed(4); // -> "1.0507"
 */
export function selu(x: Tensor): Tensor {
  return elu(x, seluAlpha).mul(seluScale);
}

/**
 * `max(x, 0) + min(0, alpha (e^(x / alpha) - 1))` (alpha 1 by default): an {@link elu} without a kink, whatever `alpha` is.
 *
 * Source: Barron, Continuously Differentiable Exponential Linear Units, 2017.
 *
 * @example
 * nn.celu(tensor([-1000, 2]), 0.5).toList(); // -> [-0.5, 2]
 */
export function celu(x: Tensor, alpha: number = 1): Tensor {
  const positive = x.gt(0);
  return positive.where(x, positive.where(0, x).div(alpha).exp().sub(1).mul(alpha));
}

/**
 * `x` where it is larger than `limit`, `value` elsewhere, element by element.
 *
 * @example
 * nn.threshold(tensor([1, 3]), 2, -5).toList(); // -> [-5, 3]
 */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  return x.le(limit).where(value, x);
}

export interface HardtanhOptions {
  /** Default -1. */
  minValue?: number;
  /** Default 1. */
  maxValue?: number;
}

/**
 * `x` cut off below `minValue` (default -1) and above `maxValue` (default 1), element by element; flat outside.
 *
 * @throws if `minValue` is not smaller than `maxValue`.
 * @example
 * nn.hardtanh(tensor([-3, 0.5, 3])).toList(); // -> [-1, 0.5, 1]
 */
export function hardtanh(x: Tensor, { minValue = -1, maxValue = 1 }: HardtanhOptions = {}): Tensor {
  if (!(minValue <= maxValue)) {
    throw new GradbookError(`hardtanh: minValue ${minValue} must not be larger than maxValue ${maxValue}`);
  }
  return x.le(minValue).where(minValue, x.ge(maxValue).where(maxValue, x));
}

/**
 * 0 where `|x| <= lambda` (default 0.5), `x` elsewhere.
 *
 * @example
 * nn.hardshrink(tensor([-1, 0.2, 1])).toList(); // -> [-1, 0, 1]
 */
export function hardshrink(x: Tensor, lambda: number = 0.5): Tensor {
  return x.abs().le(lambda).where(0, x);
}

/**
 * 0 where `|x| <= lambda` (default 0.5), elsewhere `x` moved towards 0 by `lambda`.
 *
 * @example
 * nn.softshrink(tensor([-2, 0.2, 2])).toList(); // -> [-1.5, 0, 1.5]
 */
export function softshrink(x: Tensor, lambda: number = 0.5): Tensor {
  return x
    .abs()
    .le(lambda)
    .where(0, x.sub(x.detach().sign().mul(lambda)));
}
