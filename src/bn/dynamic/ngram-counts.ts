/**
 * How often each run of up to `length` symbols occurs in sequences. It is a tree: a node is a run, the root (0) the empty
 * one, a child its run with one more symbol. Only what occurs takes memory: 7 numbers, whatever the number of symbols.
 *
 * Symbols are 0 ... symbols - 1; the number `symbols` itself marks where a sequence starts.
 */
export class NGramCounts {
  readonly symbols: number;
  readonly length: number;
  /** How often each node's run occurs. */
  count: Int32Array = new Int32Array(64);
  /** How often a symbol follows it, and how many different ones do. */
  followed: Int32Array = new Int32Array(64);
  kinds: Int32Array = new Int32Array(64);
  symbol: Int32Array = new Int32Array(64);
  /** Its first child, and the next child of its parent; 0 if there is none. */
  first: Int32Array = new Int32Array(64);
  sibling: Int32Array = new Int32Array(64);
  #parent: Int32Array = new Int32Array(64);
  /** Where a node is found by its parent and symbol: an open hash table, at most half full. */
  #slots: Int32Array = new Int32Array(128);
  #size = 1;

  constructor(symbols: number, length: number) {
    this.symbols = symbols;
    this.length = length;
  }

  /** Counts all runs of a sequence, and those that begin with its start. */
  add(sequence: ArrayLike<number>): void {
    for (let from = -1; from < sequence.length; from++) {
      const end = Math.min(from + this.length, sequence.length);
      let node = 0;
      for (let i = from; i < end; i++) node = this.#step(node, i < 0 ? this.symbols : sequence[i]);
    }
  }

  /** The node of a run; -1 if it never occurred. */
  find(run: readonly number[]): number {
    let node = 0;
    for (const symbol of run) {
      node = this.child(node, symbol);
      if (node === 0) return -1;
    }
    return node;
  }

  /** The node of a run with one more symbol; 0 if it never occurred. */
  child(node: number, symbol: number): number {
    return this.#slots[this.#slot(node, symbol)];
  }

  /** All runs of a length, with their nodes. */
  *runs(length: number): Generator<{ readonly run: readonly number[]; readonly node: number }> {
    const depth = new Uint8Array(this.#size);
    if (length === 0) yield { run: [], node: 0 };
    for (let node = 1; node < this.#size; node++) {
      depth[node] = depth[this.#parent[node]] + 1;
      if (depth[node] !== length) continue;
      const run = new Array<number>(length);
      for (let at = node, i = length - 1; i >= 0; i--, at = this.#parent[at]) run[i] = this.symbol[at];
      yield { run, node };
    }
  }

  #step(parent: number, symbol: number): number {
    const slot = this.#slot(parent, symbol);
    const node = this.#slots[slot] || this.#new(parent, symbol, slot);
    this.count[node]++;
    if (symbol < this.symbols) this.followed[parent]++;
    return node;
  }

  #new(parent: number, symbol: number, slot: number): number {
    const node = this.#size++;
    this.#slots[slot] = node;
    this.#parent[node] = parent;
    this.symbol[node] = symbol;
    this.sibling[node] = this.first[parent];
    this.first[parent] = node;
    if (symbol < this.symbols) this.kinds[parent]++;
    if (this.#size === this.count.length) this.#grow();
    return node;
  }

  #slot(parent: number, symbol: number): number {
    const last = this.#slots.length - 1;
    let slot = Math.imul(parent ^ Math.imul(symbol, 0x85ebca6b), 0x9e3779b1);
    slot = Math.imul(slot ^ (slot >>> 15), 0x2c1b3c6d);
    for (slot = (slot ^ (slot >>> 13)) & last; ; slot = (slot + 1) & last) {
      const node = this.#slots[slot];
      if (node === 0 || (this.#parent[node] === parent && this.symbol[node] === symbol)) return slot;
    }
  }

  #grow(): void {
    const twice = (old: Int32Array): Int32Array => {
      const larger = new Int32Array(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.count = twice(this.count);
    this.followed = twice(this.followed);
    this.kinds = twice(this.kinds);
    this.symbol = twice(this.symbol);
    this.#parent = twice(this.#parent);
    this.first = twice(this.first);
    this.sibling = twice(this.sibling);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let node = 1; node < this.#size; node++) {
      this.#slots[this.#slot(this.#parent[node], this.symbol[node])] = node;
    }
  }
}
