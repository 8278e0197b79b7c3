// Every gradient against finite differences, on random shapes with broadcasting, strided views, sizes of zero and one.
import fc from "fast-check";
import { tensor, type Tensor } from "gradbook";
import { describe, it } from "vitest";
import { conv2d, maxPool2d } from "../../src/autograd/index";
import { arrays, checkGradient, pairs, positive, type Sample } from "./support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 40) };
type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

const smooth: Record<string, Unary> = {
  neg: (x) => x.neg(),
  exp: (x) => x.exp(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  softplus: (x) => x.softplus(),
  erf: (x) => x.erf(),
  gelu: (x) => x.gelu(),
  "gelu tanh": (x) => x.gelu({ approximate: "tanh" }),
  silu: (x) => x.silu(),
  square: (x) => x.square(),
  clone: (x) => x.clone(),
  flatten: (x) => x.flatten(),
  "sum of all": (x) => x.sum(),
  "mean of all": (x) => x.sum().add(x.size > 0 ? x.mean() : 0),
};
const ofPositive: Record<string, Unary> = {
  log: (x) => x.log(),
  sqrt: (x) => x.sqrt(),
  abs: (x) => x.abs(),
  relu: (x) => x.relu(),
  "pow 3": (x) => x.pow(3),
  "pow -0.5": (x) => x.pow(-0.5),
};
const ofPairs: Record<string, Binary> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  pow: (a, b) => a.pow(b),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  where: (a, b) => a.detach().gt(1).where(a, b),
  "swapped sub": (a, b) => b.sub(a),
};

/** Some dimension of a tensor that has one. */
const withDim = arrays.filter(({ shape }) => shape.length > 0 && shape.every((length) => length > 0));
const withDims = fc
  .tuple(withDim, fc.integer({ min: 0, max: 2 }))
  .map(([sample, pick]): [Sample, number] => [
    sample,
    (pick % sample.shape.length) - (pick % 2 ? sample.shape.length : 0),
  ]);
const alongDim: Record<string, (x: Tensor, dim: number) => Tensor> = {
  sum: (x, dim) => x.sum(dim),
  "sum keepdim": (x, dim) => x.sum(dim, { keepdim: true }),
  mean: (x, dim) => x.mean(dim),
  variance: (x, dim) => x.variance(dim, { unbiased: false }),
  max: (x, dim) => x.max(dim),
  min: (x, dim) => x.min(dim),
  softmax: (x, dim) => x.softmax(dim),
  logSoftmax: (x, dim) => x.logSoftmax(dim),
  unsqueeze: (x, dim) => x.unsqueeze(dim),
  squeeze: (x, dim) => x.squeeze(dim),
  "index twice": (x, dim) => x.indexSelect(dim, [0, -1, 0]),
  concat: (x, dim) => tensor.concat([x, x.mul(2)], dim),
  stack: (x, dim) => tensor.stack([x, x.square()], dim),
  "sum of two": (x) => (x.ndim < 3 ? x.sum() : x.sum([0, 2])),
};

describe("gradients against finite differences", () => {
  it.each(Object.entries(smooth))("%s", (_, compute) => {
    fc.assert(
      fc.property(arrays, (sample) => checkGradient(compute, [sample])),
      runs,
    );
  });
  it.each(Object.entries(ofPositive))("%s, above 0", (_, compute) => {
    fc.assert(
      fc.property(arrays, (sample) => checkGradient(compute, [sample], positive)),
      runs,
    );
  });
  it.each(Object.entries(ofPairs))("%s, broadcast", (_, compute) => {
    fc.assert(
      fc.property(pairs, (samples) => checkGradient(compute as Unary, samples, positive)),
      runs,
    );
  });
  it.each(Object.entries(alongDim))("%s along a dimension", (_, compute) => {
    fc.assert(
      fc.property(withDims, ([sample, dim]) => checkGradient((x) => compute(x, dim), [sample])),
      runs,
    );
  });

  const sizes = fc.integer({ min: 0, max: 4 });
  it("matmul of matrices and batches, strided, empty, vectors", () => {
    const cases = fc.record({ m: sizes, k: sizes, n: sizes, batch: fc.integer({ min: 1, max: 3 }), one: fc.boolean() });
    const samples = fc.tuple(cases, arrays, arrays, fc.constantFrom("plain", "batch", "vector"));
    fc.assert(
      fc.property(samples, ([{ m, k, n, batch, one }, a, b, kind]) => {
        const left = { ...a, shape: kind === "batch" ? [one ? 1 : batch, m, k] : [m, k] };
        const right = { ...b, shape: kind === "vector" ? [k] : kind === "batch" ? [batch, k, n] : [k, n] };
        checkGradient((x, y) => x!.matmul(y!), [left, right]);
      }),
      runs,
    );
  });

  const image: Sample = { shape: [2, 2, 5, 4], layout: "transposed", seed: 5 };
  it.each([
    [1, 0, 1],
    [2, 1, 1],
    [1, 2, 2],
  ])("conv2d, stride %i, padding %i, dilation %i", (stride, padding, dilation) => {
    const samples: Sample[] = [
      image,
      { shape: [3, 2, 2, 3], layout: "strided", seed: 6 },
      { shape: [3], layout: "rows", seed: 7 },
    ];
    const size = { stride, padding, dilation };
    checkGradient((x, weight, bias) => conv2d(x!, weight!, bias, size), samples);
  });
  it("maxPool2d, overlapping and padded", () => {
    checkGradient((x) => maxPool2d(x!, 3, { stride: 2, padding: 1 }), [image]);
  });
  it("second derivatives, by the gradient of a squared gradient", () => {
    const functions: Unary[] = [
      (x) => x.tanh(),
      (x) => x.sigmoid(),
      (x) => x.exp(),
      (x) => x.square().mul(x),
      (x) => x.softmax(),
    ];
    for (const f of functions) {
      const slope = (x: Tensor): Tensor => {
        const point = x.mul(1);
        const leaf = point.retainGrad();
        f(leaf).square().sum().backward({ createGraph: true });
        const grad = leaf.grad;
        if (!grad) throw new Error("no gradient");
        leaf.grad = undefined;
        return grad;
      };
      checkGradientOfSlope(slope);
    }
  });
});

/** The slope itself is a function of the leaf, through the graph that `createGraph` recorded. */
function checkGradientOfSlope(slope: (x: Tensor) => Tensor): void {
  const x = tensor([0.3, -0.7, 0.5], { dtype: "float64", requiresGrad: true });
  const total = slope(x).sum();
  x.grad = undefined;
  total.backward();
  const grad = x.grad as Tensor | undefined;
  const { data } = x.array;
  grad?.toList().forEach((value, i) => {
    const kept = data[i] ?? NaN;
    const at = (position: number): number => {
      data[i] = position;
      const sum = slope(x).sum().item();
      data[i] = kept;
      return sum;
    };
    const reference = (at(kept + 1e-5) - at(kept - 1e-5)) / 2e-5;
    if (!(Math.abs(value - reference) < 1e-6 * Math.max(1, Math.abs(reference)))) {
      throw new Error(`second derivative ${value}, finite difference ${reference}`);
    }
  });
  if (!grad) throw new Error("no second derivative arrived");
}
