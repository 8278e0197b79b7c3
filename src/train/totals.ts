/** Sums over the batches of an epoch, weighted by their number of samples. */
export class Totals {
  count = 0;
  #sums: Record<string, number> = {};

  add(samples: number, values: Readonly<Record<string, number>>): void {
    this.count += samples;
    for (const [name, value] of Object.entries(values)) this.#sums[name] = (this.#sums[name] ?? 0) + value * samples;
  }

  means(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.count]));
  }

  toJSON(): { count: number; sums: Record<string, number> } {
    return { count: this.count, sums: { ...this.#sums } };
  }

  static from({ count, sums }: { readonly count: number; readonly sums: Readonly<Record<string, number>> }): Totals {
    const totals = new Totals();
    totals.count = count;
    totals.#sums = { ...sums };
    return totals;
  }
}
