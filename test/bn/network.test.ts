import { describe, expect, it } from "vitest";
import {
  BayesianNetwork,
  enumerate,
  JunctionTree,
  noisyAnd,
  noisyOr,
  TooWide,
  VariableElimination,
} from "../../src/bn/index";
import { readNetwork } from "./networks";

const sprinkler = (): BayesianNetwork =>
  new BayesianNetwork("sprinkler")
    .addVariable("cloudy")
    .addVariable("sprinkler")
    .addVariable("rain")
    .addVariable("wet")
    .addEdges([
      ["cloudy", "sprinkler"],
      ["cloudy", "rain"],
      ["sprinkler", "wet"],
      ["rain", "wet"],
    ])
    .addCpt("cloudy", [0.5, 0.5])
    .addCpt("sprinkler", [
      [0.1, 0.9],
      [0.5, 0.5],
    ])
    .addCpt("rain", ({ cloudy }) => (cloudy === "yes" ? { yes: 0.8, no: 0.2 } : { yes: 0.2, no: 0.8 }))
    .addCpt("wet", [
      [
        [0.99, 0.01],
        [0.9, 0.1],
      ],
      [
        [0.9, 0.1],
        [0, 1],
      ],
    ]);

describe("BayesianNetwork", () => {
  it("computes the joint, and explains away", () => {
    const net = sprinkler();
    expect(net.joint({ cloudy: "yes", sprinkler: "no", rain: "yes", wet: "yes" })).toBeCloseTo(0.324, 12);
    expect(net.freeParameters).toBe(9);
    const tree = new JunctionTree(net);
    const wet = tree.posteriors({ wet: "yes" }).probability("sprinkler", "yes");
    expect(wet).toBeCloseTo(0.4297635605, 9);
    expect(tree.posteriors({ wet: "yes", rain: "yes" }).probability("sprinkler", "yes")).toBeLessThan(wet);
  });

  it("names the whole circle that an edge would close", () => {
    expect(() => sprinkler().addEdge("wet", "cloudy")).toThrow(
      /wet -> cloudy would close a circle: wet -> cloudy -> (sprinkler|rain) -> wet/,
    );
  });

  it("tells what is wrong with a table", () => {
    const net = new BayesianNetwork().addVariable("a").addVariable("b").addEdge("a", "b");
    expect(() => net.addCpt("b", [0.5, 0.5])).toThrow(
      /'b' has 2 states and the parents a \(2\): 2 rows.*4 numbers; got 2/,
    );
    expect(() => net.addCpt("a", [0.5, 0.4])).toThrow(/P\(a\): the row 0.5, 0.4 sums to 0.9, not to 1/);
    expect(() => net.addCpt("b", [0.5, 0.5, -0.5, 1.5])).toThrow(/P\(b \| a=no\): -0.5 is no probability/);
    expect(() => net.addCpt("b", [0.5, 0.5, NaN, 1])).toThrow(/NaN is no probability/);
    expect(() => net.addCpt("b", () => [1])).toThrow(/gave 1 numbers for P\(b \| a=yes\)/);
    expect(() => net.checkModel()).toThrow(/no CPT for a, b/);
    expect(() => new JunctionTree(net)).toThrow(/no CPT for a, b/);
  });

  it("names unknown nodes and states", () => {
    const tree = new JunctionTree(sprinkler());
    expect(() => tree.posteriors({ rains: "yes" })).toThrow(/no node 'rains'; it has cloudy, sprinkler, rain, wet/);
    expect(() => tree.posteriors({ rain: "maybe" })).toThrow(/'rain' has no state 'maybe'; it has yes, no/);
    expect(() => tree.query(["rain", "rain"])).toThrow(/asked for twice/);
    expect(() => tree.posterior("snow")).toThrow(/no node 'snow'/);
    expect(() => sprinkler().dSeparated("rain", "wet", ["rain"])).toThrow(/asked about and given/);
    expect(() => sprinkler().logProbability({ rain: "yes" })).toThrow(/no state of 'cloudy'/);
    expect(() => tree.posteriors({}, { soft: { rain: [1] } })).toThrow(/'rain' has 2 states .*got 1 numbers/);
  });

  it("shows the active paths", () => {
    const net = readNetwork("asia");
    expect(net.activePaths("tub", "smoke", ["dysp"]).map((path) => path.text)).toContain(
      "tub -> either <- lung <- smoke",
    );
    expect(net.activePaths("tub", "smoke")).toEqual([]);
  });

  it("doing is not seeing", () => {
    const net = sprinkler();
    const done = new JunctionTree(net.doIntervention({ sprinkler: "yes" })).posteriors();
    expect(done.probability("cloudy", "yes")).toBeCloseTo(0.5, 12);
    expect(new JunctionTree(net).posteriors({ sprinkler: "yes" }).probability("cloudy", "yes")).toBeCloseTo(1 / 6, 12);
    expect(net.parents("sprinkler")).toEqual(["cloudy"]);
  });

  it("removes an edge by averaging over the lost parent", () => {
    const net = sprinkler().removeEdge("cloudy", "rain");
    expect([...net.cpt("rain").toFactor().values]).toEqual([0.5, 0.5]);
    expect(() => net.removeEdge("cloudy", "rain")).toThrow(/no edge cloudy -> rain/);
  });

  it("prints a CPT and its posteriors as tables", () => {
    expect(sprinkler().cpt("wet").toTable().toString()).toContain("sprinkler  rain  wet=yes  wet=no");
    expect(String(new JunctionTree(sprinkler()).posteriors())).toContain("cloudy");
    const bundle = (sprinkler() as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ];
    expect(Object.keys(bundle?.call(sprinkler()) ?? {})).toEqual([
      "application/vnd.gradbook.bayes.v1+json",
      "text/html",
      "text/plain",
    ]);
  });
});

