import { describe, expect, it } from "vitest";
import { DiscreteFactor, loopyBeliefPropagation, VariableElimination } from "../../src/bn/index";
import type { Evidence } from "../../src/bn/index";
import { readNetwork } from "./networks";

function largestError(name: string, evidence: Evidence): { error: number; converged: boolean } {
  const net = readNetwork(name);
  const engine = new VariableElimination(net);
  const found = loopyBeliefPropagation(net, evidence);
  let error = 0;
  for (const node of net.nodes.filter((one) => !(one in evidence))) {
    engine
      .query([node], evidence)
      .values.forEach((p, i) => (error = Math.max(error, Math.abs(found.posterior(node)[i]! - p))));
  }
  return { error, converged: found.converged };
}

describe("loopy belief propagation", () => {
  it("is exact on a tree", () => {
    expect(largestError("cancer", { Xray: "positive" }).error).toBeLessThan(1e-9);
    expect(largestError("earthquake", { JohnCalls: "True" }).error).toBeLessThan(1e-9);
  });

  it("is near on networks with circles, and says that it converged", () => {
    for (const [name, evidence] of [
      ["asia", { dysp: "yes" }],
      ["child", {}],
    ] as const) {
      const { error, converged } = largestError(name, evidence);
      expect(converged).toBe(true);
      expect(error).toBeLessThan(0.05);
    }
  });

  it("takes a leaf's dependent parents for independent: alarm's EXPCO2 is far off, as its definition says", () => {
    const net = readNetwork("alarm");
    const engine = new VariableElimination(net);
    const found = loopyBeliefPropagation(net);
    const { parents, variable } = net.cpt("EXPCO2");
    const product = parents.reduce(
      (factor, parent) => factor.product(new DiscreteFactor([parent], found.posterior(parent.name))),
      net.cpt("EXPCO2").toFactor(),
    );
    const asIfIndependent = product.marginalize(parents).normalize().values;
    expect(net.children("EXPCO2")).toEqual([]);
    asIfIndependent.forEach((p, i) => expect(Math.abs(p - found.posterior(variable.name)[i]!)).toBeLessThan(1e-8));
    const exact = engine.query(["EXPCO2"]).values;
    expect(Math.max(...exact.map((p, i) => Math.abs(p - found.posterior("EXPCO2")[i]!)))).toBeGreaterThan(0.2);
  });

  it("refuses impossible evidence and senseless damping", () => {
    const net = readNetwork("asia");
    expect(() => loopyBeliefPropagation(net, { lung: "yes", either: "no" })).toThrow(/probability 0/);
    expect(() => loopyBeliefPropagation(net, {}, { damping: 1 })).toThrow(/damping is 1/);
  });
});
