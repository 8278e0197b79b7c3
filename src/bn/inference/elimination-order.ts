/**
 * How the next variable is chosen. minFill: that needs the fewest new edges; minWeight: whose table is smallest;
 * weightedMinFill: whose new edges join the fewest pairs of states.
 * Source: Koller and Friedman (2009), 9.4.3; Kjaerulff, Triangulation of Graphs (1990).
 */
export type Heuristic = "minFill" | "minWeight" | "weightedMinFill";

/** Who meets whom in a factor: variables as numbers 0 ... n - 1, the neighbours of each as bits. */
export class InteractionGraph {
  readonly cardinalities: ArrayLike<number>;
  readonly size: number;
  /** Words of 32 bits a row. */
  readonly words: number;
  readonly bits: Uint32Array;

  constructor(cardinalities: ArrayLike<number>) {
    this.cardinalities = cardinalities;
    this.size = cardinalities.length;
    this.words = (this.size + 31) >>> 5;
    this.bits = new Uint32Array(this.size * this.words);
  }

  /** Joins all variables of a factor with each other. */
  connect(scope: ArrayLike<number>): void {
    const { bits, words } = this;
    for (let i = 0; i < scope.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [scope[i], scope[j]];
        bits[a * words + (b >>> 5)] |= 1 << (b & 31);
        bits[b * words + (a >>> 5)] |= 1 << (a & 31);
      }
    }
  }

  neighbours(node: number): number[] {
    const found: number[] = [];
    for (let word = 0; word < this.words; word++) {
      let rest = this.bits[node * this.words + word];
      while (rest !== 0) {
        found.push(word * 32 + 31 - Math.clz32(rest & -rest));
        rest &= rest - 1;
      }
    }
    return found;
  }
}

/** An order, and what it costs. */
export interface EliminationOrder {
  readonly order: Int32Array;
  /** For each variable, in that order, its neighbours when it is eliminated. */
  readonly neighbours: readonly (readonly number[])[];
  /** The numbers in the tables of all maximal cliques together. */
  readonly totalSize: number;
  readonly largestSize: number;
  /** The largest clique's number of variables, less one. */
  readonly width: number;
}

const bitCount = (word: number): number => {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
};

export interface OrderOptions {
  readonly heuristic?: Heuristic;
  /** A rank for each variable: all of rank 0 are eliminated before those of rank 1, and so on. */
  readonly ranks?: ArrayLike<number>;
}

/** Eliminates greedily: at each step the variable of least cost, its neighbours then being joined with each other. */
export function eliminationOrder(graph: InteractionGraph, options: OrderOptions = {}): EliminationOrder {
  return new Greedy(graph, options.heuristic ?? "minFill", options.ranks).run();
}

class Greedy {
  readonly #graph: InteractionGraph;
  readonly #heuristic: Heuristic;
  readonly #ranks: ArrayLike<number> | undefined;
  readonly #bits: Uint32Array;
  readonly #logs: Float64Array;
  readonly #costs: Float64Array;
  readonly #ties: Float64Array;

  #random: number;

  /** With a seed costs are disturbed; 0 leaves them exact. */
  constructor(graph: InteractionGraph, heuristic: Heuristic, ranks: ArrayLike<number> | undefined, seed = 0) {
    this.#random = seed;
    this.#graph = graph;
    this.#heuristic = heuristic;
    this.#ranks = ranks;
    this.#bits = graph.bits.slice();
    this.#logs = Float64Array.from({ length: graph.size }, (_, i) => Math.log2(graph.cardinalities[i]));
    this.#costs = new Float64Array(graph.size);
    this.#ties = new Float64Array(graph.size);
  }

  run(): EliminationOrder {
    const { size, words } = this.#graph;
    const bits = this.#bits;
    const left = Int32Array.from({ length: size }, (_, i) => i);
    const order = new Int32Array(size);
    const allNeighbours: number[][] = [];
    const stale = new Uint8Array(size);
    for (let v = 0; v < size; v++) this.#price(v, this.#neighbours(v));
    for (let step = 0; step < size; step++) {
      const place = this.#cheapest(left, size - step);
      const v = left[place];
      left[place] = left[size - step - 1];
      const neighbours = this.#neighbours(v);
      const filled = this.#heuristic === "minWeight" || this.#costs[v] > 0;
      order[step] = v;
      allNeighbours.push(neighbours);
      stale.fill(0);
      for (const a of neighbours) {
        const row = a * words;
        if (filled) {
          for (let word = 0; word < words; word++) bits[row + word] |= bits[v * words + word];
          bits[row + (a >>> 5)] &= ~(1 << (a & 31));
        }
        bits[row + (v >>> 5)] &= ~(1 << (v & 31));
        stale[a] = 1;
      }
      this.#reprice(neighbours, stale, filled && this.#heuristic !== "minWeight");
    }
    return measure(this.#graph, order, allNeighbours);
  }

  /** Prices change for the neighbours and, where edges were added, for whoever sees both ends of one: their neighbours. */
  #reprice(neighbours: readonly number[], stale: Uint8Array, wide: boolean): void {
    for (const a of neighbours) {
      const around = this.#neighbours(a);
      this.#price(a, around);
      if (!wide) continue;
      for (const b of around) {
        if (stale[b] === 1) continue;
        stale[b] = 1;
        this.#price(b, this.#neighbours(b));
      }
    }
  }

