import type { Outcome } from "../run";

/** What a worker is told once, at its start. */
export interface WorkerSetup {
  /** Exercise files by lesson: `dist/exercises/<NN-name>.cjs`. */
  readonly exerciseFiles: readonly string[];
  /** What `require("gradbook")` gives inside a worker: the library's own file. */
  readonly library: string;
}

/** One answer to run through one exercise's check. */
export interface Job {
  readonly number: number;
  readonly exercise: string;
  /** TypeScript that declares the exercise's names. */
  readonly code: string;
  readonly seeds: readonly number[];
  /** Seconds until one run of the check is given up. */
  readonly seconds: number;
  /** Goes on to the next seed only while this outcome comes. */
  readonly while?: Outcome;
  /** Also gives a fingerprint of everything that the answer computed. */
  readonly fingerprint?: boolean;
}

/** How one run ended. */
export interface RunReport {
  readonly seed: number;
  readonly outcome: Outcome;
  /** The English card as text. */
  readonly text: string;
  readonly milliseconds: number;
  readonly isAsync: boolean;
}

/** What a worker answers. */
export interface JobReport {
  readonly number: number;
  readonly runs: readonly RunReport[];
  /** The code could not even be run. */
  readonly failure?: string;
  readonly fingerprint?: string;
}
