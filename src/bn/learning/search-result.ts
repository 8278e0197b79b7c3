import type { Dag } from "../graph";
import { Labelled, ResultTable } from "../table";
import type { ScoreKind } from "./scores";

export type Edge = readonly [parent: string, child: string];

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
