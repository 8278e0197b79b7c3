// Every gradient against finite differences, on random shapes with broadcasting, strided views, sizes of zero and one.
import fc from "fast-check";
import { GradbookError, tensor, type Tensor } from "gradbook";
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
  expm1: (x) => x.expm1(),
  exp2: (x) => x.exp2(),
  tan: (x) => x.tanh().tan(),
  atan: (x) => x.atan(),
  asin: (x) => x.tanh().mul(0.9).asin(),
  acos: (x) => x.tanh().mul(0.9).acos(),
  atanh: (x) => x.tanh().mul(0.9).atanh(),
  sinh: (x) => x.sinh(),
  cosh: (x) => x.cosh(),
  asinh: (x) => x.asinh(),
  prod: (x) => x.prod(),
  "prod of all": (x) => x.prod([...x.shape.keys()], { keepdim: true }),
  flip: (x) => x.flip(),
  roll: (x) => x.roll(2),
  "each twice": (x) => x.repeatInterleave(2),
  "repeat all": (x) => x.repeat([2, ...x.shape.map(() => 2)]),
  masked: (x) => x.maskedSelect(x.detach().gt(0)),
  "at a mask": (x) => x.unsqueeze(0).at(x.detach().unsqueeze(0).gt(0)),
  nanToNum: (x) => x.nanToNum(),
};
const ofPositive: Record<string, Unary> = {
  log: (x) => x.log(),
  sqrt: (x) => x.sqrt(),
  abs: (x) => x.abs(),
  relu: (x) => x.relu(),
  "pow 3": (x) => x.pow(3),
  "pow -0.5": (x) => x.pow(-0.5),
  log1p: (x) => x.log1p(),
  log2: (x) => x.log2(),
  log10: (x) => x.log10(),
  rsqrt: (x) => x.rsqrt(),
  reciprocal: (x) => x.reciprocal(),
  acosh: (x) => x.add(1).acosh(),
  clamp: (x) => x.clamp(0.1, 2),
  norm: (x) => (x.size > 0 ? x.norm() : x.sum()),
  "norm 3": (x) => (x.size > 0 ? x.norm(3) : x.sum()),
  "norm 1": (x) => x.norm(1),
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
  atan2: (a, b) => a.atan2(b),
  hypot: (a, b) => a.hypot(b),
  logAddExp: (a, b) => a.logAddExp(b),
  "lerp to both": (a, b) => a.lerp(b, b.mul(0.3)),
  einsum: (a, b) => tensor.einsum("...,...->...", a, b),
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
  diff: (x, dim) => x.diff(1, dim),
  "index twice": (x, dim) => x.indexSelect(dim, [0, -1, 0]),
  concat: (x, dim) => tensor.concat([x, x.mul(2)], dim),
  stack: (x, dim) => tensor.stack([x, x.square()], dim),
  "sum of two": (x) => (x.ndim < 3 ? x.sum() : x.sum([0, 2])),
  amax: (x, dim) => x.amax(dim),
  amin: (x, dim) => x.amin([dim], { keepdim: true }),
  prod: (x, dim) => x.prod(dim),
  cumsum: (x, dim) => x.cumsum(dim),
  cummax: (x, dim) => x.cummax(dim).values.mul(2),
  cumprod: (x, dim) => x.cumprod(dim),
  "products with zeros": (x, dim) =>
    zeroAt(x, dim, 1)
      .cumprod(dim)
      .add(zeroAt(x, dim, 0).prod(dim, { keepdim: true })),
  norm: (x, dim) => x.norm(2, dim),
  logSumExp: (x, dim) => x.logSumExp(dim),
  std: (x, dim) => x.std(dim, { unbiased: false }),
  median: (x, dim) => x.median(dim),
  quantile: (x, dim) => x.quantile(0.4, dim, { keepdim: true }),
  sort: (x, dim) => x.sort(dim, { descending: true }).values,
  topk: (x, dim) => x.topk(1, dim).values,
  narrow: (x, dim) => x.narrow(dim, 0, 1),
  select: (x, dim) => x.select(dim, -1),
  flip: (x, dim) => x.flip(dim),
  roll: (x, dim) => x.roll(-1, dim),
  split: (x, dim) => tensor.concat(x.split(2, dim).reverse(), dim),
  "some parts": (x, dim) =>
    x
      .unbind(dim)
      .slice(0, 2)
      .reduce((product, part) => product.mul(part), x.sum()),
  chunk: (x, dim) => x.chunk(2, dim)[0]!.mul(x.sum()),
  unfold: (x, dim) => x.unfold(dim, 1, 2).mul(2),
  windows: (x, dim) => tensor.concat([x, x], dim).unfold(dim, 2, 1),
  movedim: (x, dim) => x.movedim(dim, 0),
  unflatten: (x, dim) => x.unflatten(dim, [1, -1]),
  "repeat each": (x, dim) => x.repeatInterleave(2, dim),
  gather: (x, dim) => x.gather(dim, x.detach().argsort(dim)),
  takeAlongDim: (x, dim) => x.takeAlongDim(x.detach().argmax(dim, { keepdim: true }), dim),
  scatter: (x, dim) => x.scatter(dim, x.detach().argsort(dim), x.mul(3)),
  scatterAdd: (x, dim) => x.scatterAdd(dim, x.detach().argmax(dim, { keepdim: true }), x.square()),
  indexAdd: (x, dim) => x.indexAdd(dim, [0, -1, 0], x.narrow(dim, 0, 1).square()),
  indexCopy: (x, dim) => x.indexCopy(dim, [-1], x.narrow(dim, 0, 1).square()),
  indexPut: (x) => x.indexPut(x.sum(), [0, -1], "..."),
  "written over": (x, dim) => x.indexCopy(dim, [0, -1, 0], tensor.concat([x, x, x], dim).narrow(dim, 0, 3).square()),
  "at lists": (x) => x.at([-1, 0, 0], ...(x.ndim > 2 ? [":"] : []), ...(x.ndim > 1 ? [[0, -1, 0]] : [])),
  diagonal: (x) => (x.ndim < 2 ? x.diag(1) : x.diagonal(-1)),
  triangles: (x) => (x.ndim < 2 ? x : x.tril().add(x.triu(1).square())),
};

