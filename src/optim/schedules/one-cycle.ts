import { GradbookError } from "../../errors";
import type { Optimizer } from "../optimizer";
import { halfCosine } from "./cosine";
import { checkCount, hasMomentum, LRScheduler } from "./scheduler";

export interface OneCycleOptions {
  /** The highest rate; a list for groups. */
  maxLr: number | readonly number[];
  /** How many steps there will be; or give `epochs` and `stepsPerEpoch`. */
  totalSteps?: number;
  epochs?: number;
  stepsPerEpoch?: number;
  /** The part of the steps in which the rate rises. Default 0.3. */
  pctStart?: number;
  /** The form of rise and fall. Default "cos". */
  annealStrategy?: "cos" | "linear";
  /** Whether the momentum (or the first beta of Adam) falls while the rate rises. Default true. */
  cycleMomentum?: boolean;
  /** Default 0.85. */
  baseMomentum?: number;
  /** Default 0.95. */
  maxMomentum?: number;
  /** The first rate is `maxLr / divFactor`. Default 25. */
  divFactor?: number;
  /** The last rate is the first one over `finalDivFactor`. Default 10000. */
  finalDivFactor?: number;
  /** Fall back to the first rate as fast as it rose, then on to the last. Default false: one fall. */
  threePhase?: boolean;
}

/** A stretch up to `end`, of the steps; rates as factors of the first one. */
interface Phase {
  readonly end: number;
  readonly rate: readonly [from: number, to: number];
  readonly momentum: readonly [from: number, to: number];
}

/**
 * One rise of the rate and one long fall, a step a batch: a short time of high rates finds a broad valley, the end settles in it.
 *
 * Source: Smith and Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, 2017.
 *
 * @throws when it goes on after its last step; if momentum shall cycle and the optimiser has none.
 * @example
 * const optimizer = new optim.Adam([tensor([1], { requiresGrad: true })]);
 * const schedule = new optim.OneCycleLR(optimizer, { maxLr: 1, totalSteps: 10 });
 * [0, 2, 9].map((step) => schedule.rateAt(step).toPrecision(3)); // -> ["0.0400", "1.00", "0.00000400"]
 */
export class OneCycleLR extends LRScheduler {
  /** How many steps the cycle has. */
  readonly totalSteps: number;

  constructor(optimizer: Optimizer, options: OneCycleOptions) {
    const { maxLr, divFactor = 25, cycleMomentum = true } = options;
    const total = stepsOf(options);
    checkCount("OneCycleLR", "totalSteps", total);
    const phases = phasesOf(total, options);
    const form = (options.annealStrategy ?? "cos") === "cos" ? halfCosine : line;
    if (cycleMomentum && !optimizer.paramGroups.every(hasMomentum)) {
      throw new GradbookError(`OneCycleLR: ${optimizer.name} has no momentum to cycle; pass { cycleMomentum: false }`);
    }
    optimizer.paramGroups.forEach((group, i) => {
      const highest = typeof maxLr === "number" ? maxLr : maxLr[i];
      if (highest === undefined) throw new GradbookError(`OneCycleLR: maxLr has no rate for group ${i}`);
      group.initialLr = highest / divFactor;
    });
    const at = (step: number, what: "rate" | "momentum"): number => valueAt(phases, step, what, form);
    super(
      optimizer,
      (base, step) => base * at(step, "rate"),
      cycleMomentum ? (step) => at(step, "momentum") : undefined,
    );
    this.totalSteps = total;
  }
}

function stepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleOptions): number {
  if (totalSteps !== undefined) return totalSteps;
  if (epochs !== undefined && stepsPerEpoch !== undefined) return epochs * stepsPerEpoch;
  throw new GradbookError("OneCycleLR: say how many steps there will be: totalSteps, or epochs and stepsPerEpoch");
}

function phasesOf(total: number, options: OneCycleOptions): Phase[] {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, baseMomentum = 0.85, maxMomentum = 0.95 } = options;
  const rise: Phase = { end: pctStart * total - 1, rate: [1, divFactor], momentum: [maxMomentum, baseMomentum] };
  const [last, back] = [1 / finalDivFactor, [baseMomentum, maxMomentum] as const];
  if (!options.threePhase) return [rise, { end: total - 1, rate: [divFactor, last], momentum: back }];
  return [
    rise,
    { end: 2 * pctStart * total - 2, rate: [divFactor, 1], momentum: back },
    { end: total - 1, rate: [1, last], momentum: [maxMomentum, maxMomentum] },
  ];
}

function valueAt(phases: readonly Phase[], step: number, what: "rate" | "momentum", form: typeof halfCosine): number {
  let start = 0;
  for (const phase of phases) {
    if (step <= phase.end) return form(phase[what][0], phase[what][1], (step - start) / (phase.end - start));
    start = phase.end;
  }
  // The rate after the last step is asked for, but not used.
  if (step <= start + 1) return phases[phases.length - 1]?.[what][1] ?? NaN;
  throw new GradbookError(
    `OneCycleLR: this is step ${step} of a schedule of ${start + 1}; give it as totalSteps how many there will be`,
  );
}

function line(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
