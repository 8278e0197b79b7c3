import { noGrad, tensor, type GELUOptions, type Tensor } from "../autograd/index";
import type { Generator } from "../tensor/random";

export { conv2d, embedding, layerNorm, linear, maxPool2d, rmsNorm, scaledDotProductAttention } from "../autograd/index";

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
 * The logistic function `1 / (1 + e^-x)`, from 0 to 1, element by element.
 *
 * @example
 * nn.sigmoid(tensor([0])).toList(); // -> [0.5]
 */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
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
 * Scores along `dim` (default the last) as probabilities that sum to 1: `e^x_i / sum of e^x_j`.
 *
 * @example
 * nn.softmax(tensor([[1, 1], [0, 0]])).toArray(); // -> [[0.5, 0.5], [0.5, 0.5]]
 */
export function softmax(x: Tensor, dim: number = -1): Tensor {
  return x.softmax(dim);
}

/**
 * The logarithm of {@link softmax}, `x_i - ln sum of e^x_j`: finite where the softmax would round to 0.
 *
 * @example
 * nn.logSoftmax(tensor([0, 2000])).toList(); // -> [-2000, 0]
 */
export function logSoftmax(x: Tensor, dim: number = -1): Tensor {
  return x.logSoftmax(dim);
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
 * `x` where positive, `alpha (e^x - 1)` (alpha 1 by default) elsewhere, element by element.
 *
 * Source: Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units, 2015.
 *
 * @example
 * nn.elu(tensor([-1000, 2])).toList(); // -> [-1, 2]
 */
export function elu(x: Tensor, alpha: number = 1): Tensor {
  return x.gt(0).where(x, x.minimum(0).exp().sub(1).mul(alpha));
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
 * A smooth form of relu, `ln(1 + e^x)`, element by element.
 *
 * Source: Dugas, Bengio et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, 2000.
 *
 * @example
 * nn.softplus(tensor([100])).toList(); // -> [100]
 */
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
 * Source: Srivastava, Hinton et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014.
 *
 * @example
 * nn.dropout(tensor([1, 2]), { training: false }).toList(); // -> [1, 2]
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
