import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { nn, optim, train } from "gradbook";
import { afterAll, describe, expect, it } from "vitest";
import { network, options, quarters, valuesOf } from "./support";

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Everything {
  readonly net: nn.Sequential;
  readonly options: train.FitOptions;
}

/** A run with all that has a state: dropout, batch statistics, moments, a schedule, averages, early stopping. */
function everything(epochs: number): Everything {
  const net = network(new nn.BatchNorm1d(16), new nn.Dropout(0.2));
  const optimizer = new optim.AdamW(net.parameters(), { lr: 0.02 });
  const schedule = new optim.CosineAnnealingLR(optimizer, { tMax: 40 });
  const ema = new optim.EMA(net, { decay: 0.9 });
  const more = { schedule, scheduleEvery: "step", ema, validation: quarters(50, 2), earlyStopping: { patience: 50 } };
  return {
    net,
    options: options(net, { ...(more as object), optimizer, epochs, metrics: { accuracy: train.accuracy } }),
  };
}

const numbers = (history: train.History): object[] => history.epochs.map(({ seconds: _, ...record }) => record);

const stateOf = (net: nn.Module): object =>
  Object.fromEntries(Object.entries(net.stateDict()).map(([name, value]) => [name, value.toList()]));

/** Runs to the end at once, and in two halves of which the second knows only the file. */
async function expectSame(stop: train.Callback): Promise<void> {
  const whole = everything(5);
  const expected = await train.fit(whole.net, whole.options);
  const first = everything(5);
  const half = await train.fit(first.net, { ...first.options, callbacks: [stop] });
  expect(half.interrupted).toBe(true);
  const file = path.join(folder, "half.safetensors");
  train.saveCheckpoint(file, half.checkpoint());
  const second = everything(5);
  const history = await train.fit(second.net, { ...second.options, resume: train.loadCheckpoint(file) });
  expect(numbers(history)).toEqual(numbers(expected));
  expect(valuesOf(second.net)).toEqual(valuesOf(whole.net));
  expect(stateOf(second.net)).toEqual(stateOf(whole.net));
  expect(history.bestEpoch).toBe(expected.bestEpoch);
}

describe("a run that goes on from a checkpoint is, bit for bit, the run that was never stopped", () => {
  it("between epochs", () => expectSame({ onEpoch: (run, { epoch }) => void (epoch === 2 && run.stop()) }));
  it("in the middle of an epoch", () => expectSame({ onStep: (run) => void (run.step === 10 && run.stop()) }));
  it("after the last step of an epoch", async () => {
    const whole = everything(3);
    await train.fit(whole.net, whole.options);
    const first = everything(3);
    let taken: train.Checkpoint | undefined;
    const take: train.Callback = { onStep: (run) => void (run.step === 14 && (taken = run.checkpoint())) };
    await train.fit(first.net, { ...first.options, callbacks: [take] });
    const second = everything(3);
    await train.fit(second.net, { ...second.options, resume: taken! });
    expect(valuesOf(second.net)).toEqual(valuesOf(whole.net));
  });
  it("can go on for longer than was planned", async () => {
    const whole = everything(4);
    await train.fit(whole.net, whole.options);
    const run = everything(2);
    const history = await train.fit(run.net, run.options);
    await train.fit(run.net, { ...run.options, epochs: 4, resume: history.checkpoint() });
    expect(valuesOf(run.net)).toEqual(valuesOf(whole.net));
  });
});

describe("checkpoint files", () => {
  it("are written while training goes on, and replaced as a whole", async () => {
    const file = path.join(folder, "run.safetensors");
    const run = everything(3);
    const sizes: number[] = [];
    const look: train.Callback = { onEpoch: () => void sizes.push(train.loadCheckpoint(file).epochs.length) };
    await train.fit(run.net, { ...run.options, callbacks: [train.checkpointTo(file), look] });
    expect(sizes).toEqual([1, 2, 3]);
  });
  it("are safetensors: a header in JSON, and the numbers", async () => {
    const file = path.join(folder, "one.safetensors");
    const run = everything(1);
    train.saveCheckpoint(file, (await train.fit(run.net, run.options)).checkpoint());
    const bytes = readFileSync(file);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString()) as Record<
      string,
      object
    >;
    expect(header["model/0.weight"]).toMatchObject({ dtype: "F32", shape: [16, 2] });
    expect(Object.keys(header)).toContain("optimizer/state/0/mean");
  });
  it("say what is wrong with them", () => {
    expect(() => train.loadCheckpoint(path.join(folder, "none"))).toThrow("loadCheckpoint: there is no file");
    const file = path.join(folder, "one.safetensors");
    const cut = path.join(folder, "cut.safetensors");
    writeFileSync(cut, readFileSync(file).subarray(0, -40));
    expect(() => train.loadCheckpoint(cut)).toThrow("is no checkpoint, or not whole");
    writeFileSync(cut, "hello, this is no checkpoint");
    expect(() => train.loadCheckpoint(cut)).toThrow("is no checkpoint");
  });
  it("fit only runs of the same make", async () => {
    const run = everything(1);
    const checkpoint = (await train.fit(run.net, run.options)).checkpoint();
    const net = network();
    await expect(train.fit(net, { ...options(net), resume: checkpoint })).rejects.toThrow("taken with schedule");
    const other = everything(2);
    const { schedule: _, ema: __, ...bare } = other.options;
    await expect(train.fit(net, { ...bare, resume: checkpoint })).rejects.toThrow("resume with the same options");
    expect(() => new train.History().checkpoint()).toThrow("not of a run of train.fit");
  });
});
