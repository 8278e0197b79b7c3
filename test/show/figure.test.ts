import { inspect } from "node:util";
import { nn, optim, show, tensor, train } from "gradbook";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

interface Shown {
  readonly data: Record<string, unknown>;
  readonly options: { displayId?: string; update?: boolean };
  readonly at: number;
}

const key = Symbol.for("Jupyter.host");
const globals = globalThis as unknown as Record<symbol, unknown>;
let shown: Shown[] = [];

beforeEach(() => {
  shown = [];
  globals[key] = {
    display: (data: Record<string, unknown>, options = {}) => void shown.push({ data, options, at: performance.now() }),
    clearOutput: () => undefined,
    interrupted: () => false,
  };
});
afterEach(() => {
  delete globals[key];
});

const bundleOf = (value: object): Record<string, unknown> =>
  (value as Record<symbol, () => Record<string, unknown>>)[Symbol.for("Jupyter.display")]?.() ?? {};

describe("a figure", () => {
  it("is shown by being a cell's last value, and not before", () => {
    const figure = show.loss([3, 2, 1]);
    expect(shown).toEqual([]);
    expect(Object.keys(bundleOf(figure))).toEqual(["application/vnd.gradbook.loss.v1+json", "text/html", "text/plain"]);
  });

  it("moves the picture that is there, by display id", () => {
    const figure = show.loss([3, 2]).display();
    figure.update([3, 2, 1]);
    expect(shown.map(({ options }) => options.update ?? false)).toEqual([false, true]);
    expect(shown[0]?.options.displayId).toBe(shown[1]?.options.displayId);
    const { runs } = shown[1]?.data["application/vnd.gradbook.loss.v1+json"] as {
      runs: { series: { y: number[] }[] }[];
    };
    expect(runs[0]?.series[0]?.y).toEqual([3, 2, 1]);
  });

  it("keeps the arguments that an update leaves out", () => {
    const figure = show.loss([3, 2], { title: "Mine" }).display();
    figure.update([1]);
    expect(figure.payload).toMatchObject({ title: "Mine" });
    expect(show.loss([1]).display().payload).not.toBe(figure.payload);
  });

  it("shows a snapshot: what changes later is not in it", () => {
    const weights = [[1, 2]];
    const figure = show.network([{ weights, biases: [0] }]);
    (weights[0] as number[])[0] = 9;
    expect(figure.payload).toMatchObject({ layers: [{ weights: [1, 2] }] });
  });

  it("prints as text where no notebook is", () => {
    delete globals[key];
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const figure = show.distribution({ labels: ["a"], values: [1] }).display();
    expect(String(log.mock.calls[0]?.[0])).toContain("a");
    expect(inspect(figure)).toBe(figure.toString());
    log.mockRestore();
  });
});

describe("show.live", () => {
  const x = tensor(Array.from({ length: 120 }, (_, i) => [Math.sin(i), Math.cos(i * 1.7)]));
  const y = tensor(
    Array.from({ length: 120 }, (_, i) => Number(Math.sin(i) * Math.cos(i * 1.7) > 0)),
    { dtype: "int32" },
  );
  const fit = async (callbacks: train.Callback[], epochs: number) => {
    const net = new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 2));
    const all = callbacks.length ? callbacks : [];
    return train.fit(net, {
      data: { x, y },
      loss: nn.crossEntropy,
      optimizer: new optim.SGD(net.parameters(), { lr: 0.1 }),
      epochs,
      callbacks: all,
      progress: false,
    });
  };
  const kindOf = ({ data }: Shown): string => /gradbook\.(\w+)\./.exec(Object.keys(data)[0] ?? "")?.[1] ?? "";

  it("moves network, loss and boundary, at most ten times a second each, and ends with the last state", async () => {
    const net = new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 2));
    const history = await train.fit(net, {
      data: { x, y },
      loss: nn.crossEntropy,
      optimizer: new optim.SGD(net.parameters(), { lr: 0.1 }),
      epochs: 300,
      callbacks: [show.live(net)],
      progress: false,
    });
    const seconds = history.last?.seconds ?? 0;
    for (const kind of ["network", "loss", "boundary"]) {
      const mine = shown.filter((one) => kindOf(one) === kind);
      expect(mine.length, kind).toBeGreaterThanOrEqual(2);
      expect(mine.length, kind).toBeLessThanOrEqual(seconds * 10 + 3);
      expect(new Set(mine.map(({ options }) => options.displayId)).size).toBe(1);
      for (const { data } of mine.slice(1, -1)) expect(JSON.stringify(data).length, kind).toBeLessThan(52_000);
      expect(mine.at(-1)?.data, kind).toHaveProperty("text/html");
    }
    const last = shown.filter((one) => kindOf(one) === "loss").at(-1)?.data[
      "application/vnd.gradbook.loss.v1+json"
    ] as { runs: { series: { x: number[] }[] }[] };
    expect(last.runs[0]?.series[0]?.x.at(-1)).toBe(300);
    const drawn = shown.filter((one) => kindOf(one) === "network").at(-1)?.data[
      "application/vnd.gradbook.network.v1+json"
    ] as { epoch: number; layers: { bias: number[] }[] };
    expect(drawn.epoch).toBe(300);
    expect(drawn.layers[1]?.bias[0]).toBeCloseTo(
      Array.from((net.parameters()[3] as { toList(): number[] }).toList())[0] ?? NaN,
      4,
    );
  });

  it("draws no boundary of what has no classes", async () => {
    const net = new nn.Sequential(new nn.Linear(2, 1));
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.01 });
    const targets = tensor(Array.from({ length: 120 }, (_, i) => [i / 7]));
    await train.fit(net, {
      data: { x, y: targets },
      loss: nn.mseLoss,
      optimizer,
      epochs: 2,
      callbacks: [show.live(net)],
      progress: false,
    });
    expect(new Set(shown.map(kindOf))).toEqual(new Set(["network", "loss"]));
  });

  it("names the epoch whose parameters the network has gone back to", async () => {
    const net = new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 2));
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.5 });
    const history = await train.fit(net, {
      data: { x, y },
      validation: { x, y: y.mul(-1).add(1) },
      loss: nn.crossEntropy,
      optimizer,
      epochs: 40,
      earlyStopping: { patience: 3 },
      callbacks: [show.live(net, { boundary: false })],
      progress: false,
    });
    expect(history.stoppedEarly).toBe(true);
    const last = shown.filter((one) => kindOf(one) === "network").at(-1)?.data[
      "application/vnd.gradbook.network.v1+json"
    ];
    expect(last).toMatchObject({ epoch: history.bestEpoch });
  });

  it("does nothing while training where no notebook is", async () => {
    delete globals[key];
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const net = new nn.Sequential(new nn.Linear(2, 2));
    await fit([show.live(net, { network: false, boundary: false })], 3);
    expect(log.mock.calls.length).toBeLessThanOrEqual(1);
    log.mockRestore();
  });
});
