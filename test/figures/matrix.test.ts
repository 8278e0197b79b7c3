import { show, tensor } from "gradbook";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { findAll } from "../../src/figures/core/h";
import { matrixSchema } from "../../src/figures/matrix/payload";
import { matrix } from "../../src/figures/matrix/render";
import { cellId, shades } from "../../src/figures/matrix/scene";
import { reliabilitySchema } from "../../src/figures/reliability/payload";
import { reliability } from "../../src/figures/reliability/render";

const env = { width: 640, live: true, active: null, reducedMotion: false } as const;

describe("the matrix figure", () => {
  const weather = show.matrix(
    tensor([
      [0.9, 0.1],
      [0.5, -0.5],
    ]),
    { rows: ["sun", "rain"], columns: ["sun", "rain"], rowName: "today", columnName: "tomorrow", valueName: "P" },
  );
  const payload = v.parse(matrixSchema, weather.payload);

  it("names every cell, and tells a negative one by a stroke or its sign too", () => {
    expect(matrix.parts(payload, {}).map(({ label }) => label)).toEqual([
      "today sun, tomorrow sun: P 0.9",
      "today sun, tomorrow rain: P 0.1",
      "today rain, tomorrow sun: P 0.5",
      "today rain, tomorrow rain: P −0.5",
    ]);
    expect(matrix.caption(payload)).toContain("the largest is 0.9, in row sun, column sun. Orange");
    const { graphic } = matrix.draw({ payload, state: {}, env, set: () => undefined });
    const texts = findAll(graphic, ({ tag }) => tag === "text").flatMap(({ children }) => children);
    expect(texts).toContain("−0.5");
    const many = Array.from({ length: 60 }, (_, i) => Array.from({ length: 60 }, () => (i ? 1 : -1)));
    const small = v.parse(matrixSchema, show.matrix(many).payload);
    const drawn = matrix.draw({ payload: small, state: {}, env, set: () => undefined }).graphic;
    expect(findAll(drawn, ({ tag }) => tag === "line").length).toBe(60);
  });

  it("walks up and down within a column, and stops at the edges", () => {
    expect(matrix.beside?.(payload, cellId(0, 1), "down")).toBe(cellId(1, 1));
    expect(matrix.beside?.(payload, cellId(1, 1), "down")).toBe(cellId(1, 1));
    expect(matrix.beside?.(payload, cellId(1, 0), "up")).toBe(cellId(0, 0));
    expect(matrix.beside?.(payload, "data-table", "up")).toBeNull();
  });

  it("shades by size, or by its root", () => {
    expect(shades(payload)(-0.45)).toBeCloseTo(0.5);
    expect(shades({ ...payload, scale: "root" })(0.225)).toBeCloseTo(0.5);
    expect(shades({ ...payload, high: 0.1 })(0.9)).toBe(1);
  });

  it("says what it cannot draw", () => {
    expect(() => show.matrix([[1], [1, 2]])).toThrow("row 1 has 2 numbers, row 0 has 1");
    expect(() => show.matrix([[1]], { rows: ["a", "b"] })).toThrow("1 rows, but 2 names");
    expect(() => show.matrix([new Array<number>(61).fill(0)])).toThrow("Choose the part that matters");
    expect(v.parse(matrixSchema, show.matrix([[NaN, 1]]).payload).values).toEqual([[null, 1]]);
  });
});

describe("the reliability figure", () => {
  const open = (...args: Parameters<typeof show.reliability>) =>
    v.parse(reliabilitySchema, show.reliability(...args).payload);

  it("counts bins and the error as by hand", () => {
    const payload = open([0.1, 0.15, 0.4, 0.9, 1], [0, 1, 0, 1, 1], { bins: 5, event: "spam" });
    const [model] = payload.models;
    expect(model?.bins.map(({ count }) => count)).toEqual([2, 0, 1, 0, 2]);
    expect(model?.bins[0]).toMatchObject({ low: 0, high: 0.2, predicted: 0.125, observed: 0.5 });
    // |0.125 - 0.5| · 2/5 + |0.4 - 0| · 1/5 + |0.95 - 1| · 2/5
    expect(model?.error).toBeCloseTo(0.25);
    expect(reliability.parts(payload, {}).map(({ label }) => label)[2]).toBe(
      "2 predictions from 0.8 to 1: predicted 0.95, happened 1",
    );
  });

  it("takes several models, tensors and truth values, and says what is no probability", () => {
    const payload = open({ a: tensor([0.2, 0.8]), b: [0, 1] }, [false, true] as never);
    expect(payload.models.map(({ name, error }) => [name, error])).toEqual([
      ["a", 0.2],
      ["b", 0],
    ]);
    expect(() => open([2], [1])).toThrow("sigmoid or softmax");
    expect(() => open([0.5], [2])).toThrow("a label is 1 where it happened");
    expect(() => open({ a: [0.5, 0.5] }, [1])).toThrow("'a': 2 predictions, but 1 labels");
  });
});
