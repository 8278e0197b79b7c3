import { GradbookError } from "../errors";
import { empty } from "../tensor/kernels";
import type { NDArray } from "../tensor/ndarray";
import { defaultGenerator, type Generator } from "../tensor/random";
import { fillNormal, fillUniform } from "../tensor/random-fill";
import { checkShape, formatShape, type Shape } from "../tensor/shape";
import { Tensor } from "./tensor";
import type { TensorOptions } from "./create";

export interface RandomOptions extends TensorOptions {
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

export interface MultinomialOptions {
  /** Whether a number may be drawn twice. Default false. */
  replacement?: boolean;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** The ways to make random tensors. */
export interface RandomFactory {
  /**
   * Random numbers, uniform in [0, 1).
   *
   * @example
   * tensor.rand([2, 3]).lt(1).all().item(); // -> 1
   */
  rand(shape: Shape, options?: RandomOptions): Tensor;
  /** Random numbers, normal with mean 0 and variance 1. */
  randn(shape: Shape, options?: RandomOptions): Tensor;
  /**
   * Random whole numbers from `low` (0, if not given) to `high - 1` (int32).
   *
   * @throws if there is no number to choose from.
   * @example
   * tensor.randint(1, 7, [100]).le(6).all().item(); // -> 1
   */
  randint(high: number, shape: Shape, options?: RandomOptions): Tensor;
  randint(low: number, high: number, shape: Shape, options?: RandomOptions): Tensor;
  /** Random numbers, normal with the mean and the standard deviation given. */
  normal(mean: number, std: number, shape: Shape, options?: RandomOptions): Tensor;
  /** Random numbers in the shape and element type of `like`, uniform in [0, 1). */
  randLike(like: Tensor, options?: RandomOptions): Tensor;
  /** Random numbers in the shape and element type of `like`, normal with mean 0 and variance 1. */
  randnLike(like: Tensor, options?: RandomOptions): Tensor;
  /**
   * The numbers 0 ... n - 1 in random order (int32).
   *
   * @example
   * tensor.randperm(5).sort().values.toList(); // -> [0, 1, 2, 3, 4]
   */
  randperm(n: number, options?: RandomOptions): Tensor;
  /**
   * 1 with the probability that each element of `p` gives, else 0.
   *
   * @throws if a probability is not from 0 to 1.
   * @example
   * tensor.bernoulli(tensor([0, 1])).toList(); // -> [0, 1]
   */
  bernoulli(p: Tensor, options?: RandomOptions): Tensor;
  /**
   * `count` numbers of a category, drawn with probabilities in proportion to `weights` `[categories]` or `[rows, categories]` (int32).
   *
   * @throws if a weight is negative or not finite, or if fewer than `count` are above 0 and none may be drawn twice.
   * @example
   * tensor.multinomial(tensor([0, 2, 0]), 1).toList(); // -> [1]
   */
  multinomial(weights: Tensor, count: number, options?: MultinomialOptions): Tensor;
}

function drawn(
  operation: string,
  shape: Shape,
  options: RandomOptions,
  next: (generator: Generator) => number,
): Tensor {
  const generator = options.generator ?? defaultGenerator;
  const array = empty(options.dtype ?? "float32", checkShape(operation, shape));
  for (let i = 0; i < array.size; i++) array.data[array.offset + i] = next(generator);
  return new Tensor(array, options);
}

/** A tensor that `fill` fills as a whole. */
function filled(
  operation: string,
  shape: Shape,
  options: RandomOptions,
  fill: (array: NDArray, generator: Generator) => void,
): Tensor {
  const array = empty(options.dtype ?? "float32", checkShape(operation, shape));
  fill(array, options.generator ?? defaultGenerator);
  return new Tensor(array, options);
}

/** The numbers come first, one or two. */
function randint(
  ...given: [number, Shape, (RandomOptions | undefined)?] | [number, number, Shape, (RandomOptions | undefined)?]
): Tensor {
  const [low, high, shape, options] = isFromZero(given) ? [0, ...given] : given;
  if (!(high > low)) throw new GradbookError(`randint: there is no whole number from ${low} to below ${high}`);
  return drawn("randint", shape, { dtype: "int32", ...options }, (generator) => generator.integer(low, high));
}

function isFromZero(given: readonly unknown[]): given is [number, Shape, (RandomOptions | undefined)?] {
  return typeof given[1] !== "number";
}

function bernoulli(p: Tensor, options: RandomOptions = {}): Tensor {
  const probabilities = p.toList();
  const wrong = probabilities.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw new GradbookError(`bernoulli: ${wrong} is not a probability; it must be from 0 to 1`);
  let i = 0;
  return drawn("bernoulli", p.shape, { dtype: p.dtype, ...options }, (generator) =>
    generator.uniform() < probabilities[i++] ? 1 : 0,
  );
}

function multinomial(weights: Tensor, count: number, options: MultinomialOptions = {}): Tensor {
  if (weights.ndim !== 1 && weights.ndim !== 2) {
    throw new GradbookError(
      `multinomial: expected weights of shape [categories] or [rows, categories], got ${formatShape(weights.shape)}`,
    );
  }
  const generator = options.generator ?? defaultGenerator;
  const rows = weights.ndim === 1 ? [weights] : weights.unbind();
  const array = empty("int32", [...weights.shape.slice(0, -1), count]);
  rows.forEach((row, i) => array.data.set(draw(row.toList(), count, options, generator), array.offset + i * count));
  return new Tensor(array);
}

/** With replacement, along the running sum of the weights: each category is hit as often as its part of the sum is long. */
function draw(weights: number[], count: number, { replacement }: MultinomialOptions, generator: Generator): number[] {
  const wrong = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  const possible = weights.filter((weight) => weight > 0).length;
  if (wrong !== undefined)
    throw new GradbookError(`multinomial: ${wrong} is not a weight; it must be finite and 0 or more`);
  if (possible < (replacement ? 1 : count)) {
    throw new GradbookError(
      `multinomial: ${count} to draw, but only ${possible} weights are above 0; pass { replacement: true }?`,
    );
  }
  // An exponential clock for each category, running as fast as its weight: the first ones to ring are a draw without replacement.
  // (Efraimidis and Spirakis, Weighted Random Sampling with a Reservoir, 2006.)
  if (!replacement) {
    const rings = Float64Array.from(weights, (weight) => -Math.log(1 - generator.uniform()) / weight);
    return Array.from(weights.keys())
      .filter((i) => weights[i] > 0)
      .sort((a, b) => rings[a] - rings[b])
      .slice(0, count);
  }
  let total = 0;
  const sums = Float64Array.from(weights, (weight) => (total += weight));
  const last = weights.findLastIndex((weight) => weight > 0);
  return Array.from({ length: count }, () => Math.min(firstAbove(sums, generator.uniform() * total), last));
}

/** The first of the increasing `sums` that is larger than `value`. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

export const random: RandomFactory = {
  rand: (shape, options = {}) => filled("rand", shape, options, fillUniform),
  randn: (shape, options = {}) => filled("randn", shape, options, fillNormal),
  randint,
  normal: (mean, std, shape, options = {}) =>
    filled("normal", shape, options, (array, generator) => fillNormal(array, generator, mean, std)),
  randLike: (like, options = {}) => filled("randLike", like.shape, { dtype: like.dtype, ...options }, fillUniform),
  randnLike: (like, options = {}) => filled("randnLike", like.shape, { dtype: like.dtype, ...options }, fillNormal),
  randperm: (n, options = {}) => {
    const order = (options.generator ?? defaultGenerator).permutation(n);
    let i = 0;
    return drawn("randperm", [n], { dtype: "int32", ...options }, () => order[i++]);
  },
  bernoulli,
  multinomial,
};
