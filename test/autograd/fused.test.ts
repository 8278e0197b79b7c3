// Operations whose forward and backward are each one kernel: their gradients against finite differences, and their second derivatives, which
// come from another formula, recorded from plain tensor operations.
import fc from "fast-check";
import { autograd, nn, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { crossEntropy } from "../../src/autograd/operations/index";
import { checkGradient, leafAndView, type Sample } from "./support";

type Function = (...inputs: Tensor[]) => Tensor;
interface Case {
  readonly compute: Function;
  readonly shapes: readonly number[][];
}

const targets = Int32Array.of(2, 0, -100, 1);
const { layerNorm, rmsNorm, scaledDotProductAttention: attend } = nn;

const cases: Record<string, Case> = {
  gelu: { compute: (x) => x!.gelu(), shapes: [[3, 2]] },
  "gelu tanh": { compute: (x) => x!.gelu({ approximate: "tanh" }), shapes: [[3, 2]] },
  silu: { compute: (x) => x!.silu(), shapes: [[3, 2]] },
  tanh: { compute: (x) => x!.tanh(), shapes: [[3, 2]] },
  sigmoid: { compute: (x) => x!.sigmoid(), shapes: [[3, 2]] },
  softplus: { compute: (x) => x!.softplus(), shapes: [[3, 2]] },
  "softmax along the first dimension": { compute: (x) => x!.softmax(0), shapes: [[3, 2]] },
  logSoftmax: { compute: (x) => x!.logSoftmax(), shapes: [[2, 4]] },
  "linear of three dimensions": { compute: (x, w, b) => nn.linear(x!, w!, b), shapes: [[2, 2, 3], [2, 3], [2]] },
  layerNorm: { compute: (x) => layerNorm(x!, [3]), shapes: [[2, 3]] },
  "layerNorm with weight and bias": {
    compute: (x, weight, bias) => layerNorm(x!, [2, 3], { weight, bias, eps: 0.1 }),
    shapes: [
      [2, 2, 3],
      [2, 3],
      [2, 3],
    ],
  },
  "rmsNorm with weight": { compute: (x, weight) => rmsNorm(x!, [3], { weight, eps: 0.1 }), shapes: [[2, 3], [3]] },
  crossEntropy: { compute: (x) => crossEntropy(x!, targets), shapes: [[4, 3]] },
  "crossEntropy, smoothed, a loss a row": {
    compute: (x) => crossEntropy(x!, targets, { labelSmoothing: 0.2, reduction: "none" }),
    shapes: [[4, 3]],
  },
  attention: {
    compute: (q, k, v) => attend(q!, k!, v!),
    shapes: [
      [2, 3, 2],
      [2, 4, 2],
      [2, 4, 3],
    ],
  },
  "attention, causal": {
    compute: (q, k, v) => attend(q!, k!, v!, { causal: true, scale: 0.7 }),
    shapes: [
      [1, 3, 2],
      [1, 3, 2],
      [1, 3, 2],
    ],
  },
  "attention with grouped queries": {
    compute: (q, k, v) => attend(q!, k!, v!, { causal: true, enableGqa: true }),
    shapes: [
      [1, 4, 2, 2],
      [1, 2, 2, 2],
      [1, 2, 2, 2],
    ],
  },
  "attention, keys broadcast": {
    compute: (q, k, v) => attend(q!, k!, v!),
    shapes: [
      [2, 2, 2],
      [3, 2],
      [1, 3, 2],
    ],
  },
};

const layouts = fc.constantFrom("rows", "transposed", "inner", "strided");

describe("fused operations", () => {
  it.each(Object.entries(cases))("%s: gradients on any layout", (_, { compute, shapes }) => {
    fc.assert(
      fc.property(
        fc.array(layouts, { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 0, max: 1e6 }),
        (picked, seed) => {
          const samples = shapes.map((shape, i): Sample => ({
            shape,
            layout: picked[i] as Sample["layout"],
            seed: seed + i,
          }));
          checkGradient(compute, samples);
        },
      ),
      { numRuns: 10 },
    );
  });

  it.each(Object.entries(cases))("%s: second derivatives", (_, { compute, shapes }) => {
    // The objective is the gradient of a first one, so that its own gradient is made of second derivatives.
    const samples = shapes.map((shape, i): Sample => ({ shape, layout: "rows", seed: 40 + i }));
    for (let which = 0; which < samples.length; which++) {
      checkGradient((...inputs) => {
        const grads = autograd.grad(
          compute(...inputs)
            .square()
            .sum(),
          inputs,
          { createGraph: true },
        );
        return grads[which] as Tensor;
      }, samples);
    }
  });

  it("the recorded gradient and the kernel's are the same", () => {
    for (const [name, { compute, shapes }] of Object.entries(cases)) {
      const grads = [true, false].map((createGraph) => {
        const leaves = shapes.map((shape, i) => leafAndView({ shape, layout: "rows", seed: 7 + i }).leaf);
        compute(...leaves)
          .square()
          .sum()
          .backward({ createGraph });
        return leaves.flatMap((leaf) => leaf.grad?.detach().toList() ?? [NaN]);
      });
      grads[0]?.forEach((value, i) => expect(value, name).toBeCloseTo(grads[1]?.[i] ?? NaN, 10));
    }
  });

  it("backward twice through a kept graph adds up, also from the same gradient", () => {
    const x = tensor([[1, 2, 4]], { dtype: "float64", requiresGrad: true });
    const weight = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
    const y = layerNorm(x, [3], { weight });
    const gradient = tensor([[1, 0, 2]], { dtype: "float64" });
    y.backward({ gradient, retainGraph: true });
    const once = weight.grad?.toList() ?? [];
    y.backward({ gradient, retainGraph: true });
    y.backward({ gradient });
    weight.grad?.toList().forEach((value, i) => expect(value).toBeCloseTo(3 * (once[i] ?? NaN), 12));
  });
});

it("gradients of one operation may be asked for one after the other", () => {
  const x = tensor([[1, 2, 4]], { dtype: "float64", requiresGrad: true });
  const weight = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
  const y = layerNorm(x, [3], { weight });
  const gradOutputs = tensor([[1, 0, 2]], { dtype: "float64" });
  const [, both] = autograd.grad(y, [x, weight], { gradOutputs, retainGraph: true });
  autograd.grad(y, x, { gradOutputs, retainGraph: true });
  expect(autograd.grad(y, weight, { gradOutputs }).toList()).toEqual(both?.toList());
});

describe("attention", () => {
  const random = (shape: number[], seed: number): Tensor => leafAndView({ shape, layout: "rows", seed }).leaf;

  it("with grouped queries is attention with repeated heads, with a mask too", () => {
    const [q, k, v] = [random([2, 6, 4, 3], 1), random([2, 2, 5, 3], 2), random([2, 2, 5, 2], 3)];
    const repeat = (x: Tensor): Tensor => x.indexSelect(1, [0, 0, 0, 1, 1, 1]);
    const mask = tensor([[true, false, true, true, true]]);
    for (const options of [{}, { causal: true }, { mask }]) {
      const grouped = attend(q, k, v, { ...options, enableGqa: true });
      const repeated = attend(q, repeat(k), repeat(v), options);
      expect(grouped.shape).toEqual([2, 6, 4, 2]);
      grouped.toList().forEach((value, i) => expect(value).toBeCloseTo(repeated.toList()[i] ?? NaN, 12));
    }
  });

  it("causal is attention with a mask", () => {
    const [q, k, v] = [random([3, 4, 2], 1), random([3, 5, 2], 2), random([3, 5, 2], 3)];
    const mask = tensor
      .arange(5)
      .reshape([1, 5])
      .le(tensor.arange(4).reshape([4, 1]));
    const causal = attend(q, k, v, { causal: true });
    attend(q, k, v, { mask })
      .toList()
      .forEach((value, i) => expect(value).toBeCloseTo(causal.toList()[i] ?? NaN, 12));
  });

  it("is empty without queries", () => {
    expect(attend(tensor.zeros([2, 0, 3]), tensor.zeros([2, 4, 3]), tensor.zeros([2, 4, 5])).shape).toEqual([2, 0, 5]);
  });

  it("names what does not fit", () => {
    const zeros = (...shape: number[]): Tensor => tensor.zeros(shape);
    expect(() => attend(zeros(2, 3), zeros(2, 4), zeros(2, 4))).toThrow(
      "scaledDotProductAttention: q and k must have the same number of features, got q [2, 3], k [2, 4], v [2, 4]",
    );
    expect(() => attend(zeros(2, 3), zeros(2, 3), zeros(4, 3))).toThrow("k and v must be of the same length");
    expect(() => attend(zeros(5, 2, 3), zeros(2, 2, 3), zeros(2, 2, 3), { enableGqa: true })).toThrow(
      "with enableGqa, k and v need the same number of heads (dimension -3), and q a multiple of it; got 5, 2 and 2",
    );
  });
});

it("normalisation names a weight that does not fit", () => {
  expect(() => nn.layerNorm(tensor.zeros([2, 3]), [3], { weight: tensor.ones([1]) })).toThrow(
    "layerNorm: weight has the shape [1]; it must be [3], the shape that is normalised",
  );
});
