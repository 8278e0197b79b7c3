import { noGrad, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import type { NDArray } from "../../tensor/ndarray";
import { defaultGenerator, type Generator } from "../../tensor/random";
import { fillNormal, fillUniform } from "../../tensor/random-fill";

/** Initialisers overwrite a tensor in place and return it. */
export interface InitOptions {
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** Fills in row-major order with the results of `next`. */
export function fill(x: Tensor, next: () => number): Tensor {
  return overwrite(x, ({ data, offset, size }) => {
    for (let i = offset; i < offset + size; i++) data[i] = next();
  });
}

/** Checks that `x` may be changed in place and counts the change; `write` then sets all elements. */
function overwrite(x: Tensor, write: (array: NDArray) => void): Tensor {
  noGrad(() => x.zero_());
  if (!x.array.contiguous) throw new GradbookError("init: only a tensor in row-major order can be initialised");
  write(x.array);
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
  return overwrite(x, (array) => fillUniform(array, generator, low, high));
}

/**
 * Normal random numbers with mean 0 and standard deviation 1, unless given.
 *
 * @example
 * nn.init.normal(tensor.zeros([3]), 5, 0).toList(); // -> [5, 5, 5]
 */
export function normal(x: Tensor, mean: number = 0, std: number = 1, options: InitOptions = {}): Tensor {
  const generator = options.generator ?? defaultGenerator;
  return overwrite(x, (array) => fillNormal(array, generator, mean, std));
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

/**
 * 0 everywhere.
 *
 * @example
 * nn.init.zeros(tensor.ones([2])).toList(); // -> [0, 0]
 */
export function zeros(x: Tensor): Tensor {
  return constant(x, 0);
}

/**
 * 1 everywhere.
 *
 * @example
 * nn.init.ones(tensor.zeros([2])).toList(); // -> [1, 1]
 */
export function ones(x: Tensor): Tensor {
  return constant(x, 1);
}

export interface TruncNormalOptions extends InitOptions {
  /** Default 0. */
  mean?: number;
  /** Default 1. */
  std?: number;
  /** Smallest value. Default -2. */
  low?: number;
  /** Largest value. Default 2. */
  high?: number;
}

/**
 * Normal random numbers, drawn again where they lie outside of `low` to `high` (default ±2, not counted in `std`).
 *
 * @throws if hardly any number of that distribution lies between `low` and `high`.
 * @example
 * nn.init.truncNormal(tensor.zeros([100]), { low: -1, high: 1 }).abs().max().item() <= 1; // -> true
 */
export function truncNormal(x: Tensor, options: TruncNormalOptions = {}): Tensor {
  const { mean = 0, std = 1, low = -2, high = 2, generator = defaultGenerator } = options;
  const [from, to] = [(low - mean) / std, (high - mean) / std];
  if (!(from < to) || from > 4 || to < -4) {
    throw new GradbookError(
      `init.truncNormal: mean ${mean} and std ${std} give hardly a number from ${low} to ${high}; draw with init.uniform`,
    );
  }
  return fill(x, () => {
    for (;;) {
      const value = generator.normal();
      if (value >= from && value <= to) return mean + std * value;
    }
  });
}
