import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  enumerate,
  enumerateJoint,
  forwardSample,
  gibbsSampling,
  likelihoodWeighting,
  rejectionSampling,
} from "../../src/bn/index";
import type { BayesianNetwork } from "../../src/bn/index";
import { randomNetwork, someEvidence } from "./random-networks";

// Four standard errors are passed once in 16,000 comparisons: with a fixed seed never, or always.
const runs = { numRuns: process.env.FUZZ_RUNS ? Number(process.env.FUZZ_RUNS) : 20, seed: 5 };

const likelyEvidence = (net: BayesianNetwork) =>
  someEvidence(net)
    .filter((evidence) => (enumerateJoint(net, [], evidence).values[0] ?? 0) > 0.02)
    .map((evidence) => ({ net, evidence }));

/** An estimate whose own error is 0 (no sample differed) still has the error of the exact probability. */
function expectWithin(got: ArrayLike<number>, errors: ArrayLike<number>, want: ArrayLike<number>, size: number): void {
  for (let i = 0; i < want.length; i++) {
    const p = want[i]!;
    const error = Math.max(errors[i]!, Math.sqrt((p * (1 - p)) / size));
    expect(Math.abs(got[i]! - p)).toBeLessThan(4 * error + 1e-9);
  }
}

describe("random networks, zeros among their numbers: sampling within 4 standard errors", () => {
  it("forward samples", () => {
    const count = 20_000;
    fc.assert(
      fc.property(randomNetwork(), (net) => {
        const rows = forwardSample(net, count, { seed: 1 });
        for (const node of net.nodes) {
          const want = enumerate(net, [node]).values;
          const got = new Float64Array(want.length);
          for (const state of rows.column(node)) got[state]! += 1 / count;
          expectWithin(got, new Float64Array(want.length), want, count);
        }
      }),
      runs,
    );
  });

  it("likelihood weighting and rejection, given evidence", () => {
    fc.assert(
      fc.property(randomNetwork().chain(likelyEvidence), ({ net, evidence }) => {
        for (const sampler of [likelihoodWeighting, rejectionSampling]) {
          const found = sampler(net, evidence, { samples: 20_000, seed: 3 });
          for (const node of net.nodes.filter((one) => !Object.hasOwn(evidence, one))) {
            const want = enumerate(net, [node], evidence).values;
            expectWithin(found.posterior(node), found.standardError(node), want, found.effectiveSampleSize);
          }
        }
      }),
      runs,
    );
  });

  it("Gibbs sampling, where every state can be reached", () => {
    fc.assert(
      fc.property(randomNetwork({ nodes: 5, positive: true }).chain(likelyEvidence), ({ net, evidence }) => {
        const found = gibbsSampling(net, evidence, { samples: 8000, seed: 2 });
        for (const node of net.nodes.filter((one) => !Object.hasOwn(evidence, one))) {
          const want = enumerate(net, [node], evidence).values;
          expectWithin(found.posterior(node), found.standardError(node), want, found.samples);
        }
      }),
      { ...runs, numRuns: Math.ceil(runs.numRuns / 2) },
    );
  });
});
