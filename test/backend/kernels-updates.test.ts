// Optimiser steps and random numbers of the compiled backends against the reference.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reference } from "../../src/backend/reference/index";
import { check, matrix } from "./arbitraries";
import { allowNothingBuilt, built, expectNear, unwritten } from "./support";

allowNothingBuilt();

describe.each(built)("optimiser steps of %s", (_, backend) => {
  const settings = fc.record({
    n: fc.constantFrom(0, 1, 5, 16, 100, 40_001),
    weightDecay: fc.constantFrom(0, 0.1),
    nesterov: fc.boolean(),
    momentum: fc.constantFrom(0, 0.9),
    decoupled: fc.boolean(),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });

  it("sgd", () => {
    check(settings, ({ n, weightDecay, nesterov, momentum, seed }) => {
      const [p, velocity] = [matrix(backend, [n], seed), matrix(backend, [n], seed + 1)];
      for (let step = 0; step < 3; step++) {
        const grad = matrix(backend, [n], seed + 2 + step);
        const options = { lr: 0.1, momentum, dampening: 0.1, nesterov, weightDecay, firstStep: step === 0 };
        backend.sgd(p.own, grad.own, momentum ? velocity.own : undefined, options);
        reference.sgd(p.exact, grad.exact, momentum ? velocity.exact : undefined, options);
      }
      expectNear(p.own, p.exact, 1e-6);
      expectNear(velocity.own, velocity.exact, 1e-6);
    });
  });

  it("adam", () => {
    check(settings, ({ n, weightDecay, decoupled, seed }) => {
      const p = matrix(backend, [n], seed);
      const [mean, square] = [matrix(backend, [n], 0, () => 0), matrix(backend, [n], 0, () => 0)];
      for (let step = 1; step < 4; step++) {
        const grad = matrix(backend, [n], seed + 2 + step);
        const options = { lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay, decoupled, step };
        backend.adam(p.own, grad.own, mean.own, square.own, options);
        reference.adam(p.exact, grad.exact, mean.exact, square.exact, options);
      }
      expectNear(p.own, p.exact, 1e-6);
      expectNear(square.own, square.exact, 1e-6);
    });
  });
});

describe.each(built)("random numbers of %s", (_, backend) => {
  const draws = fc.record({ n: fc.constantFrom(0, 1, 2, 17, 100, 40_001), seed: fc.integer() });

  it("uniform numbers and masks are the reference's, bit by bit", () => {
    check(fc.tuple(draws, fc.constantFrom(0, 0.1, 0.5, 1)), ([{ n, seed }, p]) => {
      const [own, exact] = [unwritten(backend, [n]), unwritten(reference, [n])];
      backend.randomUniform(own, seed | 0, 0, 1);
      reference.randomUniform(exact, seed | 0, 0, 1);
      expectNear(own, exact, 0);
      backend.randomMask(own, seed | 0, p, 1.25);
      reference.randomMask(exact, seed | 0, p, 1.25);
      expectNear(own, exact, 0);
      backend.randomUniform(own, seed | 0, -3, 5);
      reference.randomUniform(exact, seed | 0, -3, 5);
      expectNear(own, exact, 1e-6);
    });
  });

  it("normal numbers are the reference's to the last bit, and leave the generator where it leaves it", () => {
    check(fc.tuple(draws, fc.option(fc.constant(0.25), { nil: undefined })), ([{ n, seed }, spare]) => {
      const [own, exact] = [unwritten(backend, [n]), unwritten(reference, [n], "float64")];
      const after = backend.randomNormal(own, { state: seed | 0, spare }, 1, 2);
      const expected = reference.randomNormal(exact, { state: seed | 0, spare }, 1, 2);
      expectNear(own, exact, 1.2e-7);
      expect(after.state).toBe(expected.state);
      expect(after.spare === undefined).toBe(expected.spare === undefined);
      expect(after.spare ?? 0).toBeCloseTo(expected.spare ?? 0, 13);
    });
  });
});
