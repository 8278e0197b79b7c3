import { Generator, GradbookError, manualSeed, nn, optim, tensor, train } from "gradbook";
import { afterEach, describe, expect, it, vi } from "vitest";

const hostSymbol = Symbol.for("Jupyter.host");
const globals = globalThis as { [key: symbol]: unknown };

/** Two opposite quarters of the plane against the other two, as in XOR. */
function quarters(count: number, seed: number): train.Dataset {
  const x = tensor.randn([count, 2], { generator: new Generator(seed) });
  return { x, y: x.at(":", 0).mul(x.at(":", 1)).gt(0).to("int32") };
}

function network(): nn.Sequential {
  manualSeed(5);
  return new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 2));
}

function options(net: nn.Module, more: Partial<train.FitOptions> = {}): train.FitOptions {
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.02 });
  return { data: quarters(200, 1), loss: nn.crossEntropy, optimizer, epochs: 3, progress: false, ...more };
}

describe("train.fit", () => {
  it("learns, and measures on both sets", async () => {
    const net = network();
    const validation = quarters(100, 2);
    const metrics = { accuracy: train.accuracy };
    const history = await train.fit(net, options(net, { epochs: 60, validation, metrics }));
    expect(history.epochs).toHaveLength(60);
    expect(history.last?.loss).toBeLessThan(0.15);
    expect(history.last?.validationAccuracy).toBeGreaterThan(0.9);
    expect(history.last?.validationLoss).toBeCloseTo(
      train.evaluate(net, validation, { loss: nn.crossEntropy }).loss,
      6,
    );
    expect(history.column("accuracy").every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(history.bestEpoch).toBeGreaterThan(30);
  });
  it("gives the same numbers on every run with one seed, others with another", async () => {
    const run = async (seed: number): Promise<number[]> => {
      const net = network();
      return (await train.fit(net, options(net, { seed }))).column("loss");
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
  it("shows each sample once an epoch, in batches", async () => {
    const net = network();
    const seen: number[] = [];
    const loss: train.FitOptions["loss"] = (output, y) => {
      seen.push(y.shape[0] ?? 0);
      return nn.crossEntropy(output, y);
    };
    await train.fit(net, options(net, { loss, epochs: 1, batchSize: 64 }));
    expect(seen).toEqual([64, 64, 64, 8]);
  });
  it("stops early and goes back to the best epoch", async () => {
    const net = network();
    const validation = quarters(20, 3);
    const data = { ...quarters(30, 1), y: tensor.randint(0, 2, [30], { generator: new Generator(1) }) };
    const earlyStopping = { patience: 4, restoreBest: true };
    const history = await train.fit(net, options(net, { data, validation, epochs: 300, earlyStopping }));
    expect(history.stoppedEarly).toBe(true);
    expect(history.epochs.length).toBe((history.bestEpoch ?? 0) + 4);
    const best = history.epochs[(history.bestEpoch ?? 0) - 1]?.validationLoss ?? NaN;
    expect(train.evaluate(net, validation, { loss: nn.crossEntropy }).loss).toBeCloseTo(best, 6);
  });
  it("calls back, in order, and can be stopped", async () => {
    const net = network();
    const calls: string[] = [];
    const history = await train.fit(
      net,
      options(net, {
        batchSize: 100,
        epochs: 9,
        callbacks: [
          {
            onStart: () => void calls.push("start"),
            onStep: (run) => void calls.push(`step ${run.step}`),
            onEpoch: (run, record) => {
              calls.push(`epoch ${record.epoch}`);
              if (record.epoch === 2) run.stop();
            },
            onEnd: async (run) => void calls.push(`end ${run.history.epochs.length}`),
          },
        ],
      }),
    );
    expect(calls).toEqual(["start", "step 1", "step 2", "epoch 1", "step 3", "step 4", "epoch 2", "end 2"]);
    expect(history.interrupted).toBe(true);
  });
  it("follows a learning rate that a callback changes", async () => {
    const net = network();
    const halve: train.Callback = { onEpoch: (run) => void (run.optimizer.lr /= 2) };
    const history = await train.fit(net, options(net, { callbacks: [halve] }));
    expect(history.column("learningRate")).toEqual([0.02, 0.01, 0.005]);
  });
  it("stops at a loss that is no number, and names the layer and the way out", async () => {
    const net = new nn.Sequential(new nn.Linear(2, 4), new nn.ReLU(), new nn.Linear(4, 2));
    const optimizer = new optim.SGD(net.parameters(), { lr: 1e30 });
    const error = await train.fit(net, options(net, { optimizer, epochs: 5 })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GradbookError);
    expect(String(error)).toMatch(
      /the loss became (NaN|Infinity) in epoch 1.*layer '\d' \(Linear\).*smaller learning rate/,
    );
    expect((error as { history?: train.History }).history).toBeInstanceOf(train.History);
    const bad = quarters(10, 1);
    bad.x.at(0).fill_(NaN);
    await expect(train.fit(network(), options(network(), { data: bad }))).rejects.toThrow("the inputs themselves");
  });
  it("checks what it is given before it starts", async () => {
    const net = network();
    const wrong = (more: object): Promise<unknown> => train.fit(net, options(net, more));
    await expect(wrong({ data: { x: tensor.ones([3, 2]), y: tensor([0]) } })).rejects.toThrow(
      "3 rows in x and 1 rows in y",
    );
    await expect(wrong({ data: undefined })).rejects.toThrow("data must be { x, y }");
    await expect(wrong({ optimizer: undefined })).rejects.toThrow("give an optimizer");
    await expect(wrong({ epochs: 1.5 })).rejects.toThrow("epochs must be a whole number");
    await expect(wrong({ batchSize: 0 })).rejects.toThrow("batchSize must be a whole number from 1");
    await expect(wrong({ earlyStopping: { patience: 1 } })).rejects.toThrow("give validation");
  });
});

describe("in a notebook", () => {
  afterEach(() => void delete globals[hostSymbol]);

  /** A host that notes what is displayed, and is interrupted after some looks. */
  function fakeHost(looks: number): { display: ReturnType<typeof vi.fn> } {
    let left = looks;
    const host = { display: vi.fn(), interrupted: () => left-- <= 0, clearOutput: vi.fn(), input: vi.fn() };
    globals[hostSymbol] = host;
    return host;
  }
  const slow: train.Callback = { onStep: () => new Promise((resolve) => setTimeout(resolve, 60)) };

  it("an interrupt ends training with the history so far and what was learned", async () => {
    fakeHost(3);
    const net = network();
    const before = net.stateDict()["0.weight"]?.toList();
    const history = await train.fit(net, options(net, { epochs: 1000, batchSize: 100, callbacks: [slow] }));
    expect(history.interrupted).toBe(true);
    expect(history.epochs).toHaveLength(2);
    expect(net.stateDict()["0.weight"]?.toList()).not.toEqual(before);
  });
  it("an interrupt in the middle of a long computation is a stop too", async () => {
    let stopped = false;
    globals[hostSymbol] = { display: vi.fn(), interrupted: () => stopped, clearOutput: vi.fn(), input: vi.fn() };
    const net = network();
    let calls = 0;
    const loss: train.FitOptions["loss"] = (output, y) => {
      if (++calls === 9) {
        stopped = true;
        throw new GradbookError("matmul: interrupted before it was done");
      }
      return nn.crossEntropy(output, y);
    };
    const history = await train.fit(net, options(net, { loss }));
    expect([history.interrupted, history.epochs.length]).toEqual([true, 1]);
    stopped = false;
    const resumed = await train.fit(net, options(net, { resume: history.checkpoint() }));
    expect(resumed.epochs).toHaveLength(3);
    const failing = (): never => {
      throw new GradbookError("mine");
    };
    await expect(train.fit(net, options(net, { loss: failing }))).rejects.toThrow("mine");
  });
  it("shows one bar that moves", async () => {
    const { display } = fakeHost(1000);
    const net = network();
    await train.fit(net, options(net, { progress: true, batchSize: 100, callbacks: [slow] }));
    const calls = display.mock.calls as [Record<string, string>, { displayId: string; update: boolean }][];
    expect(calls.length).toBeGreaterThan(2);
    expect(new Set(calls.map(([, { displayId }]) => displayId)).size).toBe(1);
    expect(calls.map(([, { update }]) => update)).toEqual(calls.map((_, i) => i > 0));
    const bundle = calls[calls.length - 1]?.[0];
    expect(bundle?.["text/html"]).toContain('<progress value="1.0000"');
    expect(bundle?.["text/plain"]).toMatch(/^\[#{24}\] epoch 3\/3, loss [\d.]+, [\d.]+ s$/);
  });
  it("speaks Chinese in a Chinese notebook", async () => {
    const { display } = fakeHost(1000);
    vi.stubEnv("GRADBOOK_LANG", "zh-CN");
    const net = network();
    const history = await train.fit(net, options(net, { progress: true }));
    const [bundle] = display.mock.lastCall as [Record<string, string>];
    expect(bundle["text/plain"]).toMatch(/第 3\/3 轮，损失 [\d.]+，用时 [\d.]+ 秒$/);
    expect(String(history)).toContain("训练记录：共 3 轮，最好的是第 3 轮");
    vi.unstubAllEnvs();
  });
  it("a plain script gets one line", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const net = network();
    await train.fit(net, options(net, { progress: true }));
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
  it("gives the event loop its turn", async () => {
    const net = network();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const heavy: train.Callback = {
      onStep: () => {
        const end = Date.now() + 20;
        while (Date.now() < end); // a slow network
      },
    };
    await train.fit(net, options(net, { batchSize: 20, epochs: 2, callbacks: [heavy] }));
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(4);
  });
});

describe("History", () => {
  it("prints a table, shortened in the middle", async () => {
    const net = network();
    const history = await train.fit(net, options(net, { epochs: 20 }));
    const text = String(history);
    expect(text.split("\n")).toHaveLength(13);
    expect(text).toContain("History: 20 epochs, best epoch");
    const bundle = (history as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]?.();
    expect(bundle?.["text/html"]).toContain("<th>learningRate</th>");
    expect(bundle?.["text/plain"]).toBe(text);
  });
  it("accuracy of classes and of single scores", () => {
    expect(train.accuracy(tensor([[0, 1], [1, 0]]), tensor([1, 1]))).toBe(0.5); // prettier-ignore
    expect(train.accuracy(tensor([[2], [-1]]), tensor([[1], [0]]))).toBe(1);
    expect(() => train.accuracy(tensor([[0, 1]]), tensor([1, 1]))).toThrow("does not fit targets");
  });
});
