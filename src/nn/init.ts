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

/** Uniform random numbers from `low` to `high`. */
export function uniform(x: Tensor, low: number = 0, high: number = 1, options: InitOptions = {}): Tensor {
  const generator = options.generator ?? defaultGenerator;
  return fill(x, () => low + (high - low) * generator.uniform());
}

/** Normal random numbers. */
export function normal(x: Tensor, mean: number = 0, std: number = 1, options: InitOptions = {}): Tensor {
  const generator = options.generator ?? defaultGenerator;
  return fill(x, () => mean + std * generator.normal());
}

export function constant(x: Tensor, value: number): Tensor {
  return fill(x, () => value);
}

export function zeros(x: Tensor): Tensor {
  return constant(x, 0);
}

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

/** Uniform in `±gain sqrt(6 / (fanIn + fanOut))`. Source: Glorot and Bengio, 2010. */
export function xavierUniform(x: Tensor, options: ScaleOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  const bound = (options.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(x, -bound, bound, options);
}

/** Normal with standard deviation `gain sqrt(2 / (fanIn + fanOut))`. Source: Glorot and Bengio, 2010. */
export function xavierNormal(x: Tensor, options: ScaleOptions = {}): Tensor {
  const { fanIn, fanOut } = fans(x);
  return normal(x, 0, (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut)), options);
}

/** Uniform in `±gain sqrt(3 / fanIn)`, gain by default that of relu. Source: He et al., 2015. */
export function kaimingUniform(x: Tensor, options: ScaleOptions = {}): Tensor {
  const bound = (options.gain ?? Math.SQRT2) * Math.sqrt(3 / fans(x).fanIn);
  return uniform(x, -bound, bound, options);
}

/** Normal with standard deviation `gain / sqrt(fanIn)`, gain by default that of relu. Source: He et al., 2015. */
export function kaimingNormal(x: Tensor, options: ScaleOptions = {}): Tensor {
  return normal(x, 0, (options.gain ?? Math.SQRT2) / Math.sqrt(fans(x).fanIn), options);
}