describe("noisy gates", () => {
  const gate = (count: number, kind: typeof noisyOr): BayesianNetwork => {
    const net = new BayesianNetwork();
    const strengths: Record<string, number> = {};
    for (let i = 0; i < count; i++) {
      net.addVariable(`cause${i}`).addCpt(`cause${i}`, [0.1, 0.9]);
      strengths[`cause${i}`] = 0.3 + (0.5 * i) / count;
    }
    net.addVariable("effect", ["no", "yes"]);
    for (let i = 0; i < count; i++) net.addEdge(`cause${i}`, "effect");
    return net.addCpt("effect", kind(strengths, { leak: 0.05 }));
  };

  it.each([
    ["or", noisyOr],
    ["and", noisyAnd],
  ])("a chain of small factors is the table: noisy-%s of 12 parents", (_, kind) => {
    const net = gate(12, kind);
    expect(net.cpt("effect").factors().length).toBe(12);
    const tree = new JunctionTree(net);
    for (const evidence of [{}, { effect: "yes" }, { effect: "no", cause3: "yes" }]) {
      const posteriors = tree.posteriors(evidence);
      for (const node of ["effect", "cause0", "cause11"]) {
        const want = enumerate(net, [node], evidence).values;
        want.forEach((value, i) => expect(posteriors.values(node)[i]).toBeCloseTo(value, 12));
      }
    }
  });

  it("of 40 parents need no table of 2^41", () => {
    const net = gate(40, noisyOr);
    const off = Array.from({ length: 40 }, (_, i) => 0.9 + 0.1 * (1 - (0.3 + (0.5 * i) / 40))).reduce(
      (a, b) => a * b,
      0.95,
    );
    expect(new JunctionTree(net).posteriors().probability("effect", "no")).toBeCloseTo(off, 12);
    expect(new VariableElimination(net).query(["effect"]).value({ effect: "no" })).toBeCloseTo(off, 12);
    expect(() => net.cpt("effect").toFactor()).toThrow(/40 parents.*factors\(\)/);
    expect(() => new JunctionTree(net).mpe({ effect: "yes" })).toThrow(TooWide);
  });
});

