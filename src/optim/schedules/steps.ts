import type { Optimizer } from "../optimizer";
import { checkCount, LRScheduler } from "./scheduler";

/**
 * Multiplies the rate by `gamma` every `stepSize` steps: `lr_t = lr gamma^floor(t / stepSize)`.
 *
 * @param options.gamma default 0.1
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
 * [0, 1, 2, 3, 4].map((step) => schedule.rateAt(step)); // -> [1, 1, 0.5, 0.5, 0.25]
 */
export class StepLR extends LRScheduler {
  constructor(optimizer: Optimizer, { stepSize, gamma = 0.1 }: { stepSize: number; gamma?: number }) {
    checkCount("StepLR", "stepSize", stepSize);
    super(optimizer, (base, step) => base * gamma ** Math.floor(step / stepSize));
  }
}

/**
 * Multiplies the rate by `gamma` at each of the given steps: `lr_t = lr gamma^(number of milestones up to t)`.
 *
 * @param options.gamma default 0.1
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.MultiStepLR(optimizer, { milestones: [1, 3], gamma: 0.5 });
 * [0, 1, 2, 3].map((step) => schedule.rateAt(step)); // -> [1, 0.5, 0.5, 0.25]
 */
export class MultiStepLR extends LRScheduler {
  constructor(optimizer: Optimizer, { milestones, gamma = 0.1 }: { milestones: readonly number[]; gamma?: number }) {
    super(optimizer, (base, step) => base * gamma ** milestones.filter((milestone) => milestone <= step).length);
  }
}

/**
 * Multiplies the rate by `gamma` every step: `lr_t = lr gamma^t`.
 *
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.ExponentialLR(optimizer, { gamma: 0.5 });
 * schedule.step();
 * optimizer.lr; // -> 0.5
 */
export class ExponentialLR extends LRScheduler {
  constructor(optimizer: Optimizer, { gamma }: { gamma: number }) {
    super(optimizer, (base, step) => base * gamma ** step);
  }
}

/**
 * Any function of the step, as a factor of the rate: `lr_t = lr f(t)`.
 *
 * @param options.lrLambda one function, or one a group
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.LambdaLR(optimizer, { lrLambda: (step) => 1 / (1 + step) });
 * schedule.step();
 * optimizer.lr; // -> 0.5
 */
export class LambdaLR extends LRScheduler {
  constructor(
    optimizer: Optimizer,
    { lrLambda }: { lrLambda: ((step: number) => number) | readonly ((step: number) => number)[] },
  ) {
    super(
      optimizer,
      (base, step, group) => base * (typeof lrLambda === "function" ? lrLambda : lrLambda[group])!(step),
    );
  }
}
