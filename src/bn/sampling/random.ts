/**
 * A seeded stream of uniform random numbers: the same seed gives the same numbers on every machine.
 *
 * The generator is sfc32: 128 bits of state, one of them a counter, so that no seed has a short period.
 * Source: Chris Doty-Humphrey, PractRand (2010).
 */
export class RandomSource {
  readonly #state = new Int32Array(4);
  #spare: number | undefined;

  constructor(seed: number) {
    this.#state.set([seed | 0, (seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1]);
    this.fill(new Float64Array(16));
  }

  /** The next number, in 0 <= u < 1, with 32 random bits. */
  next(): number {
    const state = this.#state;
    const sum = (((state[0] + state[1]) | 0) + state[3]) | 0;
    state[3] = (state[3] + 1) | 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = (state[2] + (state[2] << 3)) | 0;
    state[2] = (((state[2] << 21) | (state[2] >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** Fills the first `count` places; the same numbers as `next` gives, several times faster. */
  fill(target: Float64Array, count = target.length): void {
    const state = this.#state;
    let [a, b, c, d] = [state[0], state[1], state[2], state[3]];
    for (let i = 0; i < count; i++) {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      target[i] = (sum >>> 0) / 4294967296;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }

  /** A whole number in 0 ... count - 1. */
  integer(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** A place drawn in proportion to `weights[start ... start + count - 1]`; never one of weight 0. */
  choose(weights: ArrayLike<number>, start = 0, count = weights.length - start): number {
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[start + i];
    let left = this.next() * total;
    let last = 0;
    for (let i = 0; i < count; i++) {
      const weight = weights[start + i];
      if (weight === 0) continue;
      last = i;
      left -= weight;
      if (left < 0) return i;
    }
    return last;
  }

  /**
   * A number from the standard normal distribution.
   * Source: Box and Muller, A Note on the Generation of Random Normal Deviates (1958).
   */
  normal(): number {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) return spare;
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** The numbers 0 ... count - 1 in random order. */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}
