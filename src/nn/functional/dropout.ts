import { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { empty } from "../../tensor/kernels";
import { defaultGenerator, type Generator } from "../../tensor/random";
import { fillMask } from "../../tensor/random-fill";

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
export function dropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return drop(x, x.shape, options);
}

/**
 * {@link dropout} of whole channels: neighbours in an image resemble each other too much to be missed one by one.
 *
 * Source: Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015.
 *
 * @param x `[batch, channels, ...]`
 * @example
 * nn.dropoutChannels(tensor.ones([1, 1, 3]), { p: 1 }).toList(); // -> [0, 0, 0]
 */
export function dropoutChannels(x: Tensor, options: DropoutOptions = {}): Tensor {
  return drop(
    x,
    x.shape.map((length, i) => (i < 2 ? length : 1)),
    options,
  );
}

/** Drops with a mask of shape `shape`, stretched to that of `x`: 0 with probability `p`, else `1 / (1 - p)`. */
function drop(
  x: Tensor,
  shape: readonly number[],
  { p = 0.5, training = true, generator = defaultGenerator }: DropoutOptions,
): Tensor {
  if (!(p >= 0 && p <= 1)) throw new GradbookError(`dropout: the probability must lie between 0 and 1, got ${p}`);
  if (!training || p === 0) return x;
  const mask = empty(x.dtype, shape);
  fillMask(mask, generator, p, 1 / (1 - p || 1));
  return x.mul(new Tensor(mask));
}
