import { describe, expect, it } from "vitest";
import { Pace } from "../../src/show/pace";

/** Runs pictures of given costs for some time of a training that ticks every ms; returns how often each was drawn. */
function run(
  costs: Readonly<Record<string, number>>,
  milliseconds: number,
): { counts: Record<string, number>; spent: number; gaps: number[] } {
  let time = 0;
  const pace = new Pace<string>(100, () => time);
  for (const [name, cost] of Object.entries(costs)) pace.add(name, cost * 3);
  const counts: Record<string, number> = {};
  const last: Record<string, number> = {};
  const gaps: number[] = [];
  let spent = 0;
  while (time < milliseconds) {
    time += 1;
    const name = pace.due();
    if (name === null) continue;
    const begin = time;
    if (last[name] !== undefined) gaps.push(begin - last[name]);
    last[name] = begin;
    time += costs[name] ?? 0;
    spent += costs[name] ?? 0;
    pace.drawn(name, begin);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return { counts, spent, gaps };
}

describe("the pace of live pictures", () => {
  it("is at most ten a second each, where drawing is cheap", () => {
    const { counts, gaps } = run({ network: 0.5, loss: 0.2 }, 10_000);
    expect(counts["network"]).toBeGreaterThan(90);
    expect(counts["network"]).toBeLessThanOrEqual(100);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
  });

  it("is slower where drawing is dear: never more than a twentieth of the time", () => {
    for (const cost of [5, 20, 80]) {
      const { counts, spent } = run({ network: cost / 4, loss: 1, boundary: cost }, 20_000);
      expect(spent / 20_000).toBeLessThan(0.05);
      expect(counts["boundary"]).toBeGreaterThan(3);
      expect(Math.abs((counts["boundary"] ?? 0) - (counts["loss"] ?? 0))).toBeLessThanOrEqual(1);
    }
  });

  it("waits where nothing can be paid", () => {
    expect(run({ boundary: 500 }, 5_000).counts).toEqual({});
  });
});