describe("hard cases", () => {
  it("parameters of 1e-300, several of them at once", () => {
    const net = new BayesianNetwork().addVariable("class");
    net.addCpt("class", [1e-300, 1]);
    for (let i = 0; i < 5; i++) {
      net.addVariable(`x${i}`).addEdge("class", `x${i}`);
      net.addCpt(`x${i}`, [0.5, 0.5, 1e-300, 1]);
    }
    const evidence = { x0: "yes", x1: "yes", x2: "yes", x3: "yes", x4: "yes" };
    const tree = new JunctionTree(net);
    expect(tree.posteriors(evidence).probability("class", "yes")).toBeCloseTo(1, 12);
    expect(tree.logEvidence(evidence)).toBeCloseTo(Math.log(1e-300) + 5 * Math.log(0.5), 9);
    expect(tree.logEvidence({ ...evidence, class: "no" })).toBeCloseTo(5 * Math.log(1e-300), 7);
    expect(tree.mpe({ ...evidence, class: "no" }).logProbability).toBeCloseTo(5 * Math.log(1e-300), 7);
  });

  it("a network too wide for memory is refused at once, with its width and the way out", () => {
    const net = new BayesianNetwork();
    const size = 8;
    const name = (i: number, j: number): string => `v${i}_${j}`;
    const states = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
    for (let i = 0; i < size * size; i++) net.addVariable(name(Math.floor(i / size), i % size), states);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        if (i > 0) net.addEdge(name(i - 1, j), name(i, j));
        if (j > 0) net.addEdge(name(i, j - 1), name(i, j));
        net.addCpt(name(i, j), () => states.map(() => 1 / 16));
      }
    }
    expect(() => new JunctionTree(net).posteriors()).toThrow(
      /too wide.*width is \d+.*maxEntries.*likelihood weighting/,
    );
    expect(() => new VariableElimination(net, { maxEntries: 1000 }).query([name(7, 7)])).toThrow(TooWide);
  });

  it("deterministic CPTs: a parity of ten coins, both ways", () => {
    const net = new BayesianNetwork();
    const coins = Array.from({ length: 10 }, (_, i) => `coin${i}`);
    for (const coin of coins) net.addVariable(coin, ["0", "1"]).addCpt(coin, [0.5, 0.5]);
    coins.forEach((coin, i) => {
      const [sum, before] = [`sum${i}`, `sum${i - 1}`];
      net.addVariable(sum, ["0", "1"]).addEdge(coin, sum);
      if (i > 0) net.addEdge(before, sum);
      net.addCpt(sum, (of) => (Number(of[coin]) + Number(of[before] ?? 0) === 1 ? [0, 1] : [1, 0]));
    });
    const tree = new JunctionTree(net);
    const known = Object.fromEntries(coins.slice(1).map((coin) => [coin, "1"]));
    expect([...tree.posteriors({ ...known, sum9: "1" }).values("coin0")]).toEqual([1, 0]);
    expect([...tree.posteriors(known).values("sum9")]).toEqual([0.5, 0.5]);
    expect(tree.logEvidence({ ...known, coin0: "0", sum9: "0" })).toBe(-Infinity);
    expect(() => tree.posteriors({ ...known, coin0: "0", sum9: "0" })).toThrow(/cannot occur|probability 0/i);
    expect(tree.mpe({ ...known, sum9: "1" }).assignment).toMatchObject({ coin0: "0", sum0: "0" });
  });

  it("all nodes observed", () => {
    const net = sprinkler();
    const all = { cloudy: "yes", sprinkler: "no", rain: "yes", wet: "yes" };
    expect(new JunctionTree(net).logEvidence(all)).toBeCloseTo(Math.log(0.324), 12);
    const found = new JunctionTree(net).mpe(all);
    expect(found.assignment).toEqual({});
    expect(found.logProbability).toBeCloseTo(Math.log(0.324), 12);
  });

  it("a network of one node", () => {
    const net = new BayesianNetwork().addVariable("a", ["only"]).addCpt("a", [1]);
    expect(new JunctionTree(net).posteriors().probability("a", "only")).toBe(1);
    expect(new JunctionTree(net).posteriors({ a: "only" }).logEvidence).toBe(0);
  });
});
