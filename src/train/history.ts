import { GradbookError } from "../errors";
import type { Checkpoint } from "./checkpoint";
import type { Ending } from "./words";

/** What one epoch, one pass over the training data, came to. */
export interface EpochRecord {
  /** Counts from 1. */
  readonly epoch: number;
  /** Mean loss over the training data, measured while the parameters moved. */
  readonly loss: number;
  /** Loss on the validation data after the epoch. */
  readonly validationLoss?: number;
  readonly learningRate: number;
  /** Time since the start of training. */
  readonly seconds: number;
  /** Metrics by name; on validation data `validation` + the name in capitals: `accuracy`, `validationAccuracy`. */
  readonly [metric: string]: number | undefined;
}

/** The course of a training run. */
export class History {
  readonly epochs: EpochRecord[] = [];
  /** Whether training ended before all epochs because the validation loss no longer improved. */
  stoppedEarly = false;
  /** Whether a person or a callback stopped it. */
  interrupted = false;
  /** The epoch (from 1) with the lowest validation loss, or training loss without validation data. */
  bestEpoch: number | undefined;

  readonly #checkpoint: (() => Checkpoint) | undefined;

  constructor(checkpoint?: () => Checkpoint) {
    this.#checkpoint = checkpoint;
  }

  /**
   * A copy of all that is needed to go on from where the run ended, for example after an interrupt:
   * `train.fit(net, { ..., resume: history.checkpoint() })`. Call it before the model or the optimiser is changed again.
   */
  checkpoint(): Checkpoint {
    if (!this.#checkpoint) throw new GradbookError("checkpoint: this history is not of a run of train.fit");
    return this.#checkpoint();
  }

  /** How training ended. */
  get ending(): Ending {
    if (this.interrupted) return "stopped";
    return this.stoppedEarly ? "stoppedEarly" : "done";
  }

  /** The last epoch. */
  get last(): EpochRecord | undefined {
    return this.epochs[this.epochs.length - 1];
  }

  /** One value of every epoch, for example `history.column("validationLoss")`. */
  column(name: string): number[] {
    return this.epochs.map((record) => record[name] ?? NaN);
  }
}
