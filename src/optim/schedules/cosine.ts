import type { Optimizer } from "../optimizer";
import { checkCount, LRScheduler } from "./scheduler";

/** From `high` (at 0) to `low` (at 1) along half a cosine. */
export function halfCosine(high: number, low: number, part: number): number {
  return low + ((high - low) * (1 + Math.cos(Math.PI * part))) / 2;
}

/**
 * Falls along half a cosine for `tMax` steps (and would rise again after them):
 * `lr_t = etaMin + (lr - etaMin) (1 + cos(pi t / tMax)) / 2`.
 *
 * Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2016.
 *
 * @param options.etaMin the lowest rate, default 0
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.CosineAnnealingLR(optimizer, { tMax: 2 });
 * [0, 1, 2].map((step) => schedule.rateAt(step)); // -> [1, 0.5, 0]
 */
export class CosineAnnealingLR extends LRScheduler {
  constructor(optimizer: Optimizer, { tMax, etaMin = 0 }: { tMax: number; etaMin?: number }) {
    checkCount("CosineAnnealingLR", "tMax", tMax);
    super(optimizer, (base, step) => halfCosine(base, etaMin, step / tMax));
  }
}

/**
 * Falls along half a cosine again and again; each time after `tMult` times as many steps as the last.
 *
 * Source: Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2016.
 *
 * @param options.t0 steps of the first fall
 * @param options.tMult default 1
 * @param options.etaMin the lowest rate, default 0
 * @example
 * const optimizer = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const schedule = new optim.CosineAnnealingWarmRestarts(optimizer, { t0: 2 });
 * [0, 1, 2, 3].map((step) => schedule.rateAt(step)); // -> [1, 0.5, 1, 0.5]
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  constructor(optimizer: Optimizer, { t0, tMult = 1, etaMin = 0 }: { t0: number; tMult?: number; etaMin?: number }) {
    checkCount("CosineAnnealingWarmRestarts", "t0", t0);
    checkCount("CosineAnnealingWarmRestarts", "tMult", tMult);
    super(optimizer, (base, step) => {
      let [since, length] = [step, t0];
      while (since >= length) {
        since -= length;
        length *= tMult;
      }
      return halfCosine(base, etaMin, since / length);
    });
  }
}
