import type { Edge } from "./search-result";
import type { StructureScore } from "./scores";

/** A change of one edge; nodes by their numbers. */
export interface Move {
  readonly change: "add" | "remove" | "reverse";
  readonly parent: number;
  readonly child: number;
  readonly gain: number;
}

export interface MoveLimits {
  readonly maxParents: number;
  readonly required?: readonly Edge[];
  readonly forbidden?: readonly Edge[];
}

/**
 * A structure, and what every change of one edge would gain. A decomposable score makes this cheap: a change of one node's
 * parents alters the gains of that node's row only.
 */
export class MoveTable {
  readonly count: number;
  readonly parents: number[][];
  readonly #scorer: StructureScore;
  readonly #maxParents: number;
  /** Gain of toggling parent -> child, at [child * n + parent]. */
  readonly #gain: Float64Array;
  /** 1 if a way leads from a to b, at [a * n + b]. */
  readonly #reach: Uint8Array;
  readonly #fixed: Uint8Array;
  readonly #forbidden: Uint8Array;
  /** The step until which an edge must not change, at [child * n + parent]. */
  readonly #tabuUntil: Int32Array;

  constructor(scorer: StructureScore, parents: number[][], limits: MoveLimits) {
    this.#scorer = scorer;
    this.parents = parents;
    const n = (this.count = parents.length);
    this.#maxParents = limits.maxParents;
    this.#gain = new Float64Array(n * n);
    this.#reach = new Uint8Array(n * n);
    this.#tabuUntil = new Int32Array(n * n);
    this.#fixed = this.#mark(limits.required);
    this.#forbidden = this.#mark(limits.forbidden);
    for (let child = 0; child < n; child++) this.#findGains(child);
    this.#findReach();
  }

  #mark(edges: readonly Edge[] = []): Uint8Array {
    const { data } = this.#scorer;
    const marks = new Uint8Array(this.count * this.count);
    for (const [parent, child] of edges) marks[data.columnIndex(child) * this.count + data.columnIndex(parent)] = 1;
    return marks;
  }

  /** The removal of an edge; undefined if the edge is required. */
  removal(parent: number, child: number): Move | undefined {
    const at = child * this.count + parent;
    return this.#fixed[at] === 1 ? undefined : { change: "remove", parent, child, gain: this.#gain[at] };
  }

  /** The reversal of an edge whose ends have the same other parents: it leads to an equivalent structure. */
  coveredReversal(parent: number, child: number): Move | undefined {
    const others = this.parents[parent];
    const covered =
      others.length === this.parents[child].length - 1 && others.every((one) => this.parents[child].includes(one));
    const [at, turned] = [child * this.count + parent, parent * this.count + child];
    if (!covered || this.#fixed[at] === 1 || this.#forbidden[turned] === 1) return undefined;
    return { change: "reverse", parent, child, gain: this.#gain[at] + this.#gain[turned] };
  }

  /** Goes back to another structure; nothing is tabu any more. */
  reset(parents: readonly (readonly number[])[]): void {
    this.#tabuUntil.fill(0);
    parents.forEach((all, child) => {
      if (all.join() === this.parents[child].join()) return;
      this.parents[child] = [...all];
      this.#findGains(child);
    });
    this.#findReach();
  }

  /** The edge, either way round, must not change until that step. */
  forbidUntil(step: number, { parent, child }: Move): void {
    this.#tabuUntil[child * this.count + parent] = step;
    this.#tabuUntil[parent * this.count + child] = step;
  }

  /** The best change allowed; one that is tabu only if it beats the best structure (`needed` is what is missing to it). */
  best(step: number, needed: number): Move | undefined {
    let best: Move | undefined;
    const consider = (change: Move["change"], parent: number, child: number, gain: number): void => {
      if (!(gain > (best?.gain ?? -Infinity))) return;
      if (this.#tabuUntil[child * this.count + parent] >= step && gain <= needed + 1e-9) return;
      best = { change, parent, child, gain };
    };
    for (let child = 0; child < this.count; child++) {
      for (let parent = 0; parent < this.count; parent++) {
        const at = child * this.count + parent;
        if (parent === child || this.#fixed[at] === 1) continue;
        if (!this.parents[child].includes(parent)) {
          const allowed = this.#forbidden[at] === 0 && this.#reach[child * this.count + parent] === 0;
          if (allowed && !this.parents[parent].includes(child)) consider("add", parent, child, this.#gain[at]);
          continue;
        }
        consider("remove", parent, child, this.#gain[at]);
        const turned = parent * this.count + child;
        const gain = this.#gain[at] + this.#gain[turned];
        if (gain > (best?.gain ?? -Infinity) && this.#forbidden[turned] === 0 && !this.#otherWay(parent, child)) {
          consider("reverse", parent, child, gain);
        }
      }
    }
    return best;
  }

  apply({ change, parent, child }: Move): void {
    if (change === "add") this.parents[child].push(parent);
    else this.parents[child] = this.parents[child].filter((one) => one !== parent);
    if (change === "reverse") {
      this.parents[parent].push(child);
      this.#findGains(parent);
    }
    this.#findGains(child);
    this.#findReach();
  }

  #findGains(child: number): void {
    const parents = this.parents[child];
    const now = this.#scorer.local(child, parents);
    for (let other = 0; other < this.count; other++) {
      if (other === child) continue;
      const has = parents.includes(other);
      const full = !has && parents.length >= this.#maxParents;
      const changed = has ? parents.filter((one) => one !== other) : [...parents, other];
      this.#gain[child * this.count + other] = full ? -Infinity : this.#scorer.local(child, changed) - now;
    }
  }

  #findReach(): void {
    const [n, reach] = [this.count, this.#reach];
    const children: number[][] = this.parents.map(() => []);
    this.parents.forEach((parents, child) => parents.forEach((parent) => children[parent].push(child)));
    reach.fill(0);
    for (let from = 0; from < n; from++) {
      const todo = [from];
      for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
        for (const child of children[node]) {
          if (reach[from * n + child] === 1) continue;
          reach[from * n + child] = 1;
          todo.push(child);
        }
      }
    }
  }

  /** Whether a way leads from parent to child besides the edge itself. */
  #otherWay(parent: number, child: number): boolean {
    return this.parents[child].some((other) => other !== parent && this.#reach[parent * this.count + other] === 1);
  }
}
