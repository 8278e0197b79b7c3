// Reductions, softmax, losses, normalisation and gathering of the compiled backends against the reference in double precision.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reference } from "../../src/backend/reference/index";
import type { Generator } from "../../src/tensor/random";
import { anything, blocks, check, matrices, matrix, ordinary } from "./arbitraries";
import { allowNothingBuilt, arrayOf, built, expectNear, twins, unwritten } from "./support";

allowNothingBuilt();

describe.each(built)("row kernels of %s", (_, backend) => {
  it.each(["sum", "max", "min", "prod"] as const)("reduce: %s", (kind) => {
    check(fc.tuple(blocks, fc.boolean()), ([{ outer, length, inner, seed }, special]) => {
      const x = matrix(backend, [outer, length, inner], seed, special && kind !== "sum" ? anything : ordinary);
      const [own, exact] = [unwritten(backend, [outer, inner]), unwritten(reference, [outer, inner], "float64")];
      backend.reduce(kind, x.own, { outer, length, inner }, own);
      reference.reduce(kind, x.exact, { outer, length, inner }, exact);
      if (kind !== "prod" || length < 64) expectNear(own, exact, 1e-5);
    });
  });

  it.each(["argmax", "argmin"] as const)("%s: the first of equals, and the first NaN", (kind) => {
    const few = (random: Generator): number => (random.uniform() < 0.02 ? NaN : Math.round(random.normal() * 2));
    check(blocks, ({ outer, length, inner, seed }) => {
      const x = matrix(backend, [outer, length, inner], seed, few);
      const [own, exact] = [unwritten(backend, [outer, inner], "int32"), unwritten(reference, [outer, inner], "int32")];
      backend.argReduce(kind, x.own, { outer, length, inner }, own);
      reference.argReduce(kind, x.exact, { outer, length, inner }, exact);
      expectNear(own, exact, 0);
    });
  });

  it("a sum of 10 million ones is 10 million, along rows and columns", () => {
    const ones = arrayOf(backend, new Float32Array(1e7).fill(1), [1e7], "float32");
    for (const [outer, length, inner] of [
      [1, 1e7, 1],
      [2, 5e6, 1],
      [1, 1e6, 10],
      [10, 1000, 1000],
    ] as const) {
      const out = unwritten(backend, [outer * inner]);
      backend.reduce("sum", ones, { outer, length, inner }, out);
      expect(new Set(out.data.subarray(out.offset, out.offset + out.size))).toEqual(new Set([length]));
    }
  });

  it.each(["softmax", "logSoftmax"] as const)("%s and its gradient", (kind) => {
    check(fc.tuple(blocks, fc.constantFrom(1, 30, 1000)), ([{ outer, length, inner, seed }, size]) => {
      const shape = [outer, length, inner];
      const block = { outer, length, inner };
      const x = matrix(backend, shape, seed, (random) => random.normal() * size);
      const [own, exact] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
      backend.softmax(kind, x.own, block, own);
      reference.softmax(kind, x.exact, block, exact);
      expectNear(own, exact, 1e-6);
      const grad = matrix(backend, shape, seed + 1);
      const [ownGrad, exactGrad] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
      backend.softmaxBackward(kind, grad.own, own, block, ownGrad);
      reference.softmaxBackward(kind, grad.exact, exact, block, exactGrad);
      expectNear(ownGrad, exactGrad, 2e-5);
    });
  });

  it("softmax of special rows: nothing but -Infinity gives NaN, one infinity or NaN spoils its row only", () => {
    const rows = [
      [-Infinity, -Infinity, -Infinity],
      [0, -Infinity, 0],
      [Infinity, 0, 0],
      [NaN, 0, 0],
      [1e30, -1e30, 0],
    ];
    const x = arrayOf(backend, rows.flat(), [5, 3], "float32");
    const exact = unwritten(reference, [5, 3], "float64");
    const own = unwritten(backend, [5, 3]);
    const block = { outer: 5, length: 3, inner: 1 };
    backend.softmax("softmax", x, block, own);
    reference.softmax("softmax", arrayOf(reference, rows.flat(), [5, 3], "float64"), block, exact);
    expectNear(own, exact, 1e-7);
  });

  it("attention's softmax and its gradient", () => {
    const sizes = fc.record({
      batch: fc.constantFrom(0, 1, 3),
      queries: fc.constantFrom(1, 2, 17, 64),
      keys: fc.constantFrom(1, 2, 16, 17, 64, 100),
      scale: fc.constantFrom(0.125, 1, -0.5),
      causal: fc.boolean(),
      seed: fc.integer({ min: 0, max: 1e6 }),
    });
    check(sizes, ({ batch, queries, keys, scale, causal, seed }) => {
      const shape = [batch, queries, keys];
      const scores = matrix(backend, shape, seed, (random) => random.normal() * 10);
      const [own, exact] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
      backend.attentionSoftmax(scores.own, { scale, causal }, own);
      reference.attentionSoftmax(scores.exact, { scale, causal }, exact);
      expectNear(own, exact, 1e-6);
      const grad = matrix(backend, shape, seed + 1);
      const [ownGrad, exactGrad] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
      backend.attentionSoftmaxBackward(grad.own, own, scale, ownGrad);
      reference.attentionSoftmaxBackward(grad.exact, exact, scale, exactGrad);
      expectNear(ownGrad, exactGrad, 2e-6);
    });
  });

  it("cross-entropy and its gradient, with ignored rows and smoothing", () => {
    check(
      fc.tuple(matrices, fc.constantFrom(0, 0.1), fc.boolean()),
      ([{ rows, length, seed }, labelSmoothing, single]) => {
        const options = { ignoreIndex: -100, labelSmoothing };
        const logits = matrix(backend, [rows, length], seed, (random) => random.normal() * 5);
        const targets = Int32Array.from({ length: rows }, (_, i) => (i % 4 === 3 ? -100 : (i * 7) % length));
        const [own, exact] = [unwritten(backend, [rows]), unwritten(reference, [rows], "float64")];
        backend.crossEntropy(logits.own, targets, options, own);
        reference.crossEntropy(logits.exact, targets, options, exact);
        expectNear(own, exact, 1e-6);
        const scale = twins(backend, { shape: [rows], layout: single ? "stretched" : "rows", seed: 1 });
        const [ownGrad, exactGrad] = [
          unwritten(backend, [rows, length]),
          unwritten(reference, [rows, length], "float64"),
        ];
        backend.crossEntropyBackward(logits.own, targets, options, scale.own, ownGrad);
        reference.crossEntropyBackward(logits.exact, targets, options, scale.exact, exactGrad);
        expectNear(ownGrad, exactGrad, 1e-6);
      },
    );
  });

  it.each(["layerNorm", "rmsNorm"] as const)("%s and its gradients, with and without weight and bias", (kind) => {
    check(fc.tuple(matrices, fc.boolean(), fc.boolean()), ([{ rows, length, seed }, weighted, wanted]) => {
      const x = matrix(backend, [rows, length], seed, (random) => random.normal() + 2);
      const weight = weighted ? matrix(backend, [length], seed + 1) : undefined;
      const bias = weighted && kind === "layerNorm" ? matrix(backend, [length], seed + 2) : undefined;
      const grad = matrix(backend, [rows, length], seed + 3);
      // Few elements may be nearly equal: the reciprocal of their deviation magnifies every rounding.
      const eps = length < 16 ? 0.1 : 1e-5;
      const results = ([backend, reference] as const).map((kernels, i) => {
        const which = i === 0 ? "own" : "exact";
        const dtype = i === 0 ? "float32" : "float64";
        const make = (shape: readonly number[]): ReturnType<typeof unwritten> => unwritten(kernels, shape, dtype);
        const statistics = { mean: kind === "layerNorm" ? make([rows]) : undefined, rstd: make([rows]) };
        const out = make([rows, length]);
        kernels[kind](x[which], { weight: weight?.[which], bias: bias?.[which], eps }, out, statistics);
        const gradients = {
          x: wanted ? make([rows, length]) : undefined,
          weight: weighted ? make([length]) : undefined,
          bias: bias ? make([length]) : undefined,
        };
        kernels[`${kind}Backward`](grad[which], x[which], statistics, weight?.[which], gradients);
        return [out, statistics.mean, statistics.rstd, gradients.x, gradients.weight, gradients.bias];
      });
      results[0]?.forEach((own, i) => {
        const exact = results[1]?.[i];
        if (own && exact) expectNear(own, exact, 1e-5);
      });
    });
  });

  it("gather and scatter-add, with numbers that occur twice", () => {
    check(blocks, ({ outer, length, inner, seed }) => {
      const indices = Int32Array.from({ length: 9 }, (_, i) => (i * i * 5 + seed) % length);
      const x = matrix(backend, [outer, length, inner], seed);
      const [own, exact] = [unwritten(backend, [outer, 9, inner]), unwritten(reference, [outer, 9, inner], "float64")];
      backend.gather(x.own, { outer, length, inner }, indices, own);
      reference.gather(x.exact, { outer, length, inner }, indices, exact);
      expectNear(own, exact, 0);
      const sums = matrix(backend, [outer, length, inner], seed + 1);
      backend.scatterAdd(own, { outer, length, inner }, indices, sums.own);
      reference.scatterAdd(exact, { outer, length, inner }, indices, sums.exact);
      expectNear(sums.own, sums.exact, 1e-6);
    });
  });
});
