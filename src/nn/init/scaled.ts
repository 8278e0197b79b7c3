import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { normal, uniform, type InitOptions } from "./distributions";

/**
 * How many inputs and outputs one unit of a weight `[out, in, ...]` connects.
 *
 * @example
 * nn.init.fans(tensor.zeros([8, 3, 5, 5])); // -> { fanIn: 75, fanOut: 200 }
 */
export function fans(x: Tensor): { fanIn: number; fanOut: number } {
  const [out, inputs, ...kernel] = x.shape;
  if (out === undefined || inputs === undefined) {
    throw new GradbookError(
      `init: a weight of shape [${x.shape.join(", ")}] has no fan-in; it needs two or more dimensions`,
    );
  }
  const area = kernel.reduce((product, length) => product * length, 1);
  return { fanIn: inputs * area, fanOut: out * area };
}

export type Nonlinearity = "linear" | "conv1d" | "conv2d" | "sigmoid" | "tanh" | "relu" | "leakyReLU" | "selu";

/**
 * By how much an activation shrinks its signals, so that an initialiser can undo it: 1, for `tanh` 5/3, for `relu` sqrt(2),
 * for `leakyReLU` `sqrt(2 / (1 + slope^2))`, for `selu` 3/4.
 *
 * @param slope of `leakyReLU`, default 0.01
 * @throws if the activation is not one of these.
 * @example
 * nn.init.calculateGain("leakyReLU", 1); // -> 1
 */
export function calculateGain(nonlinearity: Nonlinearity, slope: number = 0.01): number {
  switch (nonlinearity) {
    case "linear":
    case "conv1d":
    case "conv2d":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyReLU":
      return Math.sqrt(2 / (1 + slope ** 2));
    case "selu":
      return 3 / 4;
    default:
      throw new GradbookError(`init.calculateGain: no gain is known for ${JSON.stringify(nonlinearity)}`);
  }
}

export interface XavierOptions extends InitOptions {
  /** Default 1; see {@link calculateGain}. */
  gain?: number;
}

/**
 * Uniform in `±gain sqrt(6 / (fanIn + fanOut))`, which keeps the variance of signals and gradients between layers.
 *
 * Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010.
 *
 * @example
 * nn.init.xavierUniform(tensor.zeros([3, 3])).abs().max().item() <= 1; // -> true
 */
export function xavierUniform(x: Tensor, options: XavierOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  const bound = (options.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(x, -bound, bound, options);
}

/**
 * Normal with standard deviation `gain sqrt(2 / (fanIn + fanOut))`. Source: as {@link xavierUniform}.
 *
 * @example
 * nn.init.xavierNormal(tensor.zeros([3, 3]), { gain: 0 }).sum().item(); // -> 0
 */
export function xavierNormal(x: Tensor, options: XavierOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  return normal(x, 0, (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)), options);
}

export interface KaimingOptions extends InitOptions {
  /** Slope of a leaky relu that follows. Default 0: a relu. */
  slope?: number;
  /** Whether the variance of the signals is kept (`"fanIn"`, default) or that of the gradients. */
  mode?: "fanIn" | "fanOut";
  /** The activation that follows. Default `"leakyReLU"`. */
  nonlinearity?: Nonlinearity;
}

/** The standard deviation `gain / sqrt(fan)`. */
function kaimingStd(x: Tensor, { slope = 0, mode = "fanIn", nonlinearity = "leakyReLU" }: KaimingOptions): number {
  return calculateGain(nonlinearity, slope) / Math.sqrt(fans(x)[mode]);
}

/**
 * Uniform in `±gain sqrt(3 / fanIn)`, gain by default that of relu, `sqrt(2)`.
 *
 * Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
 *
 * @example
 * nn.init.kaimingUniform(tensor.zeros([4, 6])).abs().max().item() <= 1; // -> true
 */
export function kaimingUniform(x: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(x, options);
  return uniform(x, -bound, bound, options);
}

/**
 * Normal with standard deviation `gain / sqrt(fanIn)`, gain by default that of relu. Source: as {@link kaimingUniform}.
 *
 * @example
 * nn.init.kaimingNormal(tensor.zeros([100, 200])).std().item().toFixed(1); // -> "0.1"
 */
export function kaimingNormal(x: Tensor, options: KaimingOptions = {}): Tensor {
  return normal(x, 0, kaimingStd(x, options), options);
}
