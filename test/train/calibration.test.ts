import { describe, expect, it } from "vitest";
import { show, tensor, train } from "gradbook";

describe("calibrationError", () => {
  it("is what the bins of show.reliability say", () => {
    const chances = Array.from({ length: 200 }, (_, i) => (i * 37) % 101).map((x) => x / 100);
    const facts = chances.map((p, i) => Number((i * 53) % 97 < 60 * p));
    for (const bins of [1, 5, 10, 15]) {
      const { models } = show.reliability(chances, facts, { bins }).payload as { models: { error: number }[] };
      expect(train.calibrationError(chances, facts, { bins })).toBeCloseTo(models[0]?.error ?? NaN, 4);
    }
    expect(train.calibrationError(tensor([0.2, 1]), tensor([0, 1]))).toBeCloseTo(0.1, 6);
  });

  it("refuses what is no probability, no outcome, no pair", () => {
    expect(() => train.calibrationError([1.5], [1])).toThrow("sigmoid or softmax");
    expect(() => train.calibrationError([0.5], [0.5])).toThrow("1 where it happened");
    expect(() => train.calibrationError([0.5], [1, 0])).toThrow("1 predictions and 2 outcomes");
    expect(() => train.calibrationError([0.5], [1], { bins: 0 })).toThrow("bins");
  });
});
