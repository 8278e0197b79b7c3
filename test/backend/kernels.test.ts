// Every kernel of the compiled backends against the reference in double precision, on random strided shapes with dimensions of 0 and 1.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend, BinaryKind, UnaryKind } from "../../src/backend/backend";
import { reference } from "../../src/backend/reference/index";
import type { Generator } from "../../src/tensor/random";
import { arrayOf, built, expectNear, twins, unwritten, type Layout, type Sample } from "./support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 25) };

const layouts: fc.Arbitrary<Layout> = fc.constantFrom("rows", "transposed", "inner", "strided", "stretched");
/** Mostly small shapes, some with rows of more than a vector, or of more than is staged at once. */
const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 2, arbitrary: fc.integer({ min: 6, max: 70 }) },
);
const shapes = fc.oneof(
  { weight: 8, arbitrary: fc.array(lengths, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom([700], [3, 300], [2, 3, 270], [130, 150], [1, 40_000], [40, 3, 500]) },
);
const samples: fc.Arbitrary<Sample> = fc.record({
  shape: shapes,
  layout: layouts,
  seed: fc.integer({ min: 0, max: 1e6 }),
});

const anything = (random: Generator): number => {
  const pick = random.uniform();
  return pick < 0.03 ? NaN : pick < 0.06 ? Infinity : pick < 0.09 ? -Infinity : pick < 0.15 ? 0 : random.normal() * 3;
};
const ordinary = (random: Generator): number => random.normal();

const unaryKinds: UnaryKind[] = [
  ...(["copy", "neg", "exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tanh", "sigmoid", "relu"] as const),
  ...(["expm1", "log1p", "trunc", "softplus", "erf", "floor", "ceil", "round", "gelu", "geluTanh", "silu"] as const),
];
const binaryKinds: BinaryKind[] = [
  ...(["add", "sub", "mul", "div", "maximum", "minimum", "pow", "tanhBackward", "sigmoidBackward"] as const),
  ...(["reluBackward", "geluBackward", "geluTanhBackward", "siluBackward"] as const),
];
const comparisons: BinaryKind[] = ["eq", "ne", "lt", "le", "gt", "ge"];

/** `[outer, length, inner]`, each of its parts sometimes 0, 1 or long. */
const blocks = fc.record({
  outer: fc.constantFrom(0, 1, 2, 7),
  length: fc.constantFrom(1, 2, 5, 31, 64, 200, 1100),
  inner: fc.constantFrom(1, 1, 2, 10, 63, 64, 65, 130),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
const matrices = fc.record({
  rows: fc.constantFrom(0, 1, 2, 9, 40),
  length: fc.constantFrom(1, 2, 3, 5, 16, 17, 33, 64, 100, 128, 1500),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

function matrix(backend: Backend, shape: readonly number[], seed: number, values = ordinary): ReturnType<typeof twins> {
  return twins(backend, { shape, layout: "rows", seed }, values);
}

function check<T>(arbitrary: fc.Arbitrary<T>, property: (sample: T) => void): void {
  fc.assert(fc.property(arbitrary, property), runs);
}

it.runIf(built.length === 0)("nothing is compiled yet: only the reference can be tested", () => {
  expect(reference.name).toBe("reference");
});

describe.each(built)("element-wise kernels of %s", (_, backend) => {
  it.each(unaryKinds)("%s", (kind) => {
    check(samples, (sample) => {
      const x = twins(backend, sample, anything);
      const [own, exact] = [unwritten(backend, sample.shape), unwritten(reference, sample.shape, "float64")];
      backend.unary(kind, x.own, own);
      reference.unary(kind, x.exact, exact);
      expectNear(own, exact, 1e-6);
    });
  });

  it.each(binaryKinds)("%s", (kind) => {
    check(fc.tuple(samples, layouts, fc.integer({ max: 1e6 })), ([sample, layout, seed]) => {
      // An infinite gradient times a slope that is nearly 0 is 0, NaN or infinite, depending on the last bit of the slope.
      const a = twins(backend, sample, kind.endsWith("Backward") ? ordinary : anything);
      const b = twins(backend, { shape: sample.shape, layout, seed: Math.abs(seed) }, anything);
      const [own, exact] = [unwritten(backend, sample.shape), unwritten(reference, sample.shape, "float64")];
      backend.binary(kind, a.own, b.own, own);
      reference.binary(kind, a.exact, b.exact, exact);
      expectNear(own, exact, 2e-6);
    });
  });

  it.each(comparisons)("%s", (kind) => {
    const few = (random: Generator): number => (random.uniform() < 0.1 ? NaN : Math.round(random.normal()));
    check(fc.tuple(samples, layouts), ([sample, layout]) => {
      const a = twins(backend, sample, few);
      const b = twins(backend, { ...sample, layout, seed: sample.seed + 1 }, few);
      const [own, exact] = [unwritten(backend, sample.shape, "bool"), unwritten(reference, sample.shape, "bool")];
      backend.binary(kind, a.own, b.own, own);
      reference.binary(kind, a.exact, b.exact, exact);
      expectNear(own, exact, 0);
    });
  });

  it("where", () => {
    const coin = (random: Generator): number => (random.uniform() < 0.5 ? 1 : 0);
    check(fc.tuple(samples, layouts, layouts), ([sample, second, third]) => {
      const condition = twins(backend, sample, coin, "bool");
      const a = twins(backend, { ...sample, layout: second, seed: 1 }, anything);
      const b = twins(backend, { ...sample, layout: third, seed: 2 }, anything);
      const [own, exact] = [unwritten(backend, sample.shape), unwritten(reference, sample.shape, "float64")];
      backend.where(condition.own, a.own, b.own, own);
      reference.where(condition.exact, a.exact, b.exact, exact);
      expectNear(own, exact, 0);
    });
  });

  it.each(["bool", "int32"] as const)("copies %s to float32", (dtype) => {
    const whole = (random: Generator): number => Math.round(random.normal() * 1e6);
    const coin = (random: Generator): number => (random.uniform() < 0.5 ? 1 : 0);
    check(samples, (sample) => {
      const x = twins(backend, sample, dtype === "bool" ? coin : whole, dtype);
      const [own, exact] = [unwritten(backend, sample.shape), unwritten(reference, sample.shape, "float64")];
      backend.unary("copy", x.own, own);
      reference.unary("copy", x.exact, exact);
      expectNear(own, exact, 0);
    });
  });

  it("assign, from and to any strides", () => {
    const unstretched = layouts.filter((layout) => layout !== "stretched");
    check(fc.tuple(samples, unstretched), ([sample, layout]) => {
      const x = twins(backend, sample, anything);
      const out = twins(backend, { ...sample, layout, seed: 3 });
      backend.assign(x.own, out.own);
      reference.assign(x.exact, out.exact);
      const whole = (array: typeof out.own): typeof out.own => array.view([array.data.length], [1], 0);
      expectNear(whole(out.own), whole(out.exact), 0);
    });
  });

  it("pow as C has it, where JavaScript's differs", () => {
    const cases: [number, number, number][] = [
      [1, NaN, 1],
      [1, Infinity, 1],
      [-1, -Infinity, 1],
      [NaN, 0, 1],
      [-0, 3, -0],
      [-0, -3, -Infinity],
      [-8, 1 / 3, NaN],
      [-2, 3, -8],
      [0, 0.5, 0],
      [-Infinity, 3, -Infinity],
      [2, 200, Infinity],
      [2, -149, 2 ** -149],
    ];
    for (const kernels of [backend, reference]) {
      const a = arrayOf(
        kernels,
        cases.map(([x]) => x),
        [cases.length],
        "float32",
      );
      const b = arrayOf(
        kernels,
        cases.map(([, y]) => y),
        [cases.length],
        "float32",
      );
      const out = unwritten(kernels, [cases.length]);
      kernels.binary("pow", a, b, out);
      expect([...out.data.subarray(out.offset, out.offset + out.size)]).toEqual(cases.map(([, , z]) => Math.fround(z)));
    }
  });
});

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
