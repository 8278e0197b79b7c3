import { nn, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

describe("losses", () => {
  const logits = tensor([[2, 0, 0], [0, 2, 0]]); // prettier-ignore
  const certain = Math.log(Math.exp(2) + 2) - 2;

  it("crossEntropy takes class numbers of any type, probabilities, weights and more dimensions", () => {
    expect(nn.crossEntropy(logits, tensor([0, 1])).item()).toBeCloseTo(certain, 6);
    expect(nn.crossEntropy(logits, tensor([0, 1], { dtype: "uint8" }), { reduction: "sum" }).item()).toBeCloseTo(
      2 * certain,
      6,
    );
    expect(nn.crossEntropy(logits, tensor([0, -100]), { reduction: "none" }).toList()[1]).toBe(0);
    expect(nn.crossEntropy(logits, tensor([[1, 0, 0], [0, 1, 0]])).item()).toBeCloseTo(certain, 6); // prettier-ignore
    const weight = tensor([1, 3, 1]);
    expect(nn.crossEntropy(logits, tensor([0, 1]), { weight }).item()).toBeCloseTo(certain, 6);
    expect(nn.crossEntropy(logits, tensor([0, 2]), { weight, reduction: "sum" }).item()).toBeCloseTo(
      2 * certain + 2,
      5,
    );
    const sequence = logits.t().unsqueeze(0); // [batch, classes, positions]
    expect(nn.crossEntropy(sequence, tensor([[0, 1]])).item()).toBeCloseTo(certain, 6);
    expect(nn.crossEntropy(tensor([2, 0, 0]), tensor(0)).item()).toBeCloseTo(certain, 6);
    const smooth = { labelSmoothing: 0.2 };
    const even = tensor([1, 1, 1]);
    const direct = nn.crossEntropy(logits, tensor([0, 1]), smooth).item();
    expect(nn.crossEntropy(logits, tensor([0, 1]), { ...smooth, weight: even }).item()).toBeCloseTo(direct, 6);
  });
  it("crossEntropy explains targets that are no classes", () => {
    expect(() => nn.crossEntropy(logits, tensor([0, 3]))).toThrow("target 3 is not one of the 3 classes");
    expect(() => nn.crossEntropy(logits, tensor([0, 0.5]))).toThrow("target 0.5 is not a class number");
    expect(() => nn.crossEntropy(logits, tensor([0]))).toThrow("1 targets do not fit logits of shape [2, 3]");
    expect(() => nn.crossEntropy(logits.unsqueeze(0), tensor([[0, 1]]))).toThrow(
      "with classes last, write logits.reshape([-1, 3]), targets.flatten()",
    );
    expect(() => nn.crossEntropy(logits, tensor([0, 1]), { weight: tensor([1, 2]) })).toThrow(
      "the shape [3], one a class",
    );
  });
  it("nllLoss of log-probabilities is crossEntropy", () => {
    const targets = tensor([0, 2]);
    const expected = nn.crossEntropy(logits, targets).item();
    expect(nn.nllLoss(logits.logSoftmax(), targets).item()).toBeCloseTo(expected, 6);
    const kept = nn.nllLoss(logits.logSoftmax(), tensor([-100, 1]), { reduction: "none" });
    expect(kept.toList()[0]).toBe(0);
    expect(kept.toList()[1]).toBeCloseTo(certain, 6);
  });
  it("regression losses", () => {
    const [got, want] = [tensor([0, 0, 0]), tensor([0.5, -2, 0])];
    expect(nn.mseLoss(got, want, { reduction: "sum" }).item()).toBe(4.25);
    expect(nn.l1Loss(got, want, { reduction: "none" }).toList()).toEqual([0.5, 2, 0]);
    expect(nn.huberLoss(got, want, { reduction: "none" }).toList()).toEqual([0.125, 1.5, 0]);
    expect(nn.hingeLoss(tensor([2, -0.5]), tensor([1, 1]), { reduction: "none" }).toList()).toEqual([0, 1.5]);
  });
  it("shapes must be equal, since broadcasting would compare all with all", () => {
    expect(() => nn.mseLoss(tensor.ones([3, 1]), tensor.ones([3]))).toThrow("target.reshape([3, 1])");
    expect(() => nn.l1Loss(tensor.ones([3]), tensor.ones([2]))).toThrow("they must be equal");
  });
  it("binaryCrossEntropyWithLogits is finite for any logit, and weighs positives", () => {
    const loss = nn.binaryCrossEntropyWithLogits(tensor([1e4, -1e4]), tensor([0, 1]), { reduction: "none" });
    expect(loss.toList()).toEqual([1e4, 1e4]);
    const weighted = nn.binaryCrossEntropyWithLogits(tensor([0]), tensor([1]), { posWeight: 3 });
    expect(weighted.item()).toBeCloseTo(3 * Math.LN2, 6);
  });
  it("klDivergence is 0 between equals, and takes zero probabilities", () => {
    const p = tensor([[0.25, 0.75], [1, 0]]); // prettier-ignore
    const q = tensor([[0.25, 0.75], [0.5, 0.5]]).log(); // prettier-ignore
    expect(nn.klDivergence(q, p, { reduction: "batchmean" }).item()).toBeCloseTo(Math.LN2 / 2, 6);
  });
  it("oneHot", () => {
    expect(nn.oneHot(tensor([1, 0]), 2).toArray()).toEqual([[0, 1], [1, 0]]); // prettier-ignore
  });
});
