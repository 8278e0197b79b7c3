import { noGrad, tensor, type Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import type { EpochRecord } from "./history";
import type { EarlyStopping } from "./options";

/** What `BestSoFar` needs to go on. */
export interface BestState {
  readonly epoch: number | undefined;
  readonly loss: number;
  readonly state: Readonly<Record<string, Tensor>> | undefined;
}

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

  get saved(): BestState {
    return { epoch: this.epoch, loss: this.#loss, state: this.state && copiesOf(this.state) };
  }

  restore({ epoch, loss, state }: BestState): void {
    this.epoch = epoch;
    this.#loss = loss;
    this.state = state && copiesOf(state);
  }
}

function copiesOf(state: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return noGrad(() => Object.fromEntries(Object.entries(state).map(([name, value]) => [name, tensor(value)])));
}
