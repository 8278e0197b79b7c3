import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DynamicNetwork, hiddenMarkovModel, ImpossibleEvidence, JunctionTree } from "../../src/bn/index";
import golden from "../golden/bn-dynamic/dynamic-networks.json";

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, digits = 10): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) expect(got[i]).toBeCloseTo(want[i]!, digits);
}

type Slice = Record<string, string>;

interface Model {
  readonly variables: readonly (readonly string[])[];
  readonly edges: readonly (readonly [number, number])[];
  readonly temporal: readonly (readonly [number, number])[];
  readonly random: () => number;
}

const row = (states: readonly string[], random: () => number): number[] => {
  const weights = states.map(() => (random() < 0.15 ? 0 : random()));
  if (!weights.some((one) => one > 0)) weights[0] = 1;
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((one) => one / sum);
};

/** Up to three variables in a slice, edges within slices and from one to the next, numbers with zeros among them. */
function build({ variables, edges, temporal, random }: Model): DynamicNetwork {
  const net = new DynamicNetwork();
  const name = (i: number): string => `v${i}`;
  variables.forEach((states, i) => net.addVariable(name(i), states));
  edges.forEach(([parent, child]) => net.addEdge(name(parent), name(child)));
  temporal.forEach(([parent, child]) => net.addTemporalEdge(name(parent), name(child)));
  const table = (states: readonly string[], parents: number[]): number[] =>
    Array.from({ length: parents.reduce((size, parent) => size * variables[parent]!.length, 1) }, () =>
      row(states, random),
    ).flat();
  variables.forEach((states, i) => {
    const inside = edges.filter(([, child]) => child === i).map(([parent]) => parent);
    const before = temporal.filter(([, child]) => child === i).map(([parent]) => parent);
    net.addInitialCpt(name(i), Float64Array.from(table(states, inside)));
    net.addCpt(name(i), Float64Array.from(table(states, [...inside, ...before])));
  });
  return net;
}

const pairs = (n: number, keep: (a: number, b: number) => boolean) =>
  Array.from({ length: n * n }, (_, i) => [Math.floor(i / n), i % n] as const).filter(([a, b]) => keep(a, b));

const model = fc.integer({ min: 1, max: 3 }).chain((n) =>
  fc
    .record({
      variables: fc.array(fc.constantFrom(["a", "b"], ["a", "b", "c"]), { minLength: n, maxLength: n }),
      edges: fc.subarray(pairs(n, (a, b) => a < b)),
      temporal: fc.subarray(pairs(n, () => true)),
      seed: fc.integer({ min: 1, max: 2 ** 30 }),
    })
    .map(({ seed, ...rest }) => {
      let state = seed;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      return { ...rest, random };
    }),
);

const modelWithEvidence = model.chain((one) =>
  fc.tuple(
    fc.constant(build(one)),
    fc.array(
      fc
        .tuple(...one.variables.map((states) => fc.option(fc.constantFrom(...states), { freq: 1 })))
        .map(
          (states) =>
            Object.fromEntries(states.flatMap((state, i) => (state === null ? [] : [[`v${i}`, state]]))) as Slice,
        ),
      { minLength: 1, maxLength: 4 },
    ),
  ),
);

const timed = (evidence: readonly Slice[]): Slice =>
  Object.fromEntries(evidence.flatMap((slice, t) => Object.entries(slice).map(([node, s]) => [`${node}_${t}`, s])));

