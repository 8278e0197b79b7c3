// Where sizes and numbers are at their limits: nothing is half changed, nothing that is possible is called impossible.
import { data } from "gradbook";
import { describe, expect, it } from "vitest";
import { BayesianNetwork, gibbsSampling, JunctionTree, loopyBeliefPropagation, noisyOr } from "../../src/bn/index";

/** A gate of so many parents. */
function gate(parents: number, states = ["yes", "no"]): BayesianNetwork {
  const net = new BayesianNetwork();
  const names = Array.from({ length: parents }, (_, i) => `x${i}`);
  for (const name of names) net.addVariable(name, states).addCpt(name, () => states.map(() => 1 / states.length));
  net.addVariable("y").addEdges(names.map((name) => [name, "y"] as const));
  return net.addCpt("y", noisyOr(Object.fromEntries(names.map((name) => [name, 0.1]))));
}

describe("limits", () => {
  it("an edge that cannot be taken out of a gate stays, and the gate with it", () => {
    const net = gate(40);
    expect(() => net.removeEdge("x0", "y")).toThrow(/its table would have/);
    expect(net.parents("y")).toHaveLength(40);
    expect(net.cpt("y").parents).toHaveLength(40);
  });

  it("a gate of many states is shown as a gate", () => {
    const bundle = (gate(10, ["a", "b", "c", "d", "e", "f"]) as unknown as Record<symbol, () => object>)[
      Symbol.for("Jupyter.display")
    ]?.();
    expect(JSON.stringify(bundle)).toContain('"gate"');
  });

  it("a parent may have a name that every object has", () => {
    const net = new BayesianNetwork().addVariable("constructor").addVariable("x").addVariable("y");
    for (const name of ["constructor", "x"]) net.addCpt(name, [0.5, 0.5]).addEdge(name, "y");
    expect(() => net.addCpt("y", noisyOr({ x: 0.4 }))).toThrow(/names no number for the parent 'constructor'/);
    net.addCpt("y", noisyOr({ constructor: 0.5, x: 0.4 }, { active: { x: "no" } }));
    expect(net.joint({ constructor: "yes", x: "no", y: "no" })).toBeCloseTo(0.25 * 0.5 * 0.6, 12);
  });

  it("chains that agree to the last digit have R = 1", () => {
    const net = new BayesianNetwork().addVariable("alone").addCpt("alone", [0.3, 0.7]);
    expect(gibbsSampling(net, {}, { samples: 2_000, seed: 1 }).scaleReduction("alone")).toBe(1);
  });

  it("a thousand children without findings are no contradiction", () => {
    const net = new BayesianNetwork().addVariable("class").addCpt("class", [0.3, 0.7]);
    for (let i = 0; i < 1_100; i++) {
      net.addVariable(`x${i}`).addEdge("class", `x${i}`);
      net.addCpt(`x${i}`, [
        [0.9, 0.1],
        [0.2, 0.8],
      ]);
    }
    expect(loopyBeliefPropagation(net).posterior("class")[0]).toBeCloseTo(0.3, 9);
  });

  it("what is observed is sliced out where the whole tree would be too large", () => {
    const asia = data.network("asia");
    const evidence = { asia: "yes", smoke: "no", tub: "no", lung: "no", bronc: "yes", xray: "no" };
    const small = new JunctionTree(asia, { maxEntries: 20 }).posteriors(evidence);
    const whole = new JunctionTree(asia).posteriors(evidence);
    expect(small.probability("dysp", "yes")).toBeCloseTo(whole.probability("dysp", "yes"), 12);
  });
});
