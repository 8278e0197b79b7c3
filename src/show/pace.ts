/** The share of the time that pictures may take. With the calls that draw nothing, a short step each, it stays below a twentieth. */
const share = 1 / 32;

interface Item {
  /** Not due before this time. */
  next: number;
  /** What it is likely to cost, in ms. */
  cost: number;
}

/**
 * Decides when which picture of a running training is drawn: each at most once in `least` ms, one after the other, and
 * only when all drawing so far, and this one, stay within a 32nd of the time since the start.
 */
export class Pace<P> {
  readonly #items = new Map<P, Item>();
  readonly #least: number;
  readonly #now: () => number;
  readonly #start: number;
  #spent = 0;

  constructor(least: number, now: () => number) {
    this.#least = least;
    this.#now = now;
    this.#start = now();
  }

  /** A picture that has been drawn for the first time, before the clock ran. Cold code is slow: half of its cost counts. */
  add(picture: P, cost: number): void {
    this.#items.set(picture, { next: this.#now() + this.#least, cost: cost / 2 });
  }

  /** The picture to draw now, if any: the one that has waited longest, also where a cheaper one could be paid. */
  due(): P | null {
    const time = this.#now();
    let first: [P, Item] | null = null;
    for (const entry of this.#items) if (!first || entry[1].next < first[1].next) first = entry;
    if (!first || time < first[1].next) return null;
    return this.#spent + first[1].cost <= (time - this.#start) * share ? first[0] : null;
  }

  /** A picture was drawn, from `begin` until now. */
  drawn(picture: P, begin: number): void {
    const cost = this.#now() - begin;
    this.#spent += cost;
    this.#items.set(picture, { next: begin + this.#least, cost });
  }
}
