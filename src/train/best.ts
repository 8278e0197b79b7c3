import type { Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import type { EpochRecord } from "./history";
import type { EarlyStopping } from "./options";

/** Remembers the best epoch, and its parameters when early stopping may go back to them. */
export class BestSoFar {
  epoch: number | undefined;
  state: Record<string, Tensor> | undefined;
  #loss = Infinity;
  readonly #options: EarlyStopping | undefined;

  constructor(options: EarlyStopping | undefined) {
    this.#options = options;
  }

  /** Takes note of an epoch; returns whether patience is at its end. */
  see(record: EpochRecord, model: Module): boolean {
    const loss = record.validationLoss ?? record.loss;
    if (loss < this.#loss - (this.#options?.minDelta ?? 0)) {
      this.#loss = loss;
      this.epoch = record.epoch;
      if (this.#options && (this.#options.restoreBest ?? true)) this.state = model.stateDict();
    }
    return this.#options !== undefined && record.epoch - (this.epoch ?? 0) >= this.#options.patience;
  }
}
