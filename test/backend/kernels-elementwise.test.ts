// Element-wise kernels of the compiled backends against the reference in double precision, on random strided shapes with dimensions of 0 and 1.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BinaryKind, UnaryKind } from "../../src/backend/backend";
import { reference } from "../../src/backend/reference/index";
import type { Generator } from "../../src/tensor/random";
import { anything, check, layouts, ordinary, samples } from "./arbitraries";
import { allowNothingBuilt, arrayOf, built, expectNear, twins, unwritten } from "./support";

const unaryKinds: UnaryKind[] = [
  ...(["copy", "neg", "exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tanh", "sigmoid", "relu"] as const),
  ...(["expm1", "log1p", "trunc", "softplus", "erf", "floor", "ceil", "round", "gelu", "geluTanh", "silu"] as const),
];
const binaryKinds: BinaryKind[] = [
  ...(["add", "sub", "mul", "div", "maximum", "minimum", "pow", "tanhBackward", "sigmoidBackward"] as const),
  ...(["reluBackward", "geluBackward", "geluTanhBackward", "siluBackward"] as const),
];
const comparisons: BinaryKind[] = ["eq", "ne", "lt", "le", "gt", "ge"];

allowNothingBuilt();

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
