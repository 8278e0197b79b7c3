import { describe, expect, it } from "vitest";
import { bestOrder, eliminationOrder, InteractionGraph, JunctionTree, VariableElimination } from "../../src/bn/index";
import type { BayesianNetwork } from "../../src/bn/index";
import { networkNames, readGoldenNetwork, readNetwork } from "./networks";

/** Variable elimination answers one question at a time, written to be read: it is tried where tables are small. */
const small = networkNames.filter((name) => readGoldenNetwork(name).triangulation.minFill.totalTables < 60_000);

function interactionGraph(net: BayesianNetwork): InteractionGraph {
  const index = new Map(net.nodes.map((node, i) => [node, i]));
  const graph = new InteractionGraph(net.variables.map((variable) => variable.cardinality));
  for (const node of net.nodes) graph.connect([node, ...net.parents(node)].map((name) => index.get(name) as number));
  return graph;
}

describe("golden: the graphs of the networks", () => {
  it.each(networkNames)("golden %s: sizes, d-separation, Markov blankets", (name) => {
    const [net, golden] = [readNetwork(name), readGoldenNetwork(name)];
    expect([net.nodes.length, net.edges.length, net.freeParameters]).toEqual([
      golden.nodes,
      golden.arcs,
      golden.freeParameters,
    ]);
    for (const { x, y, z, separated } of golden.dSeparation) {
      expect([x, y, z, net.dSeparated(x, y, z)]).toEqual([x, y, z, separated]);
    }
    for (const { node, blanket } of golden.markovBlankets) expect(net.markovBlanket(node)).toEqual(blanket);
  });

  it.each(networkNames)(
    "golden %s: the order's tables hold at most 1.1 times those of min-fill or min-weight",
    (name) => {
      const { minFill, minWeight } = readGoldenNetwork(name).triangulation;
      const graph = interactionGraph(readNetwork(name));
      const best = bestOrder(graph);
      expect(best.totalSize).toBeLessThanOrEqual(1.1 * Math.min(minFill.totalTables, minWeight.totalTables));
    },
  );
});

describe("golden: variable elimination", () => {
  it.each(small)("golden %s: posteriors, log P(e), MPE and MAP", (name) => {
    const [net, golden] = [readNetwork(name), readGoldenNetwork(name)];
    const engine = new VariableElimination(net);
    for (const [node, posterior] of Object.entries(golden.priors.posteriors)) {
      expectClose(engine.query([node]).values, posterior);
    }
    for (const { evidence, posteriors, logEvidence, mpe, map } of golden.cases) {
      for (const [node, posterior] of Object.entries(posteriors)) {
        expectClose(engine.query([node], evidence).values, posterior);
      }
      if (logEvidence !== undefined) expect(Math.abs(engine.logEvidence(evidence) - logEvidence)).toBeLessThan(1e-9);
      if (mpe) {
        const found = engine.mpe(evidence);
        expect(Math.abs(found.logProbability - mpe.logJoint)).toBeLessThan(1e-9);
        expect(Math.abs(net.logProbability({ ...evidence, ...found.assignment }) - mpe.logJoint)).toBeLessThan(1e-9);
      }
      if (map) {
        const found = engine.map(Object.keys(map.assignment), evidence);
        const posterior = Math.exp(found.logProbability - engine.logEvidence(evidence));
        expect(Math.abs(posterior - map.probability)).toBeLessThan(1e-9);
        if (map.probability - map.secondProbability > 1e-9) expect(found.assignment).toEqual(map.assignment);
      }
    }
  });
});

describe("golden: the junction tree", () => {
  it.each(networkNames)("golden %s: posteriors of all nodes, log P(e) and MPE", { timeout: 120_000 }, (name) => {
    const [net, golden] = [readNetwork(name), readGoldenNetwork(name)];
    const tree = new JunctionTree(net, { maxEntries: 2 ** 28 });
    if (tree.size.entries < 2 ** 27) {
      const priors = tree.posteriors();
      for (const [node, want] of Object.entries(golden.priors.posteriors)) expectClose(priors.values(node), want);
    }
    for (const { evidence, posteriors, logEvidence, mpe } of golden.cases) {
      const got = tree.posteriors(evidence);
      for (const [node, want] of Object.entries(posteriors)) expectClose(got.values(node), want);
      if (logEvidence !== undefined) expect(Math.abs(got.logEvidence - logEvidence)).toBeLessThan(1e-9);
      if (!mpe) continue;
      const found = tree.mpe(evidence);
      expect(Math.abs(found.logProbability - mpe.logJoint)).toBeLessThan(1e-9);
      expect(Math.abs(net.logProbability({ ...evidence, ...found.assignment }) - mpe.logJoint)).toBeLessThan(1e-9);
    }
  });
});

function expectClose(got: Float64Array, want: readonly number[]): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-10));
}

describe("elimination orders", () => {
  it("keep the tables of an order that is given a heuristic", () => {
    const graph = interactionGraph(readNetwork("asia"));
    const order = eliminationOrder(graph, { heuristic: "minFill" });
    expect([order.totalSize, order.width]).toEqual([40, 2]);
  });
});
