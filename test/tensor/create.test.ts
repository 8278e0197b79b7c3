import { Generator, manualSeed, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

describe("making tensors", () => {
  it("from nested lists, typed arrays and tensors", () => {
    expect(tensor([[1, 2], [3, 4]]).shape).toEqual([2, 2]); // prettier-ignore
    expect(tensor(5).shape).toEqual([]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor(Int32Array.of(1, 2)).dtype).toBe("int32");
    const data = Float64Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toList()).toEqual([1, 2]);
    expect(tensor(x, { dtype: "float32" }).dtype).toBe("float32");
  });
  it("refuses ragged lists and other values, and says where", () => {
    expect(() => tensor([[1, 2], [3]])).toThrow("found a list of 1 at depth 1");
    expect(() => tensor([[1, 2], 3])).toThrow("a number stands where a list of 2 is expected");
    expect(() => tensor([1, [2]] as never)).toThrow("expected [2]");
    expect(() => tensor(["a"] as never)).toThrow("got string");
    expect(() => tensor([null] as never)).toThrow("got null");
    expect(() => tensor([1], { dtype: "float16" as never })).toThrow("use one of bool, uint8, int32, float32, float64");
    expect(() => tensor([tensor(1), tensor(2)] as never)).toThrow("did you mean tensor.stack([...])");
    expect(() => tensor.zeros(3 as never)).toThrow("a shape is a list");
  });
  it("filled", () => {
    expect(tensor.full([2], 7).toList()).toEqual([7, 7]);
    expect(tensor.arange(2, 8, 3).toList()).toEqual([2, 5]);
    expect(tensor.arange(3, 0, -1).toList()).toEqual([3, 2, 1]);
    expect(tensor.linspace(1, 2, 1).toList()).toEqual([1]);
    expect(tensor.eye(3).sum().item()).toBe(3);
    expect(tensor.eye(2, 3, { dtype: "bool" }).toArray()).toEqual([[true, false, false], [false, true, false]]); // prettier-ignore
    expect(tensor.arange(3, { dtype: "int32" }).dtype).toBe("int32");
    expect(tensor.arange(1, 3, { dtype: "int32" }).toList()).toEqual([1, 2]);
    expect(tensor.arange(3, undefined, 2, { dtype: "int32" }).toList()).toEqual([0, 2]);
    expect(() => tensor.arange(0, 1, 0)).toThrow("never ends");
  });
});

describe("random numbers", () => {
  it("repeat with their seed, by default too", () => {
    manualSeed(3);
    const first = tensor.randn([5]).toList();
    manualSeed(3);
    expect(tensor.randn([5]).toList()).toEqual(first);
    const generator = new Generator(3);
    expect(tensor.randn([5], { generator }).toList()).toEqual(first);
    expect(new Generator(0).uniform()).toBeCloseTo(0.26642920868471265, 15);
  });
  it("have the distribution that they claim", () => {
    const generator = new Generator(11);
    const normal = tensor.randn([20_000], { generator });
    expect(Math.abs(normal.mean().item())).toBeLessThan(0.03);
    expect(normal.std().item()).toBeCloseTo(1, 1);
    const dice = tensor.randint(1, 7, [6000], { generator });
    expect(dice.min().item()).toBe(1);
    expect(dice.max().item()).toBe(6);
    expect([...generator.permutation(6)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
