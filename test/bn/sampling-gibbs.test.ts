import { describe, expect, it } from "vitest";
import { gibbsSampling, VariableElimination } from "../../src/bn/index";
import { readNetwork } from "./networks";

describe("Gibbs sampling", () => {
  it.each([["cancer", { Xray: "positive" }] as const, ["survey", { T: "car" }] as const, ["earthquake", {}] as const])(
    "%s: within 4 standard errors of the exact posteriors, and the chains agree",
    (name, evidence) => {
      const net = readNetwork(name);
      const engine = new VariableElimination(net);
      const found = gibbsSampling(net, evidence, { samples: 40_000, seed: 1 });
      for (const node of net.nodes.filter((one) => !(one in evidence))) {
        engine.query([node], evidence).values.forEach((p, i) => {
          const error = found.standardError(node)[i]!;
          expect(Math.abs(found.posterior(node)[i]! - p)).toBeLessThan(4 * error + 1e-9);
        });
        expect(found.scaleReduction(node)).toBeLessThan(1.2);
      }
      expect(found.toString()).toContain("sweeps");
    },
  );

  it("says when no start agrees with the evidence", () => {
    const net = readNetwork("asia");
    expect(() => gibbsSampling(net, { lung: "yes", either: "no" })).toThrow(/no start/);
  });
});
