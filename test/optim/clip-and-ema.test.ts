import { nn, noGrad, optim, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { expectClose } from "../golden";
import { golden, parameter } from "./own";

describe("clipping", () => {
  it.each(golden.clips.map((one) => [`to ${one.maxNorm}, norm ${one.normType}`, one] as const))(
    "golden: clipGradNorm %s",
    (_, { maxNorm, normType, total, grads }) => {
      const [p, q] = [parameter([0, 0, 0]), tensor.zeros([2, 2], { dtype: "float64", requiresGrad: true })];
      p.grad = tensor(Float64Array.from([3, -4, 1]));
      q.grad = tensor(Float64Array.from([0.5, 2, -7, 0])).reshape([2, 2]);
      const norm = nn.clipGradNorm([p, q], maxNorm, { normType: normType === "inf" ? Infinity : normType });
      expect(norm).toBeCloseTo(total, 12);
      expectClose(p.grad?.toList() ?? [], grads[0] ?? [], 1e-12);
      expectClose(q.grad?.toList() ?? [], grads[1] ?? [], 1e-12);
    },
  );
  it("passes over what has no gradient, and says what cannot be", () => {
    const p = parameter([1, 2]);
    expect(nn.clipGradNorm(p, 1)).toBe(0);
    p.grad = tensor(Float64Array.from([NaN, 1]));
    expect(nn.clipGradNorm(p, 1)).toBeNaN();
    expect(() => nn.clipGradNorm(p, 1, { errorIfNonfinite: true })).toThrow("the norm of the gradients is NaN");
    expect(() => nn.clipGradNorm(p, -1)).toThrow("maxNorm must be 0 or more, got -1");
    expect(() => nn.clipGradNorm(p, 1, { normType: 0 })).toThrow("normType must be above 0");
    expect(() => nn.clipGradValue(p, NaN)).toThrow("clipValue must be 0 or more, got NaN");
  });
  it("works on a gradient that can itself be differentiated", () => {
    const p = parameter([3, 4]);
    p.square().sum().backward({ createGraph: true });
    expect(nn.clipGradNorm([p], 1)).toBe(10);
    nn.clipGradValue([p], 0.7);
    expectClose(p.grad?.toList() ?? [], [0.6, 0.7], 1e-6);
  });
});

describe("EMA", () => {
  it("golden: follows the parameters as PyTorch's does", () => {
    const net = new nn.Linear(2, 1).to("float64");
    const ema = new optim.EMA(net, { decay: golden.ema.decay });
    golden.ema.weights.forEach((weights, step) => {
      noGrad(() => net.weight.copy_(parameter(weights)));
      ema.update();
      expectClose(
        ema.with(() => net.weight.toList()),
        golden.ema.averages[step] ?? [],
        1e-12,
      );
    });
  });
  it("follows the parameters, and stands in for them", () => {
    const net = new nn.Linear(2, 1);
    const ema = new optim.EMA(net, { decay: 0.9 });
    const values: number[] = [];
    for (let i = 0; i < 5; i++) {
      noGrad(() => net.weight.fill_(i));
      ema.update();
      values.push(ema.with(() => net.weight.toList()[0] ?? NaN));
      expect(net.weight.toList()).toEqual([i, i]);
    }
    let average = 0;
    const expected = [0, 1, 2, 3, 4].map((value) => (average = value === 0 ? 0 : 0.9 * average + 0.1 * value));
    expectClose(values, expected, 1e-6);
    expect(() => ema.with(async () => 1)).toThrow("must not be async");
    expect(() =>
      ema.with(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(net.weight.toList()).toEqual([4, 4]);
    ema.copyToModel();
    expectClose(net.weight.toList(), [average, average], 1e-6);
  });
  it("goes on from a saved state", () => {
    const [a, b] = [new nn.Linear(2, 1), new nn.Linear(2, 1)];
    const [first, second] = [new optim.EMA(a, { decay: 0.9 }), new optim.EMA(b, { decay: 0.9 })];
    first.update();
    second.loadStateDict(first.stateDict());
    for (const net of [a, b]) noGrad(() => net.weight.fill_(2));
    first.update();
    second.update();
    expect(second.with(() => b.weight.toList())).toEqual(first.with(() => a.weight.toList()));
    expect(() => second.loadStateDict({ averages: {}, updates: 1 })).toThrow("no average for 'weight'");
    expect(() => new optim.EMA(a, { decay: 2 })).toThrow("decay must be from 0 to 1");
  });
});
