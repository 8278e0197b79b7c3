import { describe, expect, it } from "vitest";
import {
  BayesianNetwork,
  Dag,
  DataSet,
  expectationMaximization,
  forwardSample,
  pc,
  testIndependence,
} from "../../src/bn/index";
import { ExpectedCounts } from "../../src/bn/learning/expected-counts";
import { edgesOf, flat, goldenData, goldenFile, goldenLearning, largestDifference } from "./learning-data";
import { readNetwork } from "./networks";

interface Statistics {
  readonly chi2: number;
  readonly chi2P: number | null;
  readonly g2: number;
  readonly g2P: number | null;
  readonly dof: number;
}

interface GoldenTests {
  readonly tests: readonly {
    readonly network: "asia" | "alarm";
    readonly x: string;
    readonly y: string;
    readonly z: string[];
    readonly plain: Statistics;
    readonly yates: Statistics;
  }[];
  readonly pcSkeleton: Record<string, { readonly edges: [string, string][]; readonly tests: number }>;
}

const near = (got: number, want: number, tolerance: number): void => {
  expect(Math.abs(got - want)).toBeLessThan(tolerance * Math.max(1, Math.abs(want)));
};

describe("golden: expectation-maximization", () => {
  it("golden asia: every log-likelihood, and the CPTs at the optimum", () => {
    const golden = goldenLearning("asia");
    const want = golden.em.reference;
    const dag = Dag.from(edgesOf(golden.trueParents), Object.keys(golden.states));
    const found = expectationMaximization(dag, goldenData("asia", { missing: true }), { tolerance: 1e-8 });
    want.first20.forEach((value, i) => near(found.logLikelihoods[i]!, value, 1e-9));
    near(found.logLikelihood, want.logLikelihood, 1e-9);
    expect([found.iterations, found.converged]).toEqual([want.iterations, true]);
    for (const node of dag.nodes) {
      expect(largestDifference(found.network.cpt(node).toFactor().values, flat(want.cpts![node]!))).toBeLessThan(1e-6);
    }
  });

  it("golden alarm: the first steps' log-likelihoods", () => {
    const golden = goldenLearning("alarm");
    const dag = Dag.from(edgesOf(golden.trueParents), Object.keys(golden.states));
    const found = expectationMaximization(dag, goldenData("alarm", { missing: true }), { maxIterations: 12 });
    found.logLikelihoods.forEach((value, i) => near(value, golden.em.reference.first20[i]!, 1e-9));
    expect([found.iterations, found.converged]).toEqual([12, false]);
  });
});

describe("expectation-maximization", () => {
  it("is MLE when nothing is missing, and says what cannot be", () => {
    const data = DataSet.fromCsv("a,b\n0,0\n0,1\n1,1\n1,1");
    const { network } = expectationMaximization(Dag.from([["a", "b"]]), data);
    expect([...network.cpt("b").toFactor().values]).toEqual([0.5, 0.5, 0, 1]);
    const start = new BayesianNetwork().addVariable("a", ["0", "1"]).addCpt("a", [1, 0]);
    expect(() => expectationMaximization(start, data, { start })).toThrow(/impossible in the first network/);
  });
});

describe("rows that leave very much open", () => {
  it("a junction tree expects the same counts as the walk through all combinations", () => {
    const net = readNetwork("asia");
    const rows = Array.from({ length: 300 }, (_, i) => i);
    const data = goldenData("asia", { missing: true }).take(rows).align(net.variables);
    const walked = new ExpectedCounts(net, data).compute(net);
    const byTree = new ExpectedCounts(net, data, { most: 0 }).compute(net);
    near(byTree.logLikelihood, walked.logLikelihood, 1e-12);
    byTree.counts.forEach((counts, f) => expect(largestDifference(counts, walked.counts[f]!)).toBeLessThan(1e-9));
  });

  it("alarm learns from rows of four known cells", () => {
    const net = readNetwork("alarm");
    const known = ["HRBP", "SAO2", "BP", "EXPCO2"];
    const whole = forwardSample(net, 200, { seed: 1 });
    const hidden = new Int16Array(whole.count).fill(-1);
    const data = new DataSet(
      whole.variables,
      whole.names.map((name) => (known.includes(name) ? whole.column(name) : hidden)),
    );
    const { logLikelihoods } = expectationMaximization(net, data, { start: net, maxIterations: 3 });
    for (let i = 1; i < 4; i++) expect(logLikelihoods[i]!).toBeGreaterThan(logLikelihoods[i - 1]!);
  });
});

describe("golden: independence", () => {
  const golden = goldenFile<GoldenTests>("ci-tests.json");

  it("golden chi-squared and G tests, with and without correction", () => {
    const data = { asia: goldenData("asia"), alarm: goldenData("alarm") };
    for (const { network, x, y, z, plain, yates } of golden.tests) {
      for (const [correction, want] of [
        [false, plain],
        [true, yates],
      ] as const) {
        for (const [test, statistic, p] of [
          ["chi2", want.chi2, want.chi2P],
          ["g", want.g2, want.g2P],
        ] as const) {
          const got = testIndependence(data[network], x, y, z, { test, yates: correction });
          near(got.statistic, statistic, 1e-9);
          expect(got.degreesOfFreedom).toBe(want.dof);
          if (p !== null) near(got.pValue, p, 1e-9);
        }
      }
    }
  });

  it.each(["asia", "alarm"] as const)("golden %s: PC's skeleton", (name) => {
    const found = pc(goldenData(name));
    expect(found.skeleton).toEqual(golden.pcSkeleton[name]!.edges);
    expect(found.tests).toBe(golden.pcSkeleton[name]!.tests);
  });
});
