import { keep, nn, optim, tensor, train, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { errorOf, network, options, quarters, valuesOf } from "./support";

describe("schedule", () => {
  const rates = async (make: (o: optim.Optimizer) => Partial<train.FitOptions>): Promise<number[]> => {
    const net = network();
    const optimizer = new optim.SGD(net.parameters(), { lr: 1 });
    const history = await train.fit(net, options(net, { optimizer, batchSize: 100, ...make(optimizer) }));
    return history.column("learningRate").map((rate) => Number(rate.toPrecision(6)));
  };
  it("goes on after each epoch, or after each step", async () => {
    const halving = (o: optim.Optimizer): optim.LRScheduler => new optim.ExponentialLR(o, { gamma: 0.5 });
    expect(await rates((o) => ({ schedule: halving(o) }))).toEqual([1, 0.5, 0.25]);
    expect(await rates((o) => ({ schedule: halving(o), scheduleEvery: "step" }))).toEqual([0.5, 0.125, 0.03125]);
  });
  it("of one cycle goes on with each step, and ends with the last", async () => {
    const cycle = (o: optim.Optimizer): optim.LRScheduler => new optim.OneCycleLR(o, { maxLr: 1, totalSteps: 6 });
    const seen = await rates((o) => ({ schedule: cycle(o) }));
    expect(seen[2]).toBe(Number((1 / 25 / 1e4).toPrecision(6)));
  });
  it("on a plateau watches the validation loss", async () => {
    const validation = quarters(20, 9);
    const seen = await rates((o) => ({
      validation,
      epochs: 4,
      schedule: new optim.ReduceLROnPlateau(o, { patience: 0, threshold: 10, thresholdMode: "abs", factor: 0.5 }),
    }));
    expect(seen).toEqual([1, 1, 0.5, 0.25]);
  });
  it("is checked before the start", async () => {
    const net = network();
    const other = new optim.SGD(net.parameters(), { lr: 1 });
    const wrong = (more: object): Promise<Error> => errorOf(train.fit(net, options(net, more)));
    expect((await wrong({ schedule: new optim.StepLR(other, { stepSize: 1 }) })).message).toContain(
      "another optimiser",
    );
    const plateau = new optim.ReduceLROnPlateau(other);
    expect((await wrong({ optimizer: other, schedule: plateau, scheduleEvery: "step" })).message).toContain("an epoch");
    const short = new optim.OneCycleLR(other, { maxLr: 1, totalSteps: 20 });
    expect((await wrong({ optimizer: other, schedule: short })).message).toContain(
      "21 steps of the schedule (3 epochs of 7) are to come, but it has 20 left; make it with { totalSteps: 21 }",
    );
    expect((await wrong({ accumulate: 0 })).message).toContain("accumulate must be a whole number of batches from 1");
    expect((await wrong({ clipGradNorm: 0 })).message).toContain("clipGradNorm must be above 0, got 0");
    expect((await wrong({ clipGradValue: -1 })).message).toContain("clipGradValue must be above 0, got -1");
  });
});

describe("one step", () => {
  it("of several batches is that of one large batch", async () => {
    const [whole, parts] = [network(), network()];
    const run = (net: nn.Module, more: Partial<train.FitOptions>): Promise<train.History> =>
      train.fit(net, options(net, { ...more, optimizer: new optim.SGD(net.parameters(), { lr: 0.5 }) }));
    const [a, b] = [await run(whole, { batchSize: 90 }), await run(parts, { batchSize: 30, accumulate: 3 })];
    valuesOf(whole).forEach((value, i) => expect(valuesOf(parts)[i]).toBeCloseTo(value, 5));
    a.column("loss").forEach((loss, i) => expect(b.column("loss")[i]).toBeCloseTo(loss, 5));
  });
  it("counts steps of the optimiser, and shows their mean loss", async () => {
    const net = network();
    const seen: number[] = [];
    const callbacks: train.Callback[] = [{ onStep: (run) => void seen.push(run.loss) }];
    const history = await train.fit(net, options(net, { epochs: 1, batchSize: 50, accumulate: 2, callbacks }));
    expect(seen).toHaveLength(2);
    expect((seen[0] ?? 0) / 2 + (seen[1] ?? 0) / 2).toBeCloseTo(history.last?.loss ?? NaN, 6);
  });
  it("clips gradients", async () => {
    const lengths: number[] = [];
    const net = network();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const note: train.Callback = { onStep: () => void lengths.push(nn.clipGradNorm(net.parameters(), Infinity)) };
    await train.fit(net, options(net, { optimizer, clipGradNorm: 0.01, callbacks: [note], epochs: 1 }));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(0.0101);
    const largest: number[] = [];
    const look: train.Callback = {
      onStep: () => void largest.push(nn.clipGradNorm(net.parameters(), Infinity, { normType: Infinity })),
    };
    await train.fit(net, options(net, { optimizer, clipGradValue: 0.001, callbacks: [look], epochs: 1 }));
    expect(Math.max(...largest)).toBeCloseTo(0.001, 6);
  });
  it("of L-BFGS calls the model as often as it likes", async () => {
    const net = network();
    const optimizer = new optim.LBFGS(net.parameters(), { lineSearch: "strongWolfe" });
    const history = await train.fit(net, options(net, { optimizer, batchSize: 200, epochs: 15 }));
    expect(history.last?.loss).toBeLessThan(0.1);
  });
  it("gives its memory back: what shall stay is kept, or is a field of a module", async () => {
    class Remembering extends nn.Module {
      last: Tensor | undefined;
      forward(x: Tensor): Tensor {
        return (this.last = x.mul(2));
      }
    }
    const remembering = new Remembering();
    const net = network(remembering);
    const [lost, kept]: [Tensor[], Tensor[]] = [[], []];
    const loss: train.FitOptions["loss"] = (output, y) => {
      lost.push(output);
      kept.push(keep(output.detach().clone()));
      return nn.crossEntropy(output, y);
    };
    await train.fit(net, options(net, { loss, epochs: 1 }));
    expect(remembering.last?.toList().every(Number.isFinite)).toBe(true);
    expect(kept.every((output) => output.toList().every(Number.isFinite))).toBe(true);
    expect(net.parameters().every((parameter) => parameter.grad?.toList().every(Number.isFinite))).toBe(true);
    // Where memory is plain JavaScript there is nothing to give back.
    try {
      expect(lost[0]?.toList()).toHaveLength(64);
    } catch (error) {
      expect(String(error)).toMatch(/memory of a tensor of shape \[32, 2\] was given back.*keep\(t\)/);
    }
  });
});

describe("EMA in training", () => {
  it("is what validation sees, and leaves the parameters as they are", async () => {
    const [plain, averaged] = [network(), network()];
    const validation = quarters(50, 4);
    const ema = new optim.EMA(averaged, { decay: 0.9 });
    await train.fit(plain, options(plain));
    const history = await train.fit(averaged, options(averaged, { ema, validation }));
    expect(valuesOf(averaged)).toEqual(valuesOf(plain));
    const seen = ema.with(() => train.evaluate(averaged, validation, { loss: nn.crossEntropy }).loss);
    expect(history.last?.validationLoss).toBeCloseTo(seen, 6);
    expect(ema.updates).toBe(21);
  });
});

describe("while training", () => {
  it("a rate that a timer changes, and a stop by it, arrive", async () => {
    const net = network();
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    let run: train.Run | undefined;
    setTimeout(() => (optimizer.lr = 0.25), 80);
    setTimeout(() => run?.stop(), 250);
    const callbacks: train.Callback[] = [{ onStart: (started) => void (run = started) }];
    const history = await train.fit(net, options(net, { optimizer, epochs: 1e6, callbacks }));
    expect(history.interrupted).toBe(true);
    expect([...new Set(history.column("learningRate"))]).toEqual([0.1, 0.25]);
  });
  it("validation on many rows gives others their turn", async () => {
    const net = network();
    const slow = nn.Sequential.prototype.forward;
    net.forward = function (x: Tensor): Tensor {
      const end = Date.now() + (net.training ? 0 : 30);
      while (Date.now() < end);
      return slow.call(net, x);
    };
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    await train.fit(net, options(net, { validation: quarters(1024 * 8, 2), epochs: 1 }));
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
    expect(net.training).toBe(true);
  });
  it("evaluates outputs of many rows as of few", () => {
    const net = network();
    const data = quarters(2500, 3);
    const whole = nn.crossEntropy(net.forward(data.x), data.y).item();
    expect(train.evaluate(net, data, { loss: nn.crossEntropy }).loss).toBeCloseTo(whole, 5);
  });
});

describe("options of fit in JavaScript", () => {
  it("that are misspelt, or no tensors, are errors", async () => {
    const net = new nn.Linear(1, 1);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const data = { x: tensor([[1]]), y: tensor([[1]]) };
    const given = { data, loss: nn.mseLoss, optimizer, epochs: 1 };
    await expect(train.fit(net, { ...given, batch_size: 2 } as never)).rejects.toThrow("did you mean 'batchSize'?");
    await expect(train.fit(net, { ...given, data: { x: [[1]], y: [[1]] } } as never)).rejects.toThrow(
      "fit: data.x must be a tensor, got a list; did you mean tensor(...)?",
    );
  });
});