describe("dynamic networks", () => {
  it("inference through time = the junction tree of the unrolled network", () => {
    fc.assert(
      fc.property(modelWithEvidence, ([net, evidence]) => {
        const slices = evidence.length;
        const tree = new JunctionTree(net.unroll(slices));
        const log = tree.logEvidence(timed(evidence));
        if (log === -Infinity) {
          expect(net.logEvidence(evidence)).toBe(-Infinity);
          for (const ask of ["filter", "smooth", "mostProbable"] as const) {
            expect(() => net[ask](evidence)).toThrow(ImpossibleEvidence);
          }
          return;
        }
        expect(net.logEvidence(evidence)).toBeCloseTo(log, 10);
        const [smoothed, filtered] = [net.smooth(evidence), net.filter(evidence)];
        const all = tree.posteriors(timed(evidence));
        for (let t = 0; t < slices; t++) {
          const known = tree.posteriors(timed(evidence.slice(0, t + 1)));
          for (const node of net.nodes) {
            expectClose(smoothed.values(node, t), all.values(`${node}_${t}`));
            expectClose(filtered.values(node, t), known.values(`${node}_${t}`));
          }
        }
        const longer = new JunctionTree(net.unroll(slices + 2)).posteriors(timed(evidence));
        const forecast = net.forecast(evidence, 2);
        for (const node of net.nodes) expectClose(forecast.values(node, 1), longer.values(`${node}_${slices + 1}`));
        const best = net.mostProbable(evidence);
        expect(best.logProbability).toBeCloseTo(tree.mpe(timed(evidence)).logProbability, 9);
        // The path is as probable as it says, and it agrees with what was seen.
        expect(net.unroll(slices).logProbability(timed(best.slices))).toBeCloseTo(best.logProbability, 9);
        evidence.forEach((slice, t) => {
          expect(best.slices[t]).toMatchObject(slice);
        });
      }),
      { numRuns: process.env.FUZZ_RUNS ? Number(process.env.FUZZ_RUNS) : 60 },
    );
  });

  it.each(golden.models)("golden: $name", (want) => {
    const net = new DynamicNetwork(want.name);
    want.variables.forEach(({ name, states }) => net.addVariable(name, states));
    want.edges.forEach(([parent, child]) => net.addEdge(parent!, child!));
    want.temporal.forEach(([parent, child]) => net.addTemporalEdge(parent!, child!));
    want.cpts.forEach(({ node, initial, later }) => {
      net.addInitialCpt(node, initial).addCpt(node, later);
    });
    const evidence = want.evidence as unknown as Slice[];
    const [smoothed, filtered] = [net.smooth(evidence), net.filter(evidence)];
    evidence.forEach((_, t) => {
      for (const { name } of want.variables) {
        expectClose(smoothed.values(name, t), (want.smooth[t] as unknown as Record<string, number[]>)[name]!);
        expectClose(filtered.values(name, t), (want.filter[t] as unknown as Record<string, number[]>)[name]!);
      }
    });
    const forecast = net.forecast(evidence, want.forecast.length);
    want.forecast.forEach((slice, t) => {
      for (const { name } of want.variables) {
        expectClose(forecast.values(name, t), (slice as unknown as Record<string, number[]>)[name]!);
      }
    });
    expect(net.logEvidence(evidence)).toBeCloseTo(want.logEvidence, 9);
    expect(net.mostProbable(evidence).logProbability).toBeCloseTo(want.mpeLogProbability, 9);
  });

  it("a thousand slices are no trouble, nor numbers of 1e-300", () => {
    const hmm = hiddenMarkovModel({
      states: ["calm", "storm"],
      symbols: ["low", "high"],
      initial: [1, 0],
      transitions: [
        [0.99, 0.01],
        [0.2, 0.8],
      ],
      emissions: [
        [1 - 1e-300, 1e-300],
        [0.5, 0.5],
      ],
    });
    const evidence = Array.from({ length: 1000 }, (_, t) => ({ symbol: t < 3 || t % 50 === 7 ? "high" : "low" }));
    expect(hmm.smooth(evidence).probability("state", "storm", 7)).toBeCloseTo(1, 10);
    expect(hmm.filter(evidence).probability("state", "calm", 0)).toBe(1);
    expect(hmm.mostProbable(evidence).path("state")[7]).toBe("storm");
    expect(hmm.logEvidence(evidence)).toBeLessThan(-690);
  });

  it("prints as a table", () => {
    const net = new DynamicNetwork("雨").addVariable("雨", ["有", "无"]).addTemporalEdge("雨", "雨");
    net.addInitialCpt("雨", [0.5, 0.5]).addCpt("雨", (parents) => (parents["雨_0"] === "有" ? [0.7, 0.3] : [0.3, 0.7]));
    expect(String(net.filter([{}, { 雨: "有" }]))).toContain("雨=有");
    expect(String(net.mostProbable([{}, { 雨: "有" }]))).toMatch(/0\s+有/);
    expect(String(net)).toContain("parents in the slice before");
    expect(net.interface).toEqual(["雨"]);
  });

  it("what is all but impossible at first may be the only way at last", () => {
    const states = ["calm", "storm"];
    const net = hiddenMarkovModel({
      ...{ states, symbols: ["high", "low", "sun"], initial: [0.5, 0.5] },
      transitions: [
        [1, 0],
        [0, 1],
      ],
      emissions: [
        [1e-300, 0.5, 0.5],
        [0.5, 0.5, 0],
      ],
    });
    const seen = ["high", "high", "sun"].map((symbol) => ({ symbol }));
    const exact = 2 * Math.log(1e-300) + 2 * Math.log(0.5);
    expect(net.logEvidence(seen)).toBeCloseTo(exact, 9);
    expect(net.filter(seen).logEvidence).toBeCloseTo(exact, 9);
    expect([...net.smooth(seen).values("state", 0)]).toEqual([1, 0]);
    expect(net.mostProbable(seen).logProbability).toBeCloseTo(exact, 9);
  });

  it("says what is wrong", () => {
    const net = new DynamicNetwork().addVariable("x").addVariable("y").addEdge("x", "y").addTemporalEdge("x", "x");
    expect(() => net.addEdge("y", "x")).toThrow(/circle/);
    expect(() => net.addTemporalEdge("x", "z")).toThrow(/no node 'z'; it has x, y/);
    expect(() => net.addVariable("x")).toThrow(/there already/);
    expect(() => net.unroll(2)).toThrow(/'x' has no CPT for slice 0 yet: addInitialCpt\("x"/);
    net.addInitialCpt("x", [1, 0]);
    expect(() => net.unroll(2)).toThrow(/'x' has no CPT for the slices from 1 on yet: addCpt\("x"/);
    net.addCpt("x", [
      [1, 0],
      [0, 1],
    ]);
    net.addCpt("y", [
      [1, 0],
      [0.5, 0.5],
    ]);
    expect(() => net.unroll(0)).toThrow(/slices is 0/);
    expect(() => net.filter([])).toThrow(/one object for each time slice/);
    expect(() => net.filter([{ z: "yes" }])).toThrow(/no node 'z'/);
    expect(() => net.filter([{ y: "perhaps" }])).toThrow(/no state 'perhaps'/);
    expect(() => net.filter([{}, { y: "no" }])).toThrow(ImpossibleEvidence);
    expect(() => net.forecast([{}], 0)).toThrow(/steps is 0/);
    expect(() => net.filter([{}]).values("z", 0)).toThrow(/no 'z' in slice 0/);
    expect(() => net.filter([{}]).values("x", 1)).toThrow(/slices 0 to 0/);
  });
});
