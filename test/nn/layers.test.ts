import { manualSeed, nn, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

describe("layers", () => {
  it("Linear starts as PyTorch's does and takes any leading dimensions", () => {
    manualSeed(0);
    const layer = new nn.Linear(100, 50);
    expect(layer.weight.shape).toEqual([50, 100]);
    for (const parameter of layer.parameters()) {
      expect(parameter.abs().max().item()).toBeLessThanOrEqual(0.1);
      expect(parameter.abs().max().item()).toBeGreaterThan(0.09);
    }
    expect(layer.weight.std().item()).toBeCloseTo(0.1 / Math.sqrt(3), 2);
    expect(layer.forward(tensor.ones([2, 3, 100])).shape).toEqual([2, 3, 50]);
    expect(layer.forward(tensor.ones([100])).shape).toEqual([50]);
    expect(new nn.Linear(2, 3, { bias: false }).parameters()).toHaveLength(1);
    expect(() => layer.forward(tensor.ones([2, 3]))).toThrow("its last dimension must be 100");
    expect(() => new nn.Linear(2, undefined as never)).toThrow("got (2, undefined)");
  });
  it("Dropout keeps the expectation while training and does nothing after", () => {
    manualSeed(1);
    const layer = new nn.Dropout(0.25);
    const x = tensor.ones([10_000]);
    const y = layer.forward(x);
    expect(y.mean().item()).toBeCloseTo(1, 1);
    expect(new Set(y.toList())).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(layer.eval().forward(x)).toBe(x);
    expect(nn.dropout(x, { p: 1 }).sum().item()).toBe(0);
    expect(() => new nn.Dropout(2)).toThrow("between 0 and 1, got 2");
  });
  it("BatchNorm1d normalises the batch and remembers it for evaluation", () => {
    const layer = new nn.BatchNorm1d(2, { momentum: 1 });
    const x = tensor([[1, 10], [3, 30], [5, 50]]); // prettier-ignore
    const y = layer.forward(x);
    expect(y.mean(0).toList().map(Math.abs).every((mean) => mean < 1e-6)).toBe(true); // prettier-ignore
    expect(y.variance(0, { unbiased: false }).toList()[0]).toBeCloseTo(1, 4);
    expect(layer.runningMean?.toList()).toEqual([3, 30]);
    expect(layer.runningVar?.toList()).toEqual([4, 400]);
    expect(
      layer
        .eval()
        .forward(tensor([[3, 30]]))
        .toList(),
    ).toEqual([0, 0]);
    expect(() => layer.train().forward(tensor([[1, 2]]))).toThrow("a single value has no variance");
  });
  it("normalisations undo scale and shift", () => {
    const x = tensor.randn([4, 8]);
    const moved = x.mul(100).add(7);
    const layer = new nn.LayerNorm(8);
    const difference = layer.forward(x).sub(layer.forward(moved)).abs().max().item();
    expect(difference).toBeLessThan(1e-3);
    expect(new nn.RMSNorm(8).forward(x).square().mean(1).toList()[0]).toBeCloseTo(1, 4);
    expect(() => layer.forward(tensor.ones([3, 4]))).toThrow("does not end in [8]");
  });
  it("Embedding, Flatten and the activations", () => {
    const layer = new nn.Embedding(5, 3);
    expect(layer.forward(tensor([[0, 4]], { dtype: "int32" })).shape).toEqual([1, 2, 3]);
    expect(() => layer.forward(tensor([5], { dtype: "int32" }))).toThrow("index 5 is outside of 0 ... 4");
    expect(new nn.Flatten().forward(tensor.ones([2, 3, 4])).shape).toEqual([2, 12]);
    const x = tensor([-1, 0, 2]);
    expect(new nn.LeakyReLU(0.5).forward(x).toList()).toEqual([-0.5, 0, 2]);
    expect(new nn.ELU().forward(x).toList()[0]).toBeCloseTo(Math.exp(-1) - 1, 6);
    expect(new nn.Softmax().forward(x).sum().item()).toBeCloseTo(1, 6);
    expect(new nn.GELU().forward(x).toList()[2]).toBeCloseTo(1.9545, 4);
    expect(new nn.SiLU().forward(x).toList()[2]).toBeCloseTo(2 / (1 + Math.exp(-2)), 6);
    expect(new nn.Softplus().forward(x).toList()[1]).toBeCloseTo(Math.LN2, 6);
    expect(new nn.Identity().forward(x)).toBe(x);
  });
  it("attention sees what the mask lets it see", () => {
    const [q, k] = [tensor.randn([1, 3, 4]), tensor.randn([1, 3, 4])];
    const v = tensor.eye(3).unsqueeze(0);
    const causal = nn.scaledDotProductAttention(q, k, v, { causal: true });
    expect(causal.at(0, 0).toList()).toEqual([1, 0, 0]);
    const mask = tensor([[true, true, true], [true, false, false], [true, true, true]]); // prettier-ignore
    expect(nn.scaledDotProductAttention(q, k, v, { mask }).at(0, 1).toList()).toEqual([1, 0, 0]);
  });
});

describe("initialisers", () => {
  it("have the spread that their papers derive", () => {
    manualSeed(2);
    const spread = (x: ReturnType<typeof tensor>): number => x.std().item();
    const weight = tensor.zeros([200, 300]);
    expect(spread(nn.init.xavierUniform(weight))).toBeCloseTo(Math.sqrt(2 / 500), 3);
    expect(spread(nn.init.xavierNormal(weight))).toBeCloseTo(Math.sqrt(2 / 500), 3);
    expect(spread(nn.init.kaimingUniform(weight))).toBeCloseTo(Math.sqrt(2 / 300), 3);
    expect(spread(nn.init.kaimingNormal(weight))).toBeCloseTo(Math.sqrt(2 / 300), 3);
    expect(nn.init.ones(weight).sum().item()).toBe(60_000);
    expect(() => nn.init.kaimingNormal(tensor.zeros([3]))).toThrow("has no fan-in");
    const layer = new nn.Linear(2, 2);
    nn.init.constant(layer.weight, 3);
    expect(layer.weight.toList()).toEqual([3, 3, 3, 3]);
  });
});
