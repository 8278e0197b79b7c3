import { describe, expect, it } from "vitest";
import {
  BayesianNetwork,
  likelihoodWeighting,
  MarkovChain,
  rejectionSampling,
  VariableElimination,
} from "../../src/bn/index";
import { readNetwork } from "./networks";

describe("sampling with evidence", () => {
  it.each([
    ["asia", { dysp: "yes" }] as const,
    ["asia", { xray: "yes", smoke: "no" }] as const,
    ["alarm", { HRBP: "HIGH", CVP: "NORMAL" }] as const,
    ["child", { LungParench: "Congested" }] as const,
  ])("%s: within 4 standard errors of the exact posteriors", (name, evidence) => {
    const net = readNetwork(name);
    const engine = new VariableElimination(net);
    for (const sampler of [likelihoodWeighting, rejectionSampling]) {
      const found = sampler(net, evidence, { samples: 20_000, seed: 2 });
      for (const node of net.nodes.filter((one) => !(one in evidence))) {
        engine.query([node], evidence).values.forEach((p, i) => {
          // An estimate of 0 has the error 0: the exact one bounds it from below.
          const error = Math.max(found.standardError(node)[i]!, Math.sqrt((p * (1 - p)) / found.effectiveSampleSize));
          expect(Math.abs(found.posterior(node)[i]! - p)).toBeLessThan(4 * error + 1e-12);
        });
      }
      expect(Math.abs(found.logEvidence - engine.logEvidence(evidence))).toBeLessThan(0.15);
    }
  });

  it("say when the evidence never occurs", () => {
    const net = new BayesianNetwork().addVariable("a").addCpt("a", [1, 0]);
    expect(() => likelihoodWeighting(net, { a: "no" })).toThrow(/probability 0/);
    expect(() => rejectionSampling(net, { a: "no" }, { samples: 10 })).toThrow(/none of 10 samples agrees/);
  });
});

describe("Markov chains", () => {
  it("have a stationary distribution that a step does not change", () => {
    const chain = new MarkovChain(
      ["a", "b", "c"],
      [
        [0.2, 0.5, 0.3],
        [0, 0.9, 0.1],
        [0.6, 0, 0.4],
      ],
    );
    const [still, next] = [chain.stationary(), chain.after(1, chain.stationary())];
    still.forEach((p, i) => expect(Math.abs(p - next[i]!)).toBeLessThan(1e-15));
    chain.after(400).forEach((p, i) => expect(Math.abs(p - still[i]!)).toBeLessThan(1e-12));
    const absorbed = new MarkovChain(
      ["a", "b"],
      [
        [0.5, 0.5],
        [0, 1],
      ],
    );
    expect([...absorbed.stationary()]).toEqual([0, 1]);
    expect(() =>
      new MarkovChain(
        ["a", "b"],
        [
          [1, 0],
          [0, 1],
        ],
      ).stationary(),
    ).toThrow(/falls apart/);
    expect(
      () =>
        new MarkovChain(
          ["a", "b"],
          [
            [1, 0.5],
            [0, 1],
          ],
        ),
    ).toThrow(/the row of 'a', 1, 0.5, is no distribution/);
  });

  it("are learned from sequences", () => {
    const chain = MarkovChain.fromSequences([[..."abab"], [..."ba"]]);
    expect([...chain.transitions]).toEqual([0, 1, 1, 0]);
    expect(chain.logProbability([..."aba"])).toBeCloseTo(Math.log(0.5), 12);
    const again = MarkovChain.fromSequences([
      new MarkovChain(
        ["a", "b"],
        [
          [0.7, 0.3],
          [0.4, 0.6],
        ],
      ).sample(50_000, { seed: 1 }),
    ]);
    expect(Math.abs(again.transitions[0]! - 0.7)).toBeLessThan(0.015);
  });
});
