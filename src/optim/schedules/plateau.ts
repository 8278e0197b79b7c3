import { GradbookError } from "../../errors";
import type { Optimizer } from "../optimizer";

export interface PlateauOptions {
  /** Whether the watched number shall fall ("min", a loss) or rise ("max", an accuracy). Default "min". */
  mode?: "min" | "max";
  /** What the rate is multiplied by. Default 0.1. */
  factor?: number;
  /** How many steps in a row may pass without something better. Default 10. */
  patience?: number;
  /** By how much better it must be to count. Default 1e-4. */
  threshold?: number;
  /** Whether `threshold` is a share of the best so far ("rel") or a difference ("abs"). Default "rel". */
  thresholdMode?: "rel" | "abs";
  /** Steps after a cut in which nothing is counted. Default 0. */
  cooldown?: number;
  /** The lowest rate; a list for groups. Default 0. */
  minLr?: number | readonly number[];
  /** A cut by less than this is left out. Default 1e-8. */
  eps?: number;
}

/** What `ReduceLROnPlateau` needs to go on. */
export interface PlateauStateDict {
  readonly best: number;
  readonly badSteps: number;
  readonly cooldownLeft: number;
  readonly lastEpoch: number;
}

/**
 * Cuts the rate when a number, such as the validation loss, has stopped to improve.
 *
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.ReduceLROnPlateau(optimizer, { patience: 1, factor: 0.5 });
 * for (const loss of [3, 2, 2, 2]) schedule.step(loss);
 * optimizer.lr; // -> 0.5
 */
export class ReduceLROnPlateau {
  readonly optimizer: Optimizer;
  readonly options: Readonly<Required<PlateauOptions>>;
  /** The best number so far. */
  best: number;
  /** How many times `step` was called. */
  lastEpoch = 0;
  #badSteps = 0;
  #cooldownLeft = 0;

  constructor(optimizer: Optimizer, options: PlateauOptions = {}) {
    const defaults = { mode: "min", factor: 0.1, patience: 10, threshold: 1e-4, thresholdMode: "rel" } as const;
    this.options = { ...defaults, cooldown: 0, minLr: 0, eps: 1e-8, ...options };
    this.optimizer = optimizer;
    this.best = this.options.mode === "min" ? Infinity : -Infinity;
    if (!(this.options.factor < 1)) {
      throw new GradbookError(`ReduceLROnPlateau: factor must be below 1, got ${this.options.factor}`);
    }
  }

  /** Takes note of the watched number, and cuts the rate if it has not improved for too long. */
  step(metric: number): void {
    if (typeof metric !== "number") {
      throw new GradbookError("ReduceLROnPlateau: step needs the number to watch, for example step(validationLoss)");
    }
    this.lastEpoch++;
    if (this.#isBetter(metric)) {
      this.best = metric;
      this.#badSteps = 0;
    } else this.#badSteps++;
    if (this.#cooldownLeft > 0) {
      this.#cooldownLeft--;
      this.#badSteps = 0;
    }
    if (this.#badSteps <= this.options.patience) return;
    this.#cut();
    this.#cooldownLeft = this.options.cooldown;
    this.#badSteps = 0;
  }

  #isBetter(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const sign = mode === "min" ? -1 : 1;
    const needed = thresholdMode === "rel" ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === "min" ? metric < needed : metric > needed;
  }

  #cut(): void {
    const { factor, minLr, eps } = this.options;
    this.optimizer.paramGroups.forEach((group, i) => {
      const rate = Math.max(group.lr * factor, typeof minLr === "number" ? minLr : (minLr[i] ?? 0));
      if (group.lr - rate > eps) group.lr = rate;
    });
  }

  /** The rates of all groups. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  stateDict(): PlateauStateDict {
    const { best, lastEpoch } = this;
    return { best, lastEpoch, badSteps: this.#badSteps, cooldownLeft: this.#cooldownLeft };
  }

  loadStateDict({ best, lastEpoch, badSteps, cooldownLeft }: PlateauStateDict): void {
    this.best = best;
    this.lastEpoch = lastEpoch;
    this.#badSteps = badSteps;
    this.#cooldownLeft = cooldownLeft;
  }
}
