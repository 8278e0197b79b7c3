import { optim, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { expectClose } from "../golden";
import { golden, parameter } from "./own";

type Options = Record<string, never>;
type Make = (optimizer: optim.Optimizer, options: Options) => optim.LRScheduler;

const made: Record<string, Make> = {
  StepLR: (o, options) => new optim.StepLR(o, options as unknown as { stepSize: number }),
  MultiStepLR: (o, options) => new optim.MultiStepLR(o, options as unknown as { milestones: number[] }),
  ExponentialLR: (o, options) => new optim.ExponentialLR(o, options as unknown as { gamma: number }),
  ConstantLR: (o, options) => new optim.ConstantLR(o, options),
  LinearLR: (o, options) => new optim.LinearLR(o, options),
  PolynomialLR: (o, options) => new optim.PolynomialLR(o, options),
  CosineAnnealingLR: (o, options) => new optim.CosineAnnealingLR(o, options as unknown as { tMax: number }),
  CosineAnnealingWarmRestarts: (o, options) =>
    new optim.CosineAnnealingWarmRestarts(o, options as unknown as { t0: number }),
  OneCycleLR: (o, options) => new optim.OneCycleLR(o, options as unknown as optim.OneCycleOptions),
  LambdaLR: (o) => new optim.LambdaLR(o, { lrLambda: (t) => 1 / (1 + t) }),
  "warm-up then cosine": (o) =>
    new optim.SequentialLR(o, {
      schedulers: [
        new optim.LinearLR(o, { startFactor: 0.1, totalIters: 5 }),
        new optim.CosineAnnealingLR(o, { tMax: 15 }),
      ],
      milestones: [5],
    }),
  "constant, exponential, step": (o) =>
    new optim.SequentialLR(o, {
      schedulers: [
        new optim.ConstantLR(o, { factor: 0.1, totalIters: 2 }),
        new optim.ExponentialLR(o, { gamma: 0.9 }),
        new optim.StepLR(o, { stepSize: 3, gamma: 0.5 }),
      ],
      milestones: [4, 11],
    }),
  chained: (o) =>
    new optim.ChainedScheduler([
      new optim.ConstantLR(o, { factor: 0.1, totalIters: 6 }),
      new optim.ExponentialLR(o, { gamma: 0.9 }),
    ]),
};

/** Two groups that start from 0.5 and 0.05. */
function optimizer(): optim.SGD {
  return new optim.SGD([{ params: [parameter([0])] }, { params: [parameter([0])], lr: 0.05 }], { lr: 0.5 });
}

const rates = (o: optim.Optimizer): number[] => o.paramGroups.map(({ lr }) => lr);

describe("golden values of PyTorch: schedules", () => {
  it.each(golden.schedules.map((one) => [`${one.schedule} ${JSON.stringify(one.params)}`, one] as const))(
    "golden: %s",
    (_, { schedule: name, params, rates: expected }) => {
      const make = made[name];
      if (!make) throw new Error(`'${name}' is not a schedule that this test knows`);
      const o = optimizer();
      const schedule = make(o, params as Options);
      for (const wanted of expected) {
        expectClose(rates(o), wanted, 1e-12);
        expect(schedule.getLastLr()).toEqual(rates(o));
        o.step();
        schedule.step();
      }
    },
  );
  it.each(golden.plateaus.map((one) => [JSON.stringify(one.params), one] as const))(
    "golden: ReduceLROnPlateau %s",
    (_, { params, rates: expected }) => {
      const o = optimizer();
      const schedule = new optim.ReduceLROnPlateau(o, params);
      expected.forEach((wanted, step) => {
        expectClose(rates(o), wanted, 1e-12);
        schedule.step(golden.metric[step] ?? NaN);
      });
    },
  );
  it("golden: the momentum of OneCycleLR", () => {
    const sgd = new optim.SGD([parameter([0])], { lr: 0.1 });
    const adam = new optim.Adam([parameter([0])], { lr: 0.1 });
    const one = new optim.OneCycleLR(sgd, { maxLr: 0.9, totalSteps: 20 });
    const other = new optim.OneCycleLR(adam, { maxLr: 0.9, totalSteps: 20, baseMomentum: 0.8, maxMomentum: 0.9 });
    golden.cycles.SGD.forEach((momentum, step) => {
      expect(sgd.paramGroups[0]?.momentum).toBeCloseTo(momentum, 12);
      expect(adam.paramGroups[0]?.betas[0]).toBeCloseTo(golden.cycles.Adam[step] ?? NaN, 12);
      one.step();
      other.step();
    });
  });
});

describe("schedules", () => {
  it("take a rate that was changed by hand, and multiply with each other", () => {
    const o = optimizer();
    const halving = new optim.ExponentialLR(o, { gamma: 0.5 });
    halving.step();
    o.lr = 1;
    halving.step();
    expect(rates(o)).toEqual([0.5, 0.5]);
    const steps = new optim.StepLR(o, { stepSize: 1, gamma: 0.1 });
    steps.step();
    halving.step();
    expectClose(rates(o), [0.5 * 0.1 * 0.5, 0.05 * 0.1 * 0.5], 1e-12);
  });
  it("see a group that was added later", () => {
    const o = optimizer();
    const schedule = new optim.ExponentialLR(o, { gamma: 0.5 });
    o.addParamGroup({ params: [parameter([0])], lr: 2 });
    schedule.step();
    expect(rates(o)).toEqual([0.25, 0.025, 1]);
  });
  it("go on from a saved state", () => {
    const run = (o: optim.Optimizer): optim.LRScheduler =>
      new optim.SequentialLR(o, {
        schedulers: [
          new optim.LinearLR(o, { startFactor: 0.1, totalIters: 3 }),
          new optim.CosineAnnealingLR(o, { tMax: 9 }),
        ],
        milestones: [3],
      });
    const [a, b] = [optimizer(), optimizer()];
    const [first, second] = [run(a), run(b)];
    for (let i = 0; i < 5; i++) first.step();
    b.loadStateDict(a.stateDict());
    second.loadStateDict(first.stateDict());
    for (let i = 0; i < 4; i++) {
      expect(rates(b)).toEqual(rates(a));
      first.step();
      second.step();
    }
    const plateau = (o: optim.Optimizer): optim.ReduceLROnPlateau => new optim.ReduceLROnPlateau(o, { patience: 1 });
    const [watching, resumed] = [plateau(a), plateau(b)];
    [3, 2, 2].forEach((loss) => watching.step(loss));
    resumed.loadStateDict(watching.stateDict());
    watching.step(2);
    resumed.step(2);
    expect(rates(b)).toEqual(rates(a));
    expect(resumed.stateDict()).toEqual(watching.stateDict());
  });
  it("say what is wrong", () => {
    const o = optimizer();
    expect(() => new optim.StepLR(o, { stepSize: 0 })).toThrow("StepLR: stepSize must be a whole number from 1, got 0");
    expect(() => new optim.OneCycleLR(o, { maxLr: 1 })).toThrow("totalSteps, or epochs and stepsPerEpoch");
    expect(() => new optim.OneCycleLR(o, { maxLr: [1], totalSteps: 9 })).toThrow("maxLr has no rate for group 1");
    const adagrad = new optim.Adagrad([tensor([1], { requiresGrad: true })]);
    expect(() => new optim.OneCycleLR(adagrad, { maxLr: 1, totalSteps: 9 })).toThrow(
      "Adagrad has no momentum to cycle",
    );
    const short = new optim.OneCycleLR(o, { maxLr: 1, totalSteps: 2 });
    short.step();
    short.step();
    expect(() => short.step()).toThrow("this is step 3 of a schedule of 2");
    expect(() => new optim.ReduceLROnPlateau(o, { factor: 1 })).toThrow("factor must be below 1");
    expect(() => new optim.ReduceLROnPlateau(o).step(undefined as never)).toThrow("step needs the number to watch");
    const other = new optim.StepLR(optimizer(), { stepSize: 1 });
    expect(() => new optim.ChainedScheduler([new optim.StepLR(o, { stepSize: 1 }), other])).toThrow("same optimiser");
    expect(() => new optim.ChainedScheduler([])).toThrow("at least one");
    expect(() => new optim.SequentialLR(o, { schedulers: [short], milestones: [3] })).toThrow("need 0 milestones");
  });
});
