import { GradbookError } from "../../errors";
import type { Optimizer } from "../optimizer";

/** The rate of a group at a step (0 before the first), from the rate that it started with. */
export type RateRule = (base: number, step: number, group: number) => number;

/** What a schedule needs to go on. */
export interface SchedulerStateDict {
  readonly lastEpoch: number;
  readonly baseLrs: readonly number[];
  readonly lastLrs: readonly number[];
}

/**
 * A learning-rate schedule: a formula of the rate from the number of steps. Call `step()` after `optimizer.step()`, once an epoch or
 * once a batch, as its lengths are meant; `train.fit` does it for you.
 *
 * A rate that was changed from outside (by hand, by another schedule) is taken as it is: what follows is scaled alike, so that
 * several schedules multiply.
 */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  /** The formula. */
  readonly rule: RateRule;
  /** The formula of the momentum, for schedules that have one. */
  readonly momentumRule: ((step: number) => number) | undefined;
  /** How many times `step` was called. PyTorch's name: it counts epochs when called once an epoch. */
  lastEpoch = 0;
  #baseLrs: number[] = [];
  #lastLrs: number[] = [];

  constructor(optimizer: Optimizer, rule: RateRule, momentumRule?: (step: number) => number) {
    this.optimizer = optimizer;
    this.rule = rule;
    this.momentumRule = momentumRule;
    this.#baseLrs = optimizer.paramGroups.map((group) => (group.initialLr ??= group.lr));
    this.#apply();
  }

  /** Goes on to the next rate. */
  step(): void {
    this.optimizer.paramGroups.forEach((group, i) => {
      const [base, last] = [this.#baseLrs[i], this.#lastLrs[i]];
      if (base === undefined || last === undefined) this.#baseLrs[i] = group.initialLr ??= group.lr;
      else if (group.lr !== last && last !== 0) this.#baseLrs[i] = base * (group.lr / last);
    });
    this.lastEpoch++;
    this.#apply();
  }

  /** The rates of all groups as `step` last set them. */
  getLastLr(): number[] {
    return [...this.#lastLrs];
  }

  /** The rate of a group at any step, for example to draw the schedule before it is used. */
  rateAt(step: number, group = 0): number {
    return this.rule(this.#baseLrs[group] ?? NaN, step, group);
  }

  stateDict(): SchedulerStateDict {
    return { lastEpoch: this.lastEpoch, baseLrs: [...this.#baseLrs], lastLrs: this.getLastLr() };
  }

  loadStateDict({ lastEpoch, baseLrs, lastLrs }: SchedulerStateDict): void {
    this.lastEpoch = lastEpoch;
    this.#baseLrs = [...baseLrs];
    this.#lastLrs = [...lastLrs];
    this.optimizer.paramGroups.forEach((group, i) => (group.lr = lastLrs[i] ?? group.lr));
  }

  #apply(): void {
    const momentum = this.momentumRule?.(this.lastEpoch);
    this.optimizer.paramGroups.forEach((group, i) => {
      group.lr = this.#lastLrs[i] = this.rateAt(this.lastEpoch, i);
      if (momentum !== undefined) setMomentum(group as object, momentum);
    });
  }
}

/** Whether a group has something that a schedule of the momentum can change. */
export function hasMomentum(group: object): boolean {
  return "momentum" in group || "betas" in group;
}

function setMomentum(group: { momentum?: number; betas?: readonly [number, number] } & object, momentum: number): void {
  if (group.betas) group.betas = [momentum, group.betas[1]];
  else group.momentum = momentum;
}

/** @throws unless `value` is a whole number from 1. */
export function checkCount(owner: string, name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new GradbookError(`${owner}: ${name} must be a whole number from 1, got ${value}`);
}
