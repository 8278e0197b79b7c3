import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BayesianNetwork,
  chowLiu,
  classify,
  cpdag,
  crossValidate,
  Dag,
  DataSet,
  equivalent,
  fitParameters,
  forwardSample,
  hillClimbing,
  naiveBayes,
  RandomSource,
  StructureScore,
  structuralHammingDistance,
  treeAugmentedNaiveBayes,
  VariableElimination,
} from "../../src/bn/index";
import type { ScoreKind } from "../../src/bn/index";
import { edgesOf, goldenData, goldenLearning } from "./learning-data";

const close = (got: number, want: number): void => {
  expect(Math.abs(got - want)).toBeLessThan(1e-9 * Math.max(1, Math.abs(want)));
};

describe("golden: scores and structures", () => {
  it.each(["asia", "alarm"] as const)("golden %s: log-likelihood, BIC, BDeu", (name) => {
    const [golden, data] = [goldenLearning(name), goldenData(name)];
    const graphs = { trueGraph: Dag.from(edgesOf(golden.trueParents)), emptyGraph: Dag.from([], data.names) };
    for (const key of ["trueGraph", "emptyGraph"] as const) {
      const want = golden.scores[key].reference;
      close(new StructureScore(data, "logLikelihood").score(graphs[key]), want.logLikelihood);
      close(new StructureScore(data, "bic").score(graphs[key]), want.bic);
      close(new StructureScore(data, "bdeu").score(graphs[key]), want.bdeu10);
    }
  });

  it.each(["asia", "alarm"] as const)("golden %s: Chow-Liu tree", (name) => {
    const [golden, found] = [goldenLearning(name).chowLiu, chowLiu(goldenData(name))];
    close(found.total, golden.total);
    const sorted = (edges: readonly (readonly string[])[]): string[] =>
      edges.map((edge) => [...edge].sort().join()).sort();
    expect(sorted(found.edges.map(({ nodes }) => nodes))).toEqual(sorted(golden.edges));
    expect(sorted(found.dag.edges)).toEqual(sorted(golden.edges));
  });

  it.each([["asia", -44884.5465] as const, ["alarm", -53666.7] as const])(
    "golden %s: hill-climbing reaches a BIC of %d or more",
    (name, goal) => {
      const data = goldenData(name);
      for (const seed of [0, 1, 2]) expect(hillClimbing(data, { seed }).score).toBeGreaterThan(goal);
      const plain = hillClimbing(data, { tabuLength: 0, restarts: 0 });
      close(new StructureScore(data, "bic").score(plain.dag), plain.score);
      close(plain.steps.at(-1)?.score ?? NaN, plain.score);
    },
  );

  it("golden asia: the structure found is equivalent to the true one", () => {
    const truth = Dag.from(edgesOf(goldenLearning("asia").trueParents));
    const found = hillClimbing(goldenData("asia")).dag;
    expect(structuralHammingDistance(found, truth)).toBe(structuralHammingDistance(truth, found));
    expect(structuralHammingDistance(found, truth)).toBeLessThanOrEqual(2);
  });
});

describe("hill-climbing", () => {
  it("without restarts and tabu is a single climb: each step gains, and none is left that would", () => {
    const found = hillClimbing(goldenData("asia"), { tabuLength: 0, restarts: 0 });
    expect(found.steps.length).toBeGreaterThan(5);
    for (const { gain } of found.steps) expect(gain).toBeGreaterThan(0);
    const onward = hillClimbing(goldenData("asia"), { tabuLength: 0, restarts: 0, start: found.dag });
    expect(onward.steps).toEqual([]);
  });

  it("keeps required edges, leaves out forbidden ones, and bounds the parents", () => {
    const data = goldenData("asia");
    const { dag } = hillClimbing(data, {
      required: [["asia", "dysp"]],
      forbidden: [
        ["smoke", "lung"],
        ["lung", "smoke"],
      ],
      maxParents: 2,
    });
    expect(dag.hasEdge("asia", "dysp")).toBe(true);
    expect(dag.hasEdge("smoke", "lung") || dag.hasEdge("lung", "smoke")).toBe(false);
    expect(Math.max(...dag.nodes.map((node) => dag.parents(node).length))).toBeLessThanOrEqual(2);
    expect(() => hillClimbing(data, { required: [["asia", "dysp"]], forbidden: [["asia", "dysp"]] })).toThrow(
      /forbidden, but it is required/,
    );
    expect(() => hillClimbing(goldenData("asia", { missing: true }))).toThrow(/cells are not known; data.complete\(\)/);
  });
});

/** A random graph whose edges follow a random order of the nodes. */
function randomDag(seed: number, count: number, density: number): Dag {
  const random = new RandomSource(seed);
  const order = random.permutation(count);
  const dag = Dag.from(
    [],
    Array.from({ length: count }, (_, i) => `x${i}`),
  );
  order.forEach((a, i) => {
    for (const b of order.subarray(i + 1)) if (random.next() < density) dag.addEdge(`x${a}`, `x${b}`);
  });
  return dag;
}

