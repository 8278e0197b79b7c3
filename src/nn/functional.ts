import { noGrad, tensor, type GELUOptions, type Tensor } from "../autograd/index";
import type { Generator } from "../tensor/random";

export { conv2d, embedding, layerNorm, linear, maxPool2d, rmsNorm, scaledDotProductAttention } from "../autograd/index";

/** `max(x, 0)`. */
export function relu(x: Tensor): Tensor {
  return x.relu();
}

/** `1 / (1 + e^-x)`. */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return x.tanh();
}

/** Scores along `dim` (default the last) as probabilities that sum to 1. */
export function softmax(x: Tensor, dim: number = -1): Tensor {
  return x.softmax(dim);
}

/** The logarithm of {@link softmax}. */
export function logSoftmax(x: Tensor, dim: number = -1): Tensor {
  return x.logSoftmax(dim);
}

/** `x` where positive, `slope x` elsewhere; slope 0.01 by default. Source: Maas, Hannun and Ng, 2013. */
export function leakyReLU(x: Tensor, negativeSlope: number = 0.01): Tensor {
  return x.gt(0).where(x, x.mul(negativeSlope));
}

/** `x` where positive, `alpha (e^x - 1)` elsewhere. Source: Clevert, Unterthiner and Hochreiter, 2015. */
export function elu(x: Tensor, alpha: number = 1): Tensor {
  return x.gt(0).where(x, x.minimum(0).exp().sub(1).mul(alpha));
}

/** `x Phi(x)`, with `Phi` the normal distribution function. Source: Hendrycks and Gimpel, 2016. */
export function gelu(x: Tensor, options: GELUOptions = {}): Tensor {
  return x.gelu(options);
}

/** `x sigmoid(x)`. Source: Elfwing, Uchibe and Doya, 2017. */
export function silu(x: Tensor): Tensor {
  return x.silu();
}

/** `ln(1 + e^x)`. */
export function softplus(x: Tensor): Tensor {
  return x.softplus();
}

export interface DropoutOptions {
  /** The probability of dropping an element. Default 0.5. */
  p?: number;
  /** Whether to drop at all. Default true. */
  training?: boolean;
  generator?: Generator;
}

/**
 * Sets elements to 0 at random and scales the others by `1 / (1 - p)`, so that the expectation stays.
 *
 * Source: Srivastava, Hinton et al., Dropout, 2014.
 */
export function dropout(x: Tensor, { p = 0.5, training = true, generator }: DropoutOptions = {}): Tensor {
  if (!training || p === 0) return x;
  const random = tensor.rand(x.shape, generator ? { generator } : {});
  return x.mul(
    noGrad(() =>
      random
        .ge(p)
        .to(x.dtype)
        .div(1 - p || 1),
    ),
  );
}

/**
 * Class numbers as rows of zeros with a single one: `[...]` gives `[..., classes]`.
 *
 * @example
 * nn.oneHot(tensor([2, 0]), 3).toArray(); // -> [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(labels: Tensor, classes: number): Tensor {
  return labels.unsqueeze(-1).eq(tensor.arange(classes)).to("float32");
}