  #neighbours(node: number): number[] {
    const { words } = this.#graph;
    const found: number[] = [];
    for (let word = 0; word < words; word++) {
      let rest = this.#bits[node * words + word];
      while (rest !== 0) {
        found.push(word * 32 + 31 - Math.clz32(rest & -rest));
        rest &= rest - 1;
      }
    }
    return found;
  }

  #price(node: number, neighbours: readonly number[]): void {
    const weight = this.#weight(node, neighbours);
    if (this.#heuristic === "minWeight") {
      this.#costs[node] = weight;
      this.#ties[node] = 0;
      if (this.#random > 0) this.#costs[node] += 2 * this.#disturbance();
      return;
    }
    this.#costs[node] = this.#heuristic === "minFill" ? this.#fill(node, neighbours) : this.#weightedFill(neighbours);
    this.#ties[node] = weight;
    if (this.#random > 0) this.#costs[node] *= 1 + this.#disturbance();
  }

  /** A number in 0 ... 0.5 from a linear congruence (Knuth, The Art of Computer Programming 2, 3.3.4): the same on every run. */
  #disturbance(): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0 || 1;
    return this.#random / 2 ** 33;
  }

  /** log2 of the table's size. */
  #weight(node: number, neighbours: readonly number[]): number {
    let sum = this.#logs[node];
    for (const neighbour of neighbours) sum += this.#logs[neighbour];
    return sum;
  }

  /** How many pairs of neighbours are not joined. */
  #fill(node: number, neighbours: readonly number[]): number {
    const { words } = this.#graph;
    const bits = this.#bits;
    let joined = 0;
    for (const a of neighbours) {
      for (let word = 0; word < words; word++) {
        const mine = bits[node * words + word];
        if (mine !== 0) joined += bitCount(mine & bits[a * words + word]);
      }
    }
    return (neighbours.length * (neighbours.length - 1) - joined) / 2;
  }

  #weightedFill(neighbours: readonly number[]): number {
    const { words, cardinalities } = this.#graph;
    const bits = this.#bits;
    let sum = 0;
    for (let i = 0; i < neighbours.length; i++) {
      const a = neighbours[i];
      for (let j = 0; j < i; j++) {
        const b = neighbours[j];
        if ((bits[a * words + (b >>> 5)] & (1 << (b & 31))) === 0) sum += cardinalities[a] * cardinalities[b];
      }
    }
    return sum;
  }

  #cheapest(left: Int32Array, count: number): number {
    const [costs, ties, ranks] = [this.#costs, this.#ties, this.#ranks];
    let best = 0;
    for (let i = 1; i < count; i++) {
      const [a, b] = [left[i], left[best]];
      const rank = ranks ? ranks[a] - ranks[b] : 0;
      if (rank > 0) continue;
      const cost = costs[a] - costs[b];
      if (rank < 0 || cost < 0 || (cost === 0 && ties[a] < ties[b])) best = i;
    }
    return best;
  }
}

/** The sizes of the maximal cliques: one that lies within the clique of an earlier variable is none. */
export function measure(
  graph: InteractionGraph,
  order: Int32Array,
  neighbours: readonly (readonly number[])[],
): EliminationOrder {
  const step = new Int32Array(graph.size);
  order.forEach((v, i) => (step[v] = i));
  let [totalSize, largestSize, width] = [0, 0, -1];
  const within = new Uint8Array(graph.size);
  for (let i = 0; i < order.length; i++) {
    let [size, next] = [graph.cardinalities[order[i]], graph.size];
    for (const neighbour of neighbours[i]) {
      size *= graph.cardinalities[neighbour];
      next = Math.min(next, step[neighbour]);
    }
    // The variable that follows sees the same neighbours less itself: its clique adds nothing.
    if (next < graph.size && neighbours[next].length === neighbours[i].length - 1) within[next] = 1;
    if (within[i] === 1) continue;
    totalSize += size;
    largestSize = Math.max(largestSize, size);
    width = Math.max(width, neighbours[i].length);
  }
  return { order, neighbours, totalSize, largestSize, width };
}

export interface SearchOptions extends Omit<OrderOptions, "heuristic"> {
  /** "quick" leaves out the repeated search. */
  readonly effort?: "quick" | "thorough";
}

/**
 * The cheapest order of all heuristics. Where even that one's tables are large, it is tried again and again with costs that
 * are randomly off by up to a half: seconds of propagation are saved by milliseconds of search.
 */
export function bestOrder(graph: InteractionGraph, options: SearchOptions = {}): EliminationOrder {
  const heuristics: Heuristic[] = ["minFill", "minWeight", "weightedMinFill"];
  let best: EliminationOrder | undefined;
  let bestHeuristic: Heuristic = "minFill";
  for (const heuristic of heuristics) {
    const order = eliminationOrder(graph, { ...options, heuristic });
    if (!best || order.totalSize < best.totalSize) [best, bestHeuristic] = [order, heuristic];
    // Few numbers: no other order could save what looking for it costs.
    if (best.totalSize < 2000 * graph.size) return best;
  }
  if (options.effort === "quick") return best as EliminationOrder;
  const tries = Math.min(60, Math.floor((best as EliminationOrder).totalSize / (8000 * graph.size)));
  for (let i = 1; i <= tries; i++) {
    const order = new Greedy(graph, bestHeuristic, options.ranks, i).run();
    if (order.totalSize < (best as EliminationOrder).totalSize) best = order;
  }
  return best as EliminationOrder;
}
