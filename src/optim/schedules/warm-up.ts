import type { Optimizer } from "../optimizer";
import { checkCount, LRScheduler } from "./scheduler";

/**
 * Part of the rate for the first steps, then all of it: `lr_t = lr factor` for `t < totalIters`.
 *
 * @param options.factor default 1/3
 * @param options.totalIters default 5
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
 * [0, 1, 2].map((step) => schedule.rateAt(step)); // -> [0.5, 0.5, 1]
 */
export class ConstantLR extends LRScheduler {
  constructor(optimizer: Optimizer, { factor = 1 / 3, totalIters = 5 }: { factor?: number; totalIters?: number } = {}) {
    checkCount("ConstantLR", "totalIters", totalIters);
    super(optimizer, (base, step) => base * (step < totalIters ? factor : 1));
  }
}

/**
 * A straight line from one part of the rate to another, then level; a warm-up as it stands:
 * `lr_t = lr (startFactor + (endFactor - startFactor) min(t, totalIters) / totalIters)`.
 *
 * @param options.startFactor default 1/3
 * @param options.endFactor default 1
 * @param options.totalIters default 5
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.LinearLR(optimizer, { startFactor: 0.5, totalIters: 2 });
 * [0, 1, 2, 3].map((step) => schedule.rateAt(step)); // -> [0.5, 0.75, 1, 1]
 */
export class LinearLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: { startFactor?: number; endFactor?: number; totalIters?: number } = {}) {
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    checkCount("LinearLR", "totalIters", totalIters);
    const part = (step: number): number => Math.min(step, totalIters) / totalIters;
    super(optimizer, (base, step) => base * (startFactor + (endFactor - startFactor) * part(step)));
  }
}

/**
 * Falls to 0 as a power of the time that is left: `lr_t = lr (1 - min(t, totalIters) / totalIters)^power`.
 *
 * @param options.totalIters default 5
 * @param options.power default 1, a straight line
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.PolynomialLR(optimizer, { totalIters: 2, power: 2 });
 * [0, 1, 2, 3].map((step) => schedule.rateAt(step)); // -> [1, 0.25, 0, 0]
 */
export class PolynomialLR extends LRScheduler {
  constructor(optimizer: Optimizer, { totalIters = 5, power = 1 }: { totalIters?: number; power?: number } = {}) {
    checkCount("PolynomialLR", "totalIters", totalIters);
    super(optimizer, (base, step) => base * (1 - Math.min(step, totalIters) / totalIters) ** power);
  }
}
