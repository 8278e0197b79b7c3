import { GradbookError } from "../errors";
import { Generator } from "../tensor/random";

/**
 * Seeded random draws in plain JavaScript values, for data sets and for the cases of a check. The same seed gives the same
 * draws on every machine.
 *
 * @example
 * new Random(7).ints(3, 1, 6); // -> [3, 1, 5]
 */
export class Random {
  readonly #generator: Generator;

  constructor(seed: number) {
    // Neighbouring seeds must not give neighbouring streams: mix the seed's bits first (Appleby, MurmurHash3, 2011).
    let h = seed | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    this.#generator = new Generator(h ^ (h >>> 16));
  }

  /** A number from `low` (included) to `high` (excluded). Default: 0 to 1. */
  float(low: number = 0, high: number = 1): number {
    return low + (high - low) * this.#generator.uniform();
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return this.#generator.integer(low, high + 1);
  }

  /** A normally distributed number. Default: mean 0, standard deviation 1. */
  normal(mean: number = 0, deviation: number = 1): number {
    return mean + deviation * this.#generator.normal();
  }

  /** True with the given probability. Default: 0.5. */
  bool(probability: number = 0.5): boolean {
    return this.#generator.uniform() < probability;
  }

  /** `count` numbers from `low` to `high`. */
  floats(count: number, low: number = 0, high: number = 1): number[] {
    return Array.from({ length: count }, () => this.float(low, high));
  }

  /** `count` whole numbers from `low` to `high`, both included. */
  ints(count: number, low: number, high: number): number[] {
    return Array.from({ length: count }, () => this.int(low, high));
  }

  /** `count` normally distributed numbers. */
  normals(count: number, mean: number = 0, deviation: number = 1): number[] {
    return Array.from({ length: count }, () => this.normal(mean, deviation));
  }

  /** `count` values made by `make`. */
  array<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** A list of `rows` lists of `columns` numbers from `low` to `high`. Default: -1 to 1. */
  matrix(rows: number, columns: number, low: number = -1, high: number = 1): number[][] {
    return this.array(rows, () => this.floats(columns, low, high));
  }

  /** One entry of a list. Throws when the list is empty. */
  choice<T>(values: readonly T[]): T {
    if (values.length === 0)
      throw new GradbookError("choice: the list is empty; give at least one value to choose from.");
    return values[this.int(0, values.length - 1)] as T;
  }

  /** The list in random order, as a new list. */
  shuffle<T>(values: readonly T[]): T[] {
    return [...this.#generator.permutation(values.length)].map((index) => values[index] as T);
  }

  /** `count` different entries of a list, in random order. */
  sample<T>(values: readonly T[], count: number): T[] {
    return this.shuffle(values).slice(0, count);
  }
}