describe("equivalence", () => {
  it("equivalent graphs score the same, and reversing a covered edge keeps the class", () => {
    const random = new RandomSource(7);
    const columns = Array.from({ length: 5 }, () => ({
      column: Int16Array.from({ length: 60 }, () => random.integer(3)),
    }));
    const data = DataSet.fromRows(
      Array.from({ length: 60 }, (_, row) =>
        Object.fromEntries(columns.map(({ column }, i) => [`x${i}`, column[row]])),
      ),
    );
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom<ScoreKind>("bic", "aic", "bdeu", "logLikelihood"), (seed, kind) => {
        const dag = randomDag(seed, 5, 0.5);
        const score = new StructureScore(data, kind);
        for (const [parent, child] of dag.edges) {
          const turned = dag.copy().removeEdge(parent, child);
          try {
            turned.addEdge(child, parent);
          } catch {
            continue;
          }
          const others = new Set(dag.parents(child).filter((one) => one !== parent));
          const covered =
            others.size === dag.parents(parent).length && dag.parents(parent).every((one) => others.has(one));
          expect(equivalent(dag, turned)).toBe(covered);
          if (covered) close(score.score(turned), score.score(dag));
          const essential = cpdag(dag);
          if (covered) expect(essential.mark(parent, child)).toBe("line");
        }
      }),
      { numRuns: 60 },
    );
  });

  it("the CPDAG is the union of all graphs of the class", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dag = randomDag(seed, 5, 0.5);
        const essential = cpdag(dag);
        const all = everyOrientation(dag).filter((other) => sameClass(dag, other));
        for (const [a, b] of dag.edges) {
          const directions = new Set(all.map((other) => other.hasEdge(a, b)));
          expect(essential.mark(a, b)).toBe(directions.size === 1 ? "to" : "line");
        }
      }),
      { numRuns: 30 },
    );
  });

  it("the distance counts pairs", () => {
    const truth = Dag.from([
      ["a", "c"],
      ["b", "c"],
    ]);
    expect(
      structuralHammingDistance(
        truth,
        Dag.from([
          ["c", "a"],
          ["b", "c"],
        ]),
      ),
    ).toBe(2);
    expect(
      structuralHammingDistance(
        truth,
        Dag.from([
          ["c", "a"],
          ["b", "c"],
        ]),
        { directions: "all" },
      ),
    ).toBe(1);
    expect(() => structuralHammingDistance(truth, Dag.from([["a", "b"]]))).toThrow(
      /only one of the graphs has the node 'c'/,
    );
  });
});

const sameClass = (a: Dag, b: Dag): boolean =>
  JSON.stringify(a.vStructures().sort()) === JSON.stringify(b.vStructures().sort());

function everyOrientation(dag: Dag): Dag[] {
  const { edges } = dag;
  const all: Dag[] = [];
  for (let mask = 0; mask < 2 ** edges.length; mask++) {
    const turned = Dag.from([], dag.nodes);
    try {
      edges.forEach(([a, b], i) => turned.addEdge(...((mask >> i) & 1 ? ([b, a] as const) : ([a, b] as const))));
      all.push(turned);
    } catch {
      continue;
    }
  }
  return all;
}

describe("classification", () => {
  const net = new BayesianNetwork()
    .addVariable("class", ["a", "b"])
    .addVariable("x", ["0", "1"])
    .addVariable("y", ["0", "1"])
    .addEdges([
      ["class", "x"],
      ["class", "y"],
      ["x", "y"],
    ])
    .addCpt("class", [0.4, 0.6])
    .addCpt("x", [
      [0.9, 0.1],
      [0.3, 0.7],
    ])
    .addCpt("y", [
      [
        [0.8, 0.2],
        [0.1, 0.9],
      ],
      [
        [0.5, 0.5],
        [0.4, 0.6],
      ],
    ]);

  it("gives exact posteriors, also where cells are not known", () => {
    const data = DataSet.fromCsv("x,y,class\n0,1,a\n1,?,b\n?,?,a\n", { variables: net.variables });
    const engine = new VariableElimination(net);
    const { probabilities } = classify(net, "class", data);
    [{ x: "0", y: "1" }, { x: "1" }, {}].forEach((evidence, row) => {
      engine.query(["class"], evidence).values.forEach((p, i) => close(probabilities[row * 2 + i]!, p));
    });
  });

  it("a tree-augmented network does better than the naive one where attributes depend on each other", () => {
    const data = forwardSample(net, 4000, { seed: 2 });
    const tan = treeAugmentedNaiveBayes(data, "class");
    expect(tan.dag.edges.length).toBe(3);
    const lossOf = (learn: (train: DataSet) => Dag): number =>
      crossValidate(data, "class", (train) => fitParameters(learn(train), train, { method: "laplace" }), { folds: 5 })
        .logLoss;
    const [naive, augmented] = [
      lossOf((train) => naiveBayes(train, "class")),
      lossOf((train) => treeAugmentedNaiveBayes(train, "class").dag),
    ];
    expect(augmented).toBeLessThan(naive);
    expect(() => crossValidate(data, "class", () => net, { folds: 1 })).toThrow(/folds is 1/);
  });
});
