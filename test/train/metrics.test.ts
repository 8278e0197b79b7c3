import { Generator, nn, tensor, train, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { network, options, quarters } from "./support";

describe("metrics", () => {
  // By class: found 2, 3, 4 times, there 3, 2, 4 times, right 2, 1, 3 times.
  const truth = [0, 0, 0, 1, 1, 2, 2, 2, 2];
  const given = [0, 1, 0, 1, 2, 2, 2, 1, 2];
  const output = nn.oneHot(tensor(given, { dtype: "int32" }), 3).to("float32");
  const targets = tensor(truth, { dtype: "int32" });

  it("confusion matrix", () => {
    expect(train.confusionMatrix(output, targets).toArray()).toEqual([[2, 1, 0], [0, 1, 1], [0, 1, 3]]); // prettier-ignore
    expect(() => train.confusionMatrix(output, tensor([0, 0, 0, 0, 0, 0, 0, 0, 5]))).toThrow("target 8 is 5");
  });
  it.each([
    ["macro", (1 + 1 / 3 + 3 / 4) / 3, (2 / 3 + 1 / 2 + 3 / 4) / 3, (4 / 5 + 2 / 5 + 3 / 4) / 3],
    ["weighted", (3 + 2 / 3 + 3) / 9, (2 + 1 + 3) / 9, (12 / 5 + 4 / 5 + 3) / 9],
    ["micro", 6 / 9, 6 / 9, 6 / 9],
  ] as const)("precision, recall and F1, %s", (average, precision, recall, f1) => {
    expect(train.precision(output, targets, { average })).toBeCloseTo(precision, 12);
    expect(train.recall(output, targets, { average })).toBeCloseTo(recall, 12);
    expect(train.f1(output, targets, { average })).toBeCloseTo(f1, 12);
  });
  it("of one class", () => {
    const of = (metric: typeof train.f1, positive: number): number =>
      metric(tensor([2, -1, 3, 1, -2]), tensor([1, 1, 0, 1, 0]), { average: "binary", positive });
    expect([of(train.precision, 1), of(train.recall, 1)]).toEqual([2 / 3, 2 / 3]);
    expect([of(train.precision, 0), of(train.recall, 0)]).toEqual([1 / 2, 1 / 2]);
    expect(train.precision(tensor([-1, -1]), tensor([1, 0]))).toBe(0);
    expect(() => train.f1(output, targets, { average: "binary", positive: 3 })).toThrow("none of the classes 0 to 2");
  });
  it("top k, with as many as all it is 1", () => {
    const scores = tensor.randn([40, 5], { generator: new Generator(1) });
    const labels = tensor.randint(0, 5, [40], { generator: new Generator(2) });
    expect(train.topKAccuracy(1)(scores, labels)).toBe(train.accuracy(scores, labels));
    expect(train.topKAccuracy(5)(scores, labels)).toBe(1);
    const two = train.topKAccuracy(2)(scores, labels);
    const sorted = scores.toArray<number[][]>().map((row) => row.map((_, i) => i).sort((a, b) => row[b]! - row[a]!));
    expect(two).toBe(sorted.filter((row, i) => row.slice(0, 2).includes(labels.toList()[i]!)).length / 40);
    expect(() => train.topKAccuracy(6)(scores, labels)).toThrow("from 1 to the 5 classes, got 6");
  });
  it("stand in the history", async () => {
    const net = network();
    const metrics = { f1: train.f1, top2: train.topKAccuracy(2), mine: (o: Tensor) => o.size };
    const history = await train.fit(net, options(net, { metrics, validation: quarters(10, 3), epochs: 1 }));
    expect(history.last).toMatchObject({ top2: 1, validationTop2: 1, validationMine: 20 });
    expect(history.last?.validationF1).toBeGreaterThanOrEqual(0);
  });
});
