import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JunctionTree, MarkovChain, testMarkovOrder } from "../../src/bn/index";
import golden from "../golden/bn-dynamic/markov-chain.json";

type Smoothing = "additive" | "wittenBell";

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) expect(got[i]).toBeCloseTo(want[i]!, 12);
}

describe("Markov chains from sequences", () => {
  it.each(golden.chains)("golden: order $order, $smoothing, $pseudoCount", (want) => {
    const chain = MarkovChain.fromSequences(golden.train, {
      order: want.order,
      smoothing: want.smoothing as Smoothing,
      pseudoCount: want.pseudoCount,
    });
    expect(chain.states).toEqual(golden.states);
    expectClose(chain.next(`zz${want.context}`), want.next);
    expectClose(chain.initial, want.initial);
    expectClose(
      golden.states.map((state) => chain.probability(state, want.context)),
      want.next,
    );
    expectClose(
      golden.test.map((word) => chain.logProbability(word)),
      want.logProbability.map((value) => value ?? -Infinity),
    );
    expect(chain.perplexity(golden.test)).toBeCloseTo(want.perplexity ?? Infinity, 10);
  });

  it.each(golden.tests)("golden: test of order $order", (want) => {
    const { order } = want;
    const g = testMarkovOrder(golden.train, { order });
    expect(g.statistic).toBeCloseTo(want.g, 10);
    expect(g.degreesOfFreedom).toBe(want.degreesOfFreedom);
    expect(testMarkovOrder(golden.train, { order, test: "chi2" }).statistic).toBeCloseTo(want.chi2, 10);
  });

  const anyChain = fc
    .record({
      sequences: fc.array(fc.array(fc.constantFrom("x", "y", "__proto__"), { maxLength: 12 }), { minLength: 1 }),
      order: fc.integer({ min: 1, max: 3 }),
      smoothing: fc.constantFrom<Smoothing>("additive", "wittenBell"),
      pseudoCount: fc.constantFrom(0, 0.3),
    })
    .map(({ sequences, ...options }) =>
      MarkovChain.fromSequences(sequences, { states: ["x", "y", "__proto__"], ...options }),
    );

  it("every row is a distribution, and as a network the chain gives the same probabilities", () => {
    const steps = 5;
    fc.assert(
      fc.property(
        anyChain,
        fc.array(fc.constantFrom("x", "y", "__proto__"), { minLength: steps, maxLength: steps }),
        (chain, sequence) => {
          for (let t = 0; t < steps; t++) expect(sum(chain.next(sequence.slice(0, t)))).toBeCloseTo(1, 12);
          const net = chain.asNetwork(steps);
          expect(net.parents("x5")).toEqual(["x2", "x3", "x4"].slice(3 - chain.order));
          const world = Object.fromEntries(sequence.map((state, i) => [`x${i + 1}`, state]));
          expect(net.joint(world)).toBeCloseTo(Math.exp(chain.logProbability(sequence)), 12);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("the network of order 1 has the distributions that `after` computes", () => {
    const chain = MarkovChain.fromSequences(golden.train);
    const posteriors = new JunctionTree(chain.asNetwork(6)).posteriors();
    for (let t = 1; t <= 6; t++) expectClose(posteriors.values(`x${t}`), chain.after(t - 1));
  });

  it("what is sampled has the chain's probabilities within 4 standard errors, and its order is found by the test", () => {
    const chain = MarkovChain.fromSequences(golden.train, { order: 2, smoothing: "wittenBell" });
    const text = chain.sample(40_000, { seed: 5 });
    const followers = text.filter((_, i) => i > 1 && text[i - 2] === "a" && text[i - 1] === "b");
    chain.next("ab").forEach((p, i) => {
      const share = followers.filter((state) => state === chain.states[i]).length / followers.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / followers.length));
    });
    expect(testMarkovOrder([text], { order: 1 }).pValue).toBeLessThan(1e-6);
    expect(testMarkovOrder([text], { order: 2 }).pValue).toBeGreaterThan(0.001);
  });

  it("a sample begins with what it is told, ends with a stop, and is the same for the same seed", () => {
    const chain = MarkovChain.fromSequences(["花开。", "花落。", "月落。"], { order: 2 });
    expect(chain.sample(9, { start: "月", stop: "。" }).join("")).toBe("月落。");
    expect(chain.sample(30, { seed: 3 })).toEqual(chain.sample(30, { seed: 3 }));
    expect(chain.sample(2, { start: "花落。" }).join("")).toBe("花落。");
    expect(chain.nextTable("花").rows).toEqual([
      ["开", 0.5],
      ["落", 0.5],
    ]);
    expect(chain.sample(0)).toEqual([]);
  });

  it("says what is wrong", () => {
    expect(() => MarkovChain.fromSequences("ab", { order: 0 })).toThrow(/order is 0/);
    expect(() => MarkovChain.fromSequences("ab", { pseudoCount: -1 })).toThrow(/pseudoCount is -1/);
    expect(() => MarkovChain.fromSequences([])).toThrow(/no states/);
    expect(() => MarkovChain.fromSequences("abc", { states: "ab" })).toThrow(/no state 'c'/);
    const chain = MarkovChain.fromSequences("ab", { order: 2 });
    expect(() => chain.stationary()).toThrow(/order 2/);
    expect(() => chain.logProbability("abd")).toThrow(/no state 'd'/);
    expect(() => chain.perplexity([])).toThrow(/no state/);
    expect(() => testMarkovOrder("ab", { order: -1 })).toThrow(/order is -1/);
  });
});
