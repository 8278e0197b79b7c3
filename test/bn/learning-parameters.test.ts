import { describe, expect, it } from "vitest";
import { BayesianNetwork, Dag, DataSet, fitParameters, forwardSample, noisyOr } from "../../src/bn/index";
import { edgesOf, flat, goldenData, goldenLearning, largestDifference } from "./learning-data";
import { readNetwork } from "./networks";

describe("golden: parameters", () => {
  it.each(["asia", "alarm"] as const)("golden %s: MLE and BDeu", (name) => {
    const [golden, data] = [goldenLearning(name), goldenData(name)];
    const dag = Dag.from(edgesOf(golden.trueParents), Object.keys(golden.states));
    const [mle, bdeu] = [fitParameters(dag, data), fitParameters(dag, data, { method: "bdeu" })];
    for (const node of dag.nodes) {
      expect(largestDifference(mle.cpt(node).toFactor().values, flat(golden.mle[node]!))).toBeLessThan(1e-12);
      expect(largestDifference(bdeu.cpt(node).toFactor().values, flat(golden.bdeu10[node]!))).toBeLessThan(1e-12);
    }
  });
});

describe("data sets", () => {
  it("read quoted cells, gaps and numbers in their order", () => {
    const data = DataSet.fromCsv('a,"b, c"\r\n10,"say ""hi"""\r\n9,?\n,x\n');
    expect(data.names).toEqual(["a", "b, c"]);
    expect(data.variables.map((variable) => variable.states)).toEqual([
      ["9", "10"],
      ['say "hi"', "x"],
    ]);
    expect([...data.columns.map((column) => [...column])]).toEqual([
      [1, 0, -1],
      [0, -1, 1],
    ]);
    expect(data.missing).toBe(2);
    expect(data.complete().count).toBe(1);
    expect(DataSet.fromCsv(data.toCsv()).toCsv()).toBe(data.toCsv());
  });

  it("come from rows, and take the states of a network", () => {
    const data = DataSet.fromRows([{ x: 1, y: true }, { x: null, y: false }, { x: 2 }, { x: 1, y: true }]);
    expect(data.row(1)).toEqual({ y: "false" });
    const net = new BayesianNetwork().addVariable("x", ["2", "1", "0"]);
    expect([...data.align(net.variables).column("x")]).toEqual([1, -1, 0, 1]);
    expect(fitParameters(net, data).states("x")).toEqual(["2", "1", "0"]);
  });

  it("say what does not fit", () => {
    expect(() => DataSet.fromCsv("a,b\n1")).toThrow(/record 2 has 1 cells/);
    expect(() => DataSet.fromCsv("a\nx", { states: { a: ["y"] } })).toThrow(/row 1: 'a' has no state 'x'; it has y/);
    expect(() => DataSet.fromCsv("a,a\n1,2")).toThrow(/'a' is there twice/);
    expect(() => DataSet.fromCsv("a,b\n1,?")).toThrow(/no row tells a state of 'b'/);
    expect(() => DataSet.fromCsv("a\n1").column("z")).toThrow(/no column 'z'; they have a/);
  });
});

describe("forward sampling", () => {
  it("draws each CPT's row within 4.5 standard errors", () => {
    const net = readNetwork("alarm");
    const data = forwardSample(net, 200_000, { seed: 3 });
    const learned = fitParameters(net, data);
    const rowsOf = (node: string): number => net.parents(node).length;
    for (const node of net.nodes.filter((one) => rowsOf(one) === 0)) {
      const [got, want] = [learned.cpt(node).toFactor().values, net.cpt(node).toFactor().values];
      want.forEach((p, i) =>
        expect(Math.abs(got[i]! - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / 200_000) + 1e-12),
      );
    }
  });

  it("gives the same rows for the same seed, and never what is impossible", () => {
    const net = new BayesianNetwork().addVariable("x", ["a", "b", "c"]).addCpt("x", [0, 1, 0]);
    expect(new Set(forwardSample(net, 10_000).column("x"))).toEqual(new Set([1]));
    const asia = readNetwork("asia");
    expect(forwardSample(asia, 100, { seed: 5 }).toCsv()).toBe(forwardSample(asia, 100, { seed: 5 }).toCsv());
    expect(forwardSample(asia, 100, { seed: 5 }).toCsv()).not.toBe(forwardSample(asia, 100, { seed: 6 }).toCsv());
  });

  it("samples a gate of 40 parents without its table", () => {
    const net = new BayesianNetwork().addVariable("child");
    const names = Array.from({ length: 40 }, (_, i) => `p${i}`);
    for (const name of names) net.addVariable(name).addEdge(name, "child").addCpt(name, [0.02, 0.98]);
    net.addCpt("child", noisyOr(Object.fromEntries(names.map((name) => [name, 0.5]))));
    const column = forwardSample(net, 20_000, { seed: 1 }).column("child");
    const yes = column.reduce((sum, state) => sum + Number(state === 0), 0) / 20_000;
    expect(Math.abs(yes - (1 - 0.99 ** 40))).toBeLessThan(0.015);
  });
});
