import { GradbookError } from "../../errors";
import { Dag } from "../graph";
import type { BayesianNetwork } from "../network";
import { RandomSource } from "../sampling/random";
import { Labelled, ResultTable } from "../table";
import type { DataSet } from "./data-set";
import { StructureScore } from "./scores";
import type { ScoreKind, ScoreOptions } from "./scores";

type Edge = readonly [parent: string, child: string];

export interface HillClimbingOptions extends ScoreOptions {
  /** What is climbed; default "bic". */
  readonly score?: ScoreKind | StructureScore;
  /** Where to start; default: no edges. */
  readonly start?: Dag | BayesianNetwork;
  /** At most so many parents a node; default: no limit. */
  readonly maxParents?: number;
  /** A change is not undone in the next so many steps; default 10. 0: plain hill climbing. */
  readonly tabuLength?: number;
  /** How many steps may pass without a better structure (each takes the best change there is, even if it is a loss); default 15. */
  readonly patience?: number;
  /** Edges that must stay (they are added to the start) and edges that must not be. */
  readonly required?: readonly Edge[];
  readonly forbidden?: readonly Edge[];
  /**
   * After so many further climbs in a row without a better structure the search ends; default 10. Each starts from a random
   * structure that is equivalent to the best one, less half of its edges. 0: a single climb.
   */
  readonly restarts?: number;
  /** Of the random structures; default 0. */
  readonly seed?: number;
  /** Default 10,000 steps. */
  readonly maxSteps?: number;
}

export interface SearchStep {
  readonly change: "add" | "remove" | "reverse";
  readonly edge: Edge;
  readonly gain: number;
  readonly score: number;
}

/** What a search found. */
export class SearchResult extends Labelled {
  readonly dag: Dag;
  readonly score: number;
  readonly kind: ScoreKind;
  /** The steps that lead from the start to the best structure. */
  readonly steps: readonly SearchStep[];

  constructor(dag: Dag, score: number, kind: ScoreKind, steps: readonly SearchStep[]) {
    super();
    this.dag = dag;
    this.score = score;
    this.kind = kind;
    this.steps = steps;
  }

  toTable(): ResultTable {
    return new ResultTable({
      title: `${this.dag.edges.length} edges, ${this.kind} ${this.score.toFixed(4)}`,
      columns: ["step", "change", "edge", "gain", this.kind],
      rows: this.steps.map((step, i) => [i + 1, step.change, step.edge.join(" -> "), step.gain, step.score]),
    });
  }
}

/**
 * Searches a structure for complete data: of all single edges added, removed or reversed, the change that gains most is
 * made, until none gains; then, for `patience` steps, also changes that lose (none that undoes a recent one: tabu), as
 * the way to a better summit may lead through a valley. The climb is repeated from random structures that are equivalent to
 * the best one, less half of their edges, as single changes reach other summits from there. Gives the best structure seen.
 *
 * Throws a GradbookError if cells are not known, or `required` and `forbidden` contradict each other.
 * Source: Glover, Tabu Search (1989); Castelo and Kočka, On Inclusion-Driven Learning of Bayesian Networks (2003); Koller and Friedman, Probabilistic Graphical Models (2009), 18.4.3.
 *
 * @example
 * const rows = Array.from({ length: 90 }, (_, i) => ({ a: i % 2, b: i % 2, c: i % 3 }));
 * const found = bn.hillClimbing(bn.DataSet.fromRows(rows));
 * found.dag.edges.length; // -> 1
 */
export function hillClimbing(data: DataSet, options: HillClimbingOptions = {}): SearchResult {
  const { score = "bic" } = options;
  const scorer = typeof score === "string" ? new StructureScore(data, score, options) : score;
  return new Climber(scorer, options).climb();
}

interface Summit {
  readonly score: number;
  readonly parents: readonly (readonly number[])[];
  /** How many of the steps lead to it. */
  readonly steps: number;
}

interface Move {
  readonly change: SearchStep["change"];
  readonly parent: number;
  readonly child: number;
  readonly gain: number;
}

class Climber {
  readonly #scorer: StructureScore;
  readonly #names: readonly string[];
  readonly #parents: number[][];
  readonly #count: number;
  /** Gain of toggling parent -> child, at [child * n + parent]. */
  readonly #gain: Float64Array;
  /** 1 if a way leads from a to b, at [a * n + b]. */
  readonly #reach: Uint8Array;
  readonly #fixed: Uint8Array;
  readonly #forbidden: Uint8Array;
  /** The step until which an edge must not change, at [child * n + parent]. */
  readonly #tabuUntil: Int32Array;
  readonly #options: Required<
    Pick<HillClimbingOptions, "maxParents" | "tabuLength" | "patience" | "maxSteps" | "restarts">
  >;
  readonly #random: RandomSource;
  #step = 0;