/** The slice at `at` of a dimension replaced by zeros. */
function zeroAt(x: Tensor, dim: number, at: number): Tensor {
  return x.indexCopy(dim, [at % (x.shape.at(dim) ?? 1)], x.narrow(dim, 0, 1).mul(0));
}

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

  const withoutElements = fc
    .tuple(
      arrays.filter(({ shape }) => shape.length > 0),
      fc.nat(),
      fc.nat(),
    )
    .map(([sample, zero, pick]): [Sample, number] => {
      const shape = sample.shape.map((length, i) => (i === zero % sample.shape.length ? 0 : length));
      // The leaf itself is empty: many a result is NaN, which has no finite differences.
      return [{ ...sample, layout: "rows", shape }, pick % shape.length];
    });
  it.each(Object.entries(alongDim))(
    "%s of tensors without elements: a gradient without elements, or an error",
    (_, compute) => {
      fc.assert(
        fc.property(withoutElements, ([sample, dim]) => {
          try {
            checkGradient((x) => compute(x, dim), [sample]);
          } catch (error) {
            if (!(error instanceof GradbookError)) throw error;
          }
        }),
        runs,
      );
    },
  );

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

  it.each([
    ["ij,jk->ik", [2, 3], [3, 2]],
    ["bij,bkj->bik", [2, 1, 3], [2, 2, 3]],
    ["iij,kj->ik", [2, 2, 3], [1, 3]],
    ["...ij,jk", [2, 2, 3], [3, 2]],
    ["i,jk->j", [3], [2, 0]],
  ])("einsum %s of strided operands", (equation, first, second) => {
    fc.assert(
      fc.property(arrays, arrays, (a, b) =>
        checkGradient(
          (x, y) => tensor.einsum(equation, x!, y!),
          [
            { ...a, shape: first },
            { ...b, shape: second },
          ],
        ),
      ),
      { numRuns: 10 },
    );
  });
  it("distances of rows", () => {
    const rows: Sample = { shape: [2, 3, 4], layout: "strided", seed: 1 };
    for (const p of [1, 2, 3, Infinity]) {
      checkGradient((x, y) => x!.cdist(y!, p), [rows, { shape: [1, 2, 4], layout: "transposed", seed: 2 }]);
    }
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
      (x) => x.expm1().log1p(),
      (x) => x.exp2().log2(),
      (x) => x.tan(),
      (x) => x.asin().add(x.acos().square()),
      (x) => x.atan().sinh().cosh().asinh(),
      (x) => x.square().add(1.5).acosh().atan2(x),
      (x) => x.square().add(1).rsqrt().reciprocal(),
      (x) => x.hypot(2).logAddExp(x),
      (x) => x.prod(),
      (x) => x.cumprod(0).cumsum(0),
      (x) => x.indexPut(0, 1).cumprod(0).add(x.prod()),
      (x) => x.norm().add(x.norm(3)).add(x.logSumExp()).add(x.std()),
      (x) => x.sort().values.mul(x).add(x.median()),
      (x) => x.gather(0, tensor([2, 0, 2])).mul(x),
      (x) => x.scatterAdd(0, tensor([0, 0, 1]), x.square()),
      (x) => x.at([0, 1, 1]).mul(x.flip()),
      (x) => x.unfold(0, 2, 1).prod(1),
      (x) => x.diag().matmul(x.outer(x)).diagonal(),
      (x) => x.split([1, 2])[1]!.square().mul(x.unbind()[0]!),
      (x) => tensor.einsum("i,j,i->j", x, x, x),
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
