import { describe, expect, it } from "vitest";
import { exactSearch, forwardSample, hillClimbing } from "../../src/bn/index";
import { goldenData } from "./learning-data";
import { readNetwork } from "./networks";

describe("exact search", () => {
  it("finds nothing worse than hill-climbing, and the known optimum of asia", () => {
    expect(exactSearch(goldenData("asia")).score).toBeCloseTo(-44884.54642, 4);
    const data = forwardSample(readNetwork("sachs"), 300, { seed: 4 });
    for (const score of ["bic", "bdeu", "k2"] as const) {
      const [exact, climbed] = [
        exactSearch(data, { score, maxParents: 3 }),
        hillClimbing(data, { score, maxParents: 3 }),
      ];
      expect(exact.score).toBeGreaterThanOrEqual(climbed.score - 1e-9);
    }
  });

  it("takes 15 variables", () => {
    const net = readNetwork("insurance");
    const data = forwardSample(net, 1000, { seed: 1 }).select(net.topologicalOrder().slice(0, 15));
    const [exact, climbed] = [exactSearch(data, { maxParents: 3 }), hillClimbing(data, { maxParents: 3 })];
    expect(exact.score).toBeGreaterThanOrEqual(climbed.score - 1e-9);
    expect(exact.dag.nodes).toHaveLength(15);
  });

  it("says how many variables it takes", () => {
    expect(() => exactSearch(goldenData("alarm"))).toThrow(/37 variables; it works up to 15/);
  });
});
