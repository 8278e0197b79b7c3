import { show } from "gradbook";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { findAll } from "../../src/figures/core/h";
import { linesOf, marksOf, stops, told, valueAt } from "../../src/figures/loss/model";
import { lossSchema, type LossPayload } from "../../src/figures/loss/payload";
import { plotlySpec } from "../../src/figures/loss/plotly";
import { loss } from "../../src/figures/loss/render";

const lossOf = (...args: Parameters<typeof show.loss>): LossPayload => v.parse(lossSchema, show.loss(...args).payload);
const env = { width: 640, live: true, active: null, reducedMotion: false } as const;
const epochs = Array.from({ length: 12 }, (_, i) => ({
  epoch: i + 1,
  loss: 1 / (i + 1),
  validationLoss: 1.1 / (i + 1),
  accuracy: i / 12,
  validationAccuracy: i / 13,
  learningRate: 0.1,
  seconds: i,
}));

describe("the loss figure", () => {
  const payload = lossOf({ epochs, bestEpoch: 9, stoppedEarly: true }, { guess: [1, 0.5], title: "Run" });

  it("has a line a split and quantity, told apart by colour and dash", () => {
    expect(linesOf(payload, "loss").map(({ name, dash }) => [name, dash])).toEqual([
      ["training", ""],
      ["validation", "7 4"],
      ["your guess", "2 3"],
    ]);
    expect(linesOf(payload, "accuracy").length).toBe(2);
    expect(new Set(linesOf(payload, "loss").map(({ colour }) => colour)).size).toBe(3);
  });

  it("marks the best epoch and where it stopped", () => {
    expect(marksOf(payload)).toEqual([
      { x: 9, label: "best epoch 9" },
      { x: 12, label: "stopped at 12" },
    ]);
  });

  it("reads all lines at an epoch", () => {
    expect(told(payload, 2)).toBe(
      "epoch 2: loss: training 0.5, validation 0.55, your guess 0.5; accuracy: training 0.08333, validation 0.07692",
    );
  });

  it("is a still drawing of loss and metric side by side, and a live one of what is chosen", () => {
    const still = loss.draw({
      payload,
      state: loss.start(payload),
      env: { ...env, live: false },
      set: () => undefined,
    });
    expect(findAll(still.graphic, ({ props }) => props["class"] === "gb-y").length).toBe(2);
    const live = loss.draw({
      payload,
      state: { ...loss.start(payload), quantity: "accuracy" },
      env,
      set: () => undefined,
    });
    expect(findAll(live.graphic, ({ props }) => props["class"] === "gb-y").length).toBe(1);
  });

  it("keeps Plotly's zoom over updates, and forgets it where another axis is shown", () => {
    const view = (changed: LossPayload, quantity = "loss", log = false) =>
      plotlySpec(
        { payload: changed, state: { quantity, log, plotly: true }, env, set: () => undefined },
        (name) => name,
      ).layout as { uirevision: string };
    const longer = lossOf({ epochs: [...epochs, { epoch: 13, loss: 0.01, validationLoss: 0.1 }] });
    expect(view(longer).uirevision).toBe(view(payload).uirevision);
    expect(view(payload, "accuracy").uirevision).not.toBe(view(payload).uirevision);
    expect(view(payload, "loss", true).uirevision).not.toBe(view(payload).uirevision);
  });

  it("gives Plotly no markup from a payload", () => {
    const hostile = lossOf({ "<b>a</b><a href='javascript:1'>": [1, 2] }, { title: "<i>" });
    const spec = JSON.stringify(
      plotlySpec(
        { payload: hostile, state: { quantity: "loss", log: false, plotly: true }, env, set: () => undefined },
        (name) => name,
      ),
    );
    expect(spec).not.toContain("<");
  });

  it("keeps what the reader chose over an update", () => {
    const chosen = { quantity: "accuracy", log: true, plotly: true };
    expect(loss.start(payload, chosen)).toEqual(chosen);
    expect(loss.start(lossOf([1, 2]), chosen)).toEqual({ quantity: "loss", log: true, plotly: true });
  });

  it("shows gaps as gaps, and a log axis without what has no logarithm", () => {
    const gaps = lossOf([3, NaN, 0, 1]);
    expect(linesOf(gaps, "loss")[0]?.y).toEqual([3, null, 0, 1]);
    const { graphic } = loss.draw({
      payload: gaps,
      state: { quantity: "loss", log: true, plotly: false },
      env,
      set: () => undefined,
    });
    const path = findAll(graphic, ({ tag, props }) => tag === "path" && props["stroke-linejoin"] === "round")[0]?.props[
      "d"
    ];
    expect(String(path).match(/M/g)?.length).toBe(2);
  });

  it("stops at sixty places of a long run", () => {
    const long = lossOf(Array.from({ length: 900 }, (_, i) => 1 / (i + 1)));
    expect(stops(long).length).toBe(60);
    expect(stops(long)[0]).toBe(1);
    expect(stops(long).at(-1)).toBe(900);
    expect(valueAt({ x: [1, 5], y: [2, 3] }, 4)).toBe(2);
  });
});
