import { noGrad, type Tensor } from "../autograd/index";
import { defaultGenerator, type Generator } from "../tensor/random";
import { GradbookError } from "../errors";

/** Initialisers overwrite a tensor in place and return it. */
export interface InitOptions {
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

function fill(x: Tensor, next: () => number): Tensor {
  noGrad(() => x.zero_());
  const { data, offset } = x.array;
  if (!x.array.contiguous) throw new GradbookError("init: only a tensor in row-major order can be initialised");
  for (let i = 0; i < x.size; i++) data[offset + i] = next();
  return x;
}

/**
 * Uniform random numbers from `low` (default 0) to `high` (default 1).
 *
 * @example
 * nn.init.uniform(tensor.zeros([100]), -1, 1).abs().max().item() <= 1; // -> true
 */
export function uniform(x: Tensor, low: number = 0, high: number = 1, options: InitOptions = {}): Tensor {
  const generator = options.generator ?? defaultGenerator;
  return fill(x, () => low + (high - low) * generator.uniform());
}

/**
 * Normal random numbers with mean 0 and standard deviation 1, unless given.
 *
 * @example
 * nn.init.normal(tensor.zeros([3]), 5, 0).toList(); // -> [5, 5, 5]
 */
export function normal(x: Tensor, mean: number = 0, std: number = 1, options: InitOptions = {}): Tensor {
  const generator = options.generator ?? defaultGenerator;
  return fill(x, () => mean + std * generator.normal());
}

/**
 * The same value everywhere.
 *
 * @example
 * nn.init.constant(tensor.zeros([2]), 3).toList(); // -> [3, 3]
 */
export function constant(x: Tensor, value: number): Tensor {
  return fill(x, () => value);
}

/** 0 everywhere. */
export function zeros(x: Tensor): Tensor {
  return constant(x, 0);
}

/** 1 everywhere. */
export function ones(x: Tensor): Tensor {
  return constant(x, 1);
}

/** How many inputs and outputs one unit of a weight `[out, in, ...]` connects. */
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

/** By how much an activation changes the scale, so that the initialiser can undo it. */
export function gain(nonlinearity: "linear" | "sigmoid" | "tanh" | "relu" | "leakyReLU", slope: number = 0.01): number {
  switch (nonlinearity) {
    case "linear":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyReLU":
      return Math.sqrt(2 / (1 + slope ** 2));
  }
}

export interface ScaleOptions extends InitOptions {
  /** Default 1; see {@link gain}. */
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
export function xavierUniform(x: Tensor, options: ScaleOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  const bound = (options.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(x, -bound, bound, options);
}

/** Normal with standard deviation `gain sqrt(2 / (fanIn + fanOut))`. Source: as {@link xavierUniform}. */
export function xavierNormal(x: Tensor, options: ScaleOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  return normal(x, 0, (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/**
 * Uniform in `±gain sqrt(3 / fanIn)`, gain by default that of relu, `sqrt(2)`.
 *
 * Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
 *
 * @example
 * nn.init.kaimingUniform(tensor.zeros([4, 6])).abs().max().item() <= 1; // -> true
 */
export function kaimingUniform(x: Tensor, options: ScaleOptions = {}): Tensor {
  const bound = (options.gain ?? Math.SQRT2) * Math.sqrt(3 / fans(x).fanIn);
  return uniform(x, -bound, bound, options);
}

/** Normal with standard deviation `gain / sqrt(fanIn)`, gain by default that of relu. Source: as {@link kaimingUniform}. */
export function kaimingNormal(x: Tensor, options: ScaleOptions = {}): Tensor {
  return normal(x, 0, (options.gain ?? Math.SQRT2) / Math.sqrt(fans(x).fanIn), options);
}
