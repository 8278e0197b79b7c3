import type { Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import type { EMA, LRScheduler, Optimizer, ReduceLROnPlateau } from "../optim/index";
import type { Checkpoint } from "./checkpoint";
import type { EpochRecord, History } from "./history";
import type { Metric } from "./metrics";

/** Inputs and targets, one row a sample. */
export interface Dataset {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** A training run while it goes on, as callbacks see it. */
export interface Run {
  readonly model: Module;
  readonly optimizer: Optimizer;
  readonly options: FitOptions;
  readonly history: History;
  /** Steps done so far. */
  readonly step: number;
  /** The current epoch, from 1; 0 before the first. */
  readonly epoch: number;
  /** Loss of the last step. */
  readonly loss: number;
  /** Ends training after this step. */
  stop(): void;
  /** A copy of all that is needed to go on from here, with `fit(model, { ..., resume })`. */
  checkpoint(): Checkpoint;
}

/** Called while training; each method may be asynchronous. */
export interface Callback {
  onStart?(run: Run): void | Promise<void>;
  onStep?(run: Run): void | Promise<void>;
  onEpoch?(run: Run, record: EpochRecord): void | Promise<void>;
  onEnd?(run: Run): void | Promise<void>;
}

export interface EarlyStopping {
  /** How many epochs in a row may pass without a new best validation loss. */
  readonly patience: number;
  /** Go back to the parameters of the best epoch at the end. Default true. */
  readonly restoreBest?: boolean;
  /** By how much a loss must be lower to count as better. Default 0. */
  readonly minDelta?: number;
}

export interface FitOptions {
  /** Training data: inputs `[samples, ...]` and targets `[samples, ...]`. */
  readonly data: Dataset;
  /** Data that the model never learns from, to see how well it generalises. */
  readonly validation?: Dataset;
  /** The loss of outputs and targets, for example `nn.crossEntropy`. */
  readonly loss: (output: Tensor, targets: Tensor) => Tensor;
  readonly optimizer: Optimizer;
  /** How many times to go through the training data. */
  readonly epochs: number;
  /** Samples a step. Default 32; larger than the data means all at once. */
  readonly batchSize?: number;
  /** Seed of the order of the samples. Default 0. */
  readonly seed?: number;
  /** Whether the samples are put in a new order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Batches whose gradients are added up for one step, where a large batch does not fit into memory. Default 1. */
  readonly accumulate?: number;
  /** The largest norm that the gradients of all parameters together may have; longer ones are shortened. Default: any. */
  readonly clipGradNorm?: number;
  /** The largest size that an element of a gradient may have; larger ones are cut. Default: any. */
  readonly clipGradValue?: number;
  /** Changes the learning rate; made for the same optimiser. */
  readonly schedule?: LRScheduler | ReduceLROnPlateau;
  /**
   * Whether the schedule goes on after each epoch or after each step (batch). Default "epoch"; "step" for `OneCycleLR`.
   * `ReduceLROnPlateau` goes on after each epoch and watches the validation loss, or the training loss without validation data.
   */
  readonly scheduleEvery?: "epoch" | "step";
  /** Averages of the parameters: updated after each step, used for validation. */
  readonly ema?: EMA;
  /** Go on from where another run stood, as if it had never ended. */
  readonly resume?: Checkpoint;
  readonly metrics?: Readonly<Record<string, Metric>>;
  readonly earlyStopping?: EarlyStopping;
  readonly callbacks?: readonly Callback[];
  /** Whether a progress bar is shown. Default true. */
  readonly progress?: boolean;
}