  constructor(scorer: StructureScore, options: HillClimbingOptions) {
    const {
      maxParents = Infinity,
      tabuLength = 10,
      patience = tabuLength > 0 ? 15 : 0,
      maxSteps = 10_000,
      restarts = 10,
    } = options;
    this.#options = { maxParents, tabuLength, patience, maxSteps, restarts };
    this.#random = new RandomSource(options.seed ?? 0);
    this.#scorer = scorer;
    this.#names = scorer.data.names;
    const n = (this.#count = this.#names.length);
    this.#gain = new Float64Array(n * n);
    this.#reach = new Uint8Array(n * n);
    this.#tabuUntil = new Int32Array(n * n);
    this.#fixed = this.#mark(options.required);
    this.#forbidden = this.#mark(options.forbidden);
    const start = options.start ? Dag.from(options.start.edges, this.#names) : Dag.from([], this.#names);
    for (const [parent, child] of options.required ?? [])
      if (!start.hasEdge(parent, child)) start.addEdge(parent, child);
    for (const [parent, child] of start.edges) {
      if (this.#forbidden[this.#place(parent, child)] === 0) continue;
      throw new GradbookError(`hillClimbing: ${parent} -> ${child} is forbidden, but it is required or in the start.`);
    }
    this.#parents = this.#names.map((node) => start.parents(node).map((parent) => scorer.data.columnIndex(parent)));
  }

  #place(parent: string, child: string): number {
    const { data } = this.#scorer;
    return data.columnIndex(child) * this.#count + data.columnIndex(parent);
  }

  #mark(edges: readonly Edge[] = []): Uint8Array {
    const marks = new Uint8Array(this.#count * this.#count);
    for (const [parent, child] of edges) marks[this.#place(parent, child)] = 1;
    return marks;
  }

  climb(): SearchResult {
    const { restarts } = this.#options;
    for (let child = 0; child < this.#count; child++) this.#findGains(child);
    this.#findReach();
    let score = this.#parents.reduce((sum, parents, node) => sum + this.#scorer.local(node, parents), 0);
    let best: Summit = { score, parents: this.#parents.map((all) => [...all]), steps: 0 };
    const steps: SearchStep[] = [];
    for (let round = 0, fruitless = 0; this.#step < this.#options.maxSteps; round++) {
      if (round > 0) {
        if (fruitless >= restarts) break;
        this.#return(best.parents);
        steps.length = best.steps;
        score = best.score + this.#turnCovered(steps, best.score);
        score += this.#disturb(steps, score);
      }
      const before = best.score;
      best = this.#climbOnce(score, best, steps, round === 0 ? this.#options.patience : 0);
      fruitless = round === 0 || best.score > before + 1e-9 ? 0 : fruitless + 1;
    }
    const dag = Dag.from([], this.#names);
    best.parents.forEach((parents, child) =>
      parents.forEach((parent) => dag.addEdge(this.#names[parent], this.#names[child])),
    );
    return new SearchResult(dag, this.#scorer.score(dag), this.#scorer.kind, steps.slice(0, best.steps));
  }

  /** One climb with its tabu steps; the best structure seen, noting the steps to it. */
  #climbOnce(start: number, known: Summit, steps: SearchStep[], patience: number): Summit {
    const { maxSteps, tabuLength } = this.#options;
    let [score, best] = [start, known];
    for (let stale = 0; this.#step < maxSteps && stale <= patience;) {
      const move = this.#bestMove(++this.#step, best.score - score);
      if (!move || (move.gain <= 1e-9 && stale >= patience)) break;
      const until = this.#step + tabuLength;
      this.#apply(move);
      this.#tabuUntil[move.child * this.#count + move.parent] = until;
      this.#tabuUntil[move.parent * this.#count + move.child] = until;
      score += move.gain;
      steps.push(this.#describe(move, score));
      if (score > best.score + 1e-9) {
        best = { score, parents: this.#parents.map((all) => [...all]), steps: steps.length };
        stale = 0;
      } else if (move.gain <= 1e-9) stale++;
    }
    return best;
  }

  #describe({ change, parent, child, gain }: Move, score: number): SearchStep {
    return { change, edge: [this.#names[parent], this.#names[child]], gain, score };
  }

  #return(parents: readonly (readonly number[])[]): void {
    this.#tabuUntil.fill(0);
    parents.forEach((all, child) => {
      if (all.join() === this.#parents[child].join()) return;
      this.#parents[child] = [...all];
      this.#findGains(child);
    });
    this.#findReach();
  }

  /**
   * A random walk among equivalent structures, from which other neighbours can be reached: reverses edges a -> b whose ends
   * have the same other parents. Gives what the score changed (nothing, but for "k2" and rounding).
   */
  #turnCovered(steps: SearchStep[], start: number): number {
    let change = 0;
    for (let turn = 0; turn < 2 * this.#count; turn++) {
      const child = this.#random.integer(this.#count);
      const parents = this.#parents[child];
      if (parents.length === 0) continue;
      const parent = parents[this.#random.integer(parents.length)];
      const others = this.#parents[parent];
      const covered = others.length === parents.length - 1 && others.every((one) => parents.includes(one));
      const [at, turned] = [child * this.#count + parent, parent * this.#count + child];
      if (!covered || this.#fixed[at] === 1 || this.#forbidden[turned] === 1) continue;
      const move: Move = { change: "reverse", parent, child, gain: this.#gain[at] + this.#gain[turned] };
      this.#apply(move);
      change += move.gain;
      steps.push(this.#describe(move, start + change));
    }
    return change;
  }

  /** Takes half of the edges away, at random. Gives what the score changed. */
  #disturb(steps: SearchStep[], start: number): number {
    let change = 0;
    const edges = this.#parents.flatMap((parents, child) => parents.map((parent) => [parent, child] as const));
    for (const edge of this.#random.permutation(edges.length).subarray(0, Math.ceil(edges.length / 2))) {
      const [parent, child] = edges[edge];
      const at = child * this.#count + parent;
      if (this.#fixed[at] === 1) continue;
      const move: Move = { change: "remove", parent, child, gain: this.#gain[at] };
      this.#apply(move);
      change += move.gain;
      steps.push(this.#describe(move, start + change));
    }
    return change;
  }

  #findGains(child: number): void {
    const parents = this.#parents[child];
    const now = this.#scorer.local(child, parents);
    for (let other = 0; other < this.#count; other++) {
      if (other === child) continue;
      const has = parents.includes(other);
      const full = !has && parents.length >= this.#options.maxParents;
      const changed = has ? parents.filter((one) => one !== other) : [...parents, other];
      this.#gain[child * this.#count + other] = full ? -Infinity : this.#scorer.local(child, changed) - now;
    }
  }

  #findReach(): void {
    const [n, reach] = [this.#count, this.#reach];
    const children: number[][] = this.#parents.map(() => []);
    this.#parents.forEach((parents, child) => parents.forEach((parent) => children[parent].push(child)));
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

  /** The best change allowed; one that is tabu only if it beats the best structure (`needed` is what is missing to it). */
  #bestMove(step: number, needed: number): Move | undefined {
    let best: Move | undefined;
    const consider = (change: Move["change"], parent: number, child: number, gain: number): void => {
      if (!(gain > (best?.gain ?? -Infinity))) return;
      if (this.#tabuUntil[child * this.#count + parent] >= step && gain <= needed + 1e-9) return;
      best = { change, parent, child, gain };
    };
    for (let child = 0; child < this.#count; child++) {
      for (let parent = 0; parent < this.#count; parent++) {
        const at = child * this.#count + parent;
        if (parent === child || this.#fixed[at] === 1) continue;
        if (!this.#parents[child].includes(parent)) {
          const allowed = this.#forbidden[at] === 0 && this.#reach[child * this.#count + parent] === 0;
          if (allowed && !this.#parents[parent].includes(child)) consider("add", parent, child, this.#gain[at]);
          continue;
        }
        consider("remove", parent, child, this.#gain[at]);
        const turned = parent * this.#count + child;
        const gain = this.#gain[at] + this.#gain[turned];
        if (gain > (best?.gain ?? -Infinity) && this.#forbidden[turned] === 0 && !this.#otherWay(parent, child)) {
          consider("reverse", parent, child, gain);
        }
      }
    }
    return best;
  }

  /** Whether a way leads from parent to child besides the edge itself. */
  #otherWay(parent: number, child: number): boolean {
    return this.#parents[child].some((other) => other !== parent && this.#reach[parent * this.#count + other] === 1);
  }

  #apply({ change, parent, child }: Move): void {
    if (change === "add") this.#parents[child].push(parent);
    else this.#parents[child] = this.#parents[child].filter((one) => one !== parent);
    if (change === "reverse") {
      this.#parents[parent].push(child);
      this.#findGains(parent);
    }
    this.#findGains(child);
    this.#findReach();
  }
}
