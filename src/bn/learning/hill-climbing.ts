import { checkOptions, GradbookError } from "../../errors";
import { Dag } from "../graph";
import type { BayesianNetwork } from "../network";
import { RandomSource } from "../sampling/random";
import type { DataSet } from "./data-set";
import { MoveTable } from "./moves";
import type { Move } from "./moves";
import { StructureScore } from "./scores";
import type { ScoreKind, ScoreOptions } from "./scores";
import { SearchResult } from "./search-result";
import type { Edge, SearchStep } from "./search-result";

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

const optionNames = [
  "score",
  "start",
  "maxParents",
  "tabuLength",
  "patience",
  "required",
  "forbidden",
  "restarts",
  "seed",
  "maxSteps",
  "equivalentSampleSize",
];

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
  checkOptions("hillClimbing", options, optionNames);
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

class Climber {
  readonly #scorer: StructureScore;
  readonly #names: readonly string[];
  readonly #moves: MoveTable;
  readonly #options: Required<Pick<HillClimbingOptions, "tabuLength" | "patience" | "maxSteps" | "restarts">>;
  readonly #random: RandomSource;
  #step = 0;

  constructor(scorer: StructureScore, options: HillClimbingOptions) {
    const { maxParents = Infinity, tabuLength = 10, maxSteps = 10_000, restarts = 10, required, forbidden } = options;
    if (!(maxParents === Infinity || (Number.isInteger(maxParents) && maxParents >= 0))) {
      throw new GradbookError(`hillClimbing: maxParents is ${maxParents}; it must be a whole number of 0 or more.`);
    }
    const { patience = tabuLength > 0 ? 15 : 0 } = options;
    this.#options = { tabuLength, patience, maxSteps, restarts };
    this.#random = new RandomSource(options.seed ?? 0);
    this.#scorer = scorer;
    this.#names = scorer.data.names;
    const start = startOf(this.#names, options);
    const parents = this.#names.map((node) => start.parents(node).map((parent) => scorer.data.columnIndex(parent)));
    this.#moves = new MoveTable(scorer, parents, {
      maxParents,
      ...(required ? { required } : {}),
      ...(forbidden ? { forbidden } : {}),
    });
  }

  climb(): SearchResult {
    const { restarts } = this.#options;
    let score = this.#moves.parents.reduce((sum, parents, node) => sum + this.#scorer.local(node, parents), 0);
    let best: Summit = { score, parents: this.#moves.parents.map((all) => [...all]), steps: 0 };
    const steps: SearchStep[] = [];
    for (let round = 0, fruitless = 0; this.#step < this.#options.maxSteps; round++) {
      if (round > 0) {
        if (fruitless >= restarts) break;
        this.#moves.reset(best.parents);
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
      const move = this.#moves.best(++this.#step, best.score - score);
      if (!move || (move.gain <= 1e-9 && stale >= patience)) break;
      this.#moves.apply(move);
      this.#moves.forbidUntil(this.#step + tabuLength, move);
      score += move.gain;
      steps.push(this.#describe(move, score));
      if (score > best.score + 1e-9) {
        best = { score, parents: this.#moves.parents.map((all) => [...all]), steps: steps.length };
        stale = 0;
      } else if (move.gain <= 1e-9) stale++;
    }
    return best;
  }

  #describe({ change, parent, child, gain }: Move, score: number): SearchStep {
    return { change, edge: [this.#names[parent], this.#names[child]], gain, score };
  }

  /**
   * A random walk among equivalent structures, from which other neighbours can be reached. Gives what the score changed
   * (nothing, but for "k2" and rounding).
   */
  #turnCovered(steps: SearchStep[], start: number): number {
    const { count, parents } = this.#moves;
    let change = 0;
    for (let turn = 0; turn < 2 * count; turn++) {
      const child = this.#random.integer(count);
      if (parents[child].length === 0) continue;
      const parent = parents[child][this.#random.integer(parents[child].length)];
      change += this.#make(this.#moves.coveredReversal(parent, child), steps, start + change);
    }
    return change;
  }

  /** Takes half of the edges away, at random. Gives what the score changed. */
  #disturb(steps: SearchStep[], start: number): number {
    let change = 0;
    const edges = this.#moves.parents.flatMap((parents, child) => parents.map((parent) => [parent, child] as const));
    for (const edge of this.#random.permutation(edges.length).subarray(0, Math.ceil(edges.length / 2))) {
      change += this.#make(this.#moves.removal(...edges[edge]), steps, start + change);
    }
    return change;
  }

  #make(move: Move | undefined, steps: SearchStep[], score: number): number {
    if (!move) return 0;
    this.#moves.apply(move);
    steps.push(this.#describe(move, score + move.gain));
    return move.gain;
  }
}

/** Where the search starts: with the required edges, and without forbidden ones. */
function startOf(names: readonly string[], { start, required = [], forbidden = [] }: HillClimbingOptions): Dag {
  const stranger = start?.nodes.find((node) => !names.includes(node));
  if (stranger !== undefined) {
    throw new GradbookError(`hillClimbing: the start has the node '${stranger}', which is no column of the data.`);
  }
  const dag = Dag.from(start?.edges ?? [], names);
  for (const [parent, child] of required) if (!dag.hasEdge(parent, child)) dag.addEdge(parent, child);
  const wrong = forbidden.find(([parent, child]) => names.includes(parent) && dag.hasEdge(parent, child));
  if (!wrong) return dag;
  throw new GradbookError(`hillClimbing: ${wrong.join(" -> ")} is forbidden, but it is required or in the start.`);
}
