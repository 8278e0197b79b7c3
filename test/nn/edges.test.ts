// Where formulas meet their ends: infinite and missing numbers, kinks, nothing at all. The numbers are those of PyTorch 2.15.
import { nn, tensor, type Tensor } from "gradbook";
import { expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";

const [minus, plus] = [-Infinity, Infinity];
type Activation = (x: Tensor) => Tensor;

/** Of `[-Infinity, Infinity]`, the slopes at -1000, 1000 and 0. */
const ends: Record<string, [compute: Activation, infinite: number[], slopes: number[]]> = {
  relu6: [nn.relu6, [0, 6], [0, 0, 0]],
  hardtanh: [(x) => nn.hardtanh(x), [-1, 1], [0, 0, 1]],
  hardshrink: [(x) => nn.hardshrink(x), [minus, plus], [1, 1, 0]],
  softshrink: [(x) => nn.softshrink(x), [minus, plus], [1, 1, 0]],
  elu: [(x) => nn.elu(x), [-1, plus], [0, 1, 1]],
  selu: [nn.selu, [-1.7580993, plus], [0, 1.050701, 1.7580993]],
  celu: [(x) => nn.celu(x), [-1, plus], [0, 1, 1]],
  leakyReLU: [(x) => nn.leakyReLU(x), [minus, plus], [0.01, 1, 0.01]],
  mish: [nn.mish, [NaN, plus], [0, 1, 0.6]],
  softplus: [(x) => nn.softplus(x), [0, plus], [0, 1, 0.5]],
  hardsigmoid: [nn.hardsigmoid, [0, 1], [0, 0, 1 / 6]],
  hardswish: [nn.hardswish, [NaN, plus], [0, 1, 0.5]],
  silu: [nn.silu, [NaN, plus], [0, 1, 0.5]],
  softsign: [nn.softsign, [NaN, NaN], [0, 0, 1]],
  logSigmoid: [nn.logSigmoid, [minus, 0], [1, 0, 0.5]],
  tanhshrink: [nn.tanhshrink, [minus, plus], [1, 1, 0]],
};

const rounded = (values: readonly number[]): (number | string)[] =>
  values.map((value) => (Number.isFinite(value) ? Number(value.toFixed(5)) + 0 : String(value)));

onEachBackend("edges", () => {
  it.each(Object.entries(ends))("%s", (_, [compute, infinite, slopes]) => {
    expect(rounded(compute(tensor([minus, plus])).toList())).toEqual(rounded(infinite));
    expect(compute(tensor([NaN])).item()).toBeNaN();
    const x = tensor([-1000, 1000, 0], { requiresGrad: true });
    compute(x).sum().backward();
    expect(rounded(x.grad?.toList() ?? [])).toEqual(rounded(slopes));
  });
  it("certain answers, right and wrong, have a finite loss and slope", () => {
    const p = tensor([0, 1, 0, 1], { requiresGrad: true });
    const losses = nn.binaryCrossEntropy(p, tensor([0, 1, 1, 0]), { reduction: "none" });
    expect(rounded(losses.toList())).toEqual([0, 0, 100, 100]);
    losses.sum().backward();
    expect(rounded(p.grad?.toList() ?? [])).toEqual([0, 0, -999999995904, 999999995904]);
  });
  it("vectors of length 0 and points in one place have slopes", () => {
    const zero = tensor([[0, 0]], { requiresGrad: true });
    nn.cosineSimilarity(zero, tensor([[1, 1]]))
      .sum()
      .backward();
    expect(rounded(zero.grad?.toList() ?? [])).toEqual([70710680, 70710680]);
    const point = tensor([[1, 1]], { requiresGrad: true });
    nn.pairwiseDistance(point, tensor([[1, 1]]))
      .sum()
      .backward();
    expect(rounded(point.grad?.toList() ?? [])).toEqual([0.70711, 0.70711]);
  });
  it("a mean over no target is not a number", () => {
    const none = tensor([-100, -100]);
    expect(nn.crossEntropy(tensor.zeros([2, 3]), none).item()).toBeNaN();
    expect(nn.nllLoss(tensor.zeros([2, 3]), none, { weight: tensor([1, 2, 3]) }).item()).toBeNaN();
    expect(nn.crossEntropy(tensor.zeros([2, 3]), none, { reduction: "sum" }).item()).toBe(0);
  });
  it("a batch of nothing passes", () => {
    const images = tensor.zeros([0, 2, 4, 4], { requiresGrad: true });
    const conv = new nn.Conv2d(2, 3, 3);
    const y = conv.forward(images);
    y.sum().backward();
    expect([y.shape, images.grad?.shape, conv.weight.grad?.abs().sum().item()]).toEqual([
      [0, 3, 2, 2],
      [0, 2, 4, 4],
      0,
    ]);
    const layers: nn.Module[] = [
      new nn.MaxPool2d(2),
      new nn.AvgPool2d(2),
      new nn.AdaptiveAvgPool2d(2),
      new nn.GroupNorm(2, 2),
      new nn.BatchNorm2d(2).eval(),
    ];
    for (const layer of layers) expect(layer.forward(images).size).toBe(0);
    expect(new nn.LSTM(2, 3).forward(tensor.zeros([4, 0, 2]))[0].shape).toEqual([4, 0, 3]);
    expect(new nn.MultiheadAttention(4, 2).forward(tensor.zeros([0, 3, 4]))[0].shape).toEqual([0, 3, 4]);
  });
});
