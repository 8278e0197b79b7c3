import { GradbookError } from "../../errors";
import type { Optimizer } from "../optimizer";
import { LRScheduler } from "./scheduler";

/**
 * One schedule after the other: each starts from its own step 0 at its milestone. For example a warm-up, then a cosine.
 *
 * @param options.schedulers made for the same optimiser
 * @param options.milestones the steps at which the second, third ... begin
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const warmUp = new optim.LinearLR(optimizer, { startFactor: 0.5, totalIters: 2 });
 * const cosine = new optim.CosineAnnealingLR(optimizer, { tMax: 2 });
 * const schedule = new optim.SequentialLR(optimizer, { schedulers: [warmUp, cosine], milestones: [2] });
 * [0, 1, 2, 3, 4].map((step) => schedule.rateAt(step)); // -> [0.5, 0.75, 1, 0.5, 0]
 */
export class SequentialLR extends LRScheduler {
  constructor(
    optimizer: Optimizer,
    { schedulers, milestones }: { schedulers: readonly LRScheduler[]; milestones: readonly number[] },
  ) {
    checkSame("SequentialLR", optimizer, schedulers);
    const ordered = milestones.every((milestone, i) => milestone > (milestones[i - 1] ?? 0));
    if (milestones.length !== schedulers.length - 1 || !ordered) {
      throw new GradbookError(
        `SequentialLR: ${schedulers.length} schedules need ${schedulers.length - 1} milestones, rising from 1; got [${milestones.join(", ")}]`,
      );
    }
    const active = (step: number): { schedule: LRScheduler; start: number } => {
      const i = milestones.filter((milestone) => milestone <= step).length;
      return { schedule: schedulers[i] as LRScheduler, start: milestones[i - 1] ?? 0 };
    };
    const momentum = schedulers.every(({ momentumRule }) => momentumRule)
      ? (step: number) => active(step).schedule.momentumRule?.(step - active(step).start) ?? NaN
      : undefined;
    super(
      optimizer,
      (base, step, group) => {
        const { schedule, start } = active(step);
        return schedule.rule(base, step - start, group);
      },
      momentum,
    );
  }
}

/**
 * Several schedules at once: their factors multiply.
 *
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const warmUp = new optim.ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
 * const decay = new optim.ExponentialLR(optimizer, { gamma: 0.5 });
 * const schedule = new optim.ChainedScheduler([warmUp, decay]);
 * [0, 1, 2].map((step) => schedule.rateAt(step)); // -> [0.5, 0.25, 0.25]
 */
export class ChainedScheduler extends LRScheduler {
  constructor(schedulers: readonly LRScheduler[]) {
    const [first] = schedulers;
    if (!first) throw new GradbookError("ChainedScheduler: give at least one schedule");
    checkSame("ChainedScheduler", first.optimizer, schedulers);
    super(first.optimizer, (base, step, group) =>
      schedulers.reduce((rate, schedule) => schedule.rule(rate, step, group), base),
    );
  }
}

function checkSame(owner: string, optimizer: Optimizer, schedulers: readonly LRScheduler[]): void {
  if (schedulers.every((schedule) => schedule.optimizer === optimizer)) return;
  throw new GradbookError(`${owner}: all schedules must be made for the same optimiser`);
}
