/** What the generator counts on by, for each number. */
const countStep = 0x6d2b79f5;

/** Where a generator stands. */
export interface GeneratorState {
  readonly state: number;
  /** Normal numbers come in pairs: the second, until it is asked for. */
  readonly spare: number | undefined;
}

/**
 * A seeded generator of random numbers (mulberry32): the same seed gives the same numbers on every machine.
 *
 * Source: Tommy Ettinger, Mulberry32, 2017 (public domain).
 *
 * @example
 * const generator = new Generator(1);
 * generator.uniform() === new Generator(1).uniform(); // -> true
 */
export class Generator {
  #state: number;
  #spare: number | undefined;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Starts again from `seed`. */
  manualSeed(seed: number): this {
    this.#state = seed | 0;
    this.#spare = undefined;
    return this;
  }

  /** Where the generator stands: a generator that is set to it goes on with the same numbers. */
  getState(): GeneratorState {
    return { state: this.#state, spare: this.#spare };
  }

  /** Goes on from where another generator stood. */
  setState({ state, spare }: GeneratorState): this {
    this.#state = state;
    this.#spare = spare;
    return this;
  }

  /** Goes on as if `count` uniform numbers had been drawn: the generator only counts, and scrambles what it counted. */
  skip(count: number): this {
    this.#state = (this.#state + Math.imul(count, countStep)) | 0;
    return this;
  }

  /** The next number, uniform in [0, 1). */
  uniform(): number {
    this.#state = (this.#state + countStep) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** The next number, normal with mean 0 and variance 1 (Marsaglia's polar method, 1964). */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    this.#spare = v * scale;
    return u * scale;
  }

  /** A whole number from `low` to `high - 1`. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low));
  }

  /** The numbers 0 ... count - 1 in random order (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(0, i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }
}

/** The generator behind every call that is given none. It starts from seed 0. */
export const defaultGenerator: Generator = new Generator(0);

/**
 * Seeds the generator that `tensor.rand`, `tensor.randn`, initialisers, dropout and shuffling use when given none.
 * It starts from 0, so a notebook that never calls this also gives the same numbers on every run.
 *
 * @example
 * manualSeed(7);
 * const first = tensor.rand([2]).toList();
 * manualSeed(7);
 * tensor.rand([2]).toList()[0] === first[0]; // -> true
 */
export function manualSeed(seed: number): void {
  defaultGenerator.manualSeed(seed);
}
