// What golden values do not show: element types, empty tensors, special numbers, random draws, and the words of errors.
import { Generator, noGrad, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import type { DType } from "../../src/tensor/dtype";

const whole = (values: number[], dtype: DType = "int32"): Tensor => tensor(values, { dtype });

describe("element types", () => {
  const results: [string, (x: Tensor) => Tensor, (dtype: DType) => DType][] = [
    ["exp", (x) => x.exp(), (type) => (type === "float64" ? type : "float32")],
    ["log1p", (x) => x.log1p(), (type) => (type === "float64" ? type : "float32")],
    ["reciprocal", (x) => x.reciprocal(), (type) => (type === "float64" ? type : "float32")],
    ["norm", (x) => x.norm(), (type) => (type === "float64" ? type : "float32")],
    ["logSumExp", (x) => x.logSumExp(), (type) => (type === "float64" ? type : "float32")],
    ["std", (x) => x.std(), (type) => (type === "float64" ? type : "float32")],
    ["quantile", (x) => x.quantile(0.5), (type) => (type === "float64" ? type : "float32")],
    ["sum", (x) => x.sum(), (type) => (type.startsWith("float") ? type : "int32")],
    ["prod", (x) => x.prod(), (type) => (type.startsWith("float") ? type : "int32")],
    ["cumsum", (x) => x.cumsum(0), (type) => (type.startsWith("float") ? type : "int32")],
    ["amax", (x) => x.amax(), (type) => type],
    ["sort", (x) => x.sort().values, (type) => type],
    ["flip", (x) => x.flip(), (type) => type],
    ["at", (x) => x.at([0, 1]), (type) => type],
    ["gather", (x) => x.gather(0, whole([1, 0])), (type) => type],
    ["diag", (x) => x.diag(), (type) => type],
    ["repeat", (x) => x.repeat([2]), (type) => type],
    ["argsort", (x) => x.argsort(), () => "int32"],
    ["unique", (x) => x.unique().values, (type) => type],
    ["counts", (x) => x.unique().counts, () => "int32"],
    ["any", (x) => x.any(), () => "bool"],
    ["isNaN", (x) => x.isNaN(), () => "bool"],
    ["logicalAnd", (x) => x.logicalAnd(1), () => "bool"],
    ["zerosLike", (x) => tensor.zerosLike(x), (type) => type],
  ];
  it.each(results)("of %s", (_, compute, expected) => {
    for (const dtype of ["bool", "uint8", "int32", "float32", "float64"] as const) {
      expect(`${dtype} -> ${compute(whole([1, 0], dtype)).dtype}`).toBe(`${dtype} -> ${expected(dtype)}`);
    }
  });
  it("whole numbers wrap around, divide with floor, and refuse 0 and negative powers", () => {
    expect(
      whole([250], "uint8")
        .add(whole([10], "uint8"))
        .toList(),
    ).toEqual([4]);
    expect(
      whole([123456789])
        .mul(whole([987654321]))
        .toList(),
    ).toEqual([Math.imul(123456789, 987654321)]);
    expect(whole([-7]).floorDivide(2).toList()).toEqual([-4]);
    expect(whole([-7]).div(2).dtype).toBe("float32");
    expect(whole([2]).pow(3).dtype).toBe("int32");
    expect(whole([1]).mul(0.5).dtype).toBe("float32");
    for (const kind of ["remainder", "fmod", "floorDivide"] as const) {
      expect(() => whole([1])[kind](0)).toThrow(`${kind}: division of whole numbers by 0`);
      expect(tensor([1])[kind](0).isFinite().item()).toBe(0);
    }
    expect(() => whole([2]).pow(-1)).toThrow("whole numbers to a negative power");
    expect(
      whole([2])
        .pow(tensor([-1]))
        .item(),
    ).toBe(0.5);
  });
});

describe("empty tensors", () => {
  const empty = tensor.zeros([0, 3]);
  it("have sums, no maxima", () => {
    expect(empty.prod().item()).toBe(1);
    expect(empty.prod(0).toList()).toEqual([1, 1, 1]);
    expect(empty.norm(2, 0).toList()).toEqual([0, 0, 0]);
    expect(empty.logSumExp(0).toList()).toEqual([-Infinity, -Infinity, -Infinity]);
    expect(empty.cumsum(0).shape).toEqual([0, 3]);
    expect(empty.any(0).toArray()).toEqual([false, false, false]);
    expect(empty.all(0).toArray()).toEqual([true, true, true]);
    expect(() => empty.amax(0)).toThrow("no elements");
    expect(() => empty.median()).toThrow("median: there are no elements");
    expect(empty.std().isNaN().item()).toBe(1);
  });
  it("pass through views, sorting and indexing", () => {
    expect(empty.sort(0).values.shape).toEqual([0, 3]);
    expect(empty.at([], ":").shape).toEqual([0, 3]);
    expect(empty.at(":", [2, 0]).shape).toEqual([0, 2]);
    expect(empty.at(empty.gt(0)).shape).toEqual([0]);
    expect(empty.nonzero().shape).toEqual([0, 2]);
    expect(empty.unique().values.shape).toEqual([0]);
    expect(empty.flip().repeat([2, 2]).roll(1, 1).shape).toEqual([0, 6]);
    expect(empty.split(2).map((part) => part.shape)).toEqual([[0, 3]]);
    expect(tensor.einsum("ij,ik->jk", empty, empty).toArray()).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 0]]); // prettier-ignore
    expect(
      tensor
        .zeros([2, 0])
        .matmul(tensor.zeros([0, 2]))
        .sum()
        .item(),
    ).toBe(0);
  });
  it("have gradients of their shape", () => {
    for (const compute of [
      (x: Tensor) => x.prod(),
      (x: Tensor) => x.flip().cumsum(1).sum(),
      (x: Tensor) => x.at([]).sum(),
    ]) {
      const x = tensor.zeros([0, 3], { requiresGrad: true });
      compute(x).backward();
      expect(x.grad?.shape).toEqual([0, 3]);
    }
  });
});

describe("parts share one gradient", () => {
  const parts = (x: Tensor): Tensor => {
    const [a, b, c] = x.split(2);
    return a!.mul(b!).sum().add(b!.square().sum()).add(c!.sum().mul(0)).add(x.sum());
  };
  it("whatever order they are used in, and over again", () => {
    const x = tensor([1, 2, 3, 4, 5], { requiresGrad: true });
    const loss = parts(x);
    loss.backward({ retainGraph: true });
    expect(x.grad?.toList()).toEqual([4, 5, 8, 11, 1]);
    loss.backward();
    expect(x.grad?.toList()).toEqual([8, 10, 16, 22, 2]);
  });
  it("and only some of them", () => {
    const x = tensor([[1, 2, 3]], { requiresGrad: true });
    const [, middle] = x.unbind(1);
    middle!.mul(5).sum().backward();
    expect(x.grad?.toArray()).toEqual([[0, 5, 0]]);
  });
  it("also after a way back that an error ended", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const [a, b] = x.split([1, 2]);
    const product = a!.mul(7);
    const loss = product.sum().add(b!.sum());
    const hook = product.registerHook(() => {
      throw new Error("stop");
    });
    expect(() => loss.backward({ retainGraph: true })).toThrow("stop");
    hook.remove();
    x.grad = undefined;
    loss.backward();
    expect(x.grad as Tensor | undefined).toBeDefined();
    expect((x.grad as Tensor | undefined)?.toList()).toEqual([7, 1, 1]);
  });
});

describe("comparing", () => {
  it("isClose, allClose, equal", () => {
    const x = tensor([1, NaN, Infinity]);
    expect(x.isClose(x).toArray()).toEqual([true, false, true]);
    expect(x.isClose(x, { equalNaN: true }).all().item()).toBe(1);
    expect(tensor([1]).allClose(1 + 1e-7)).toBe(true);
    expect(tensor([1]).equal(tensor([[1]]))).toBe(false);
    expect(tensor([1, 2]).equal(tensor([1, 2]))).toBe(true);
  });
});

describe("random draws", () => {
  const generator = new Generator(5);
  it("come as often as their weights say", () => {
    const weights = tensor([1, 0, 3]);
    const counts = tensor
      .multinomial(weights, 4000, { replacement: true, generator })
      .bincount({ minlength: 3 })
      .toList();
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / 4000).toBeCloseTo(0.75, 1);
    expect(
      tensor
        .bernoulli(tensor.full([4000], 0.25), { generator })
        .mean()
        .item(),
    ).toBeCloseTo(0.25, 1);
    const normal = tensor.normal(5, 2, [4000], { generator });
    expect(normal.mean().item()).toBeCloseTo(5, 0);
    expect(normal.std().item()).toBeCloseTo(2, 0);
  });
  it("without replacement take each once", () => {
    const drawn = tensor.multinomial(tensor([[1, 2, 3], [0, 1, 1]]), 2, { generator }); // prettier-ignore
    expect(drawn.shape).toEqual([2, 2]);
    for (const row of drawn.unbind()) expect(row.unique().values.size).toBe(2);
    expect(drawn.at(1).sort().values.toList()).toEqual([1, 2]);
    // Of 1 and 3, the heavier one comes first in three of four draws.
    const firsts = Array.from({ length: 2000 }, () =>
      tensor
        .multinomial(tensor([1, 3]), 2, { generator })
        .at(0)
        .item(),
    );
    expect(firsts.filter((first) => first === 1).length / 2000).toBeCloseTo(0.75, 1);
  });
  it("are like their model", () => {
    const like = tensor.zeros([2, 3], { dtype: "float64" });
    expect(tensor.randLike(like).dtype).toBe("float64");
    expect(tensor.randnLike(like, { dtype: "float32" }).shape).toEqual([2, 3]);
    expect(tensor.randperm(4, { generator }).dtype).toBe("int32");
    expect(tensor.randint(3, [50], { generator }).unique().values.toList()).toEqual([0, 1, 2]);
    expect(() => tensor.randint(3, 3, [1])).toThrow("randint: there is no whole number from 3 to below 3");
  });
});

describe("errors say what was got and what would work", () => {
  const x = tensor.zeros([2, 3]);
  const cases: [() => unknown, string][] = [
    [
      () => x.gather(1, whole([0])),
      "gather: indices of shape [1] for a tensor of shape [2, 3]; both need the same dimensions",
    ],
    [() => x.gather(1, tensor([[0, 3]])), "gather: index 3 is outside of 0 ... 2"],
    [() => x.scatter(0, tensor([[0, 1]]), tensor([[1]])), "a source of shape [1, 1]; it needs a value for each index"],
    [() => x.indexSelect(0, tensor([[0]])), "indexSelect: the indices have the shape [1, 1]; expected a list"],
    [() => x.indexAdd(0, [0], tensor([1, 2])), "indexAdd: shapes [2] and [1, 3] do not fit together"],
    [() => x.split([1, 2]), "split: the sizes [1, 2] do not add up to 2, the length of dimension 0"],
    [() => x.split(0), "split: the size is 0; it must be 1 or more"],
    [() => x.chunk(0), "chunk: the count is 0"],
    [() => x.narrow(1, 2, 2), "narrow: 2 positions from 2 on do not lie in dimension 1, which has 3 elements"],
    [() => x.select(0, 2), "select: index 2 is outside of dimension 0"],
    [() => x.unfold(0, 3, 1), "unfold: windows of 3 by steps of 1 do not fit dimension 0, which has 2 elements"],
    [() => x.movedim([0, 1], [0, 0]), "movedim: [0, 1] to [0, 0] does not give each dimension one place"],
    [() => x.roll([1, 2], 0), "roll: 2 shifts for 1 dimensions"],
    [() => x.unflatten(1, [2, -1]), "unflatten: dimension 1 has 3 elements, which cannot have the shape [2, -1]"],
    [() => x.repeat([-1]), "repeat: the counts [-1] must be whole numbers"],
    [() => x.repeatInterleave([1, 2, 3], 0), "one for each of the 2 slices, got [1, 2, 3]"],
    [() => x.diagonal(0, 1, -1), "the dimensions 1 and -1 are the same"],
    [() => tensor.zeros([1, 1, 1]).diag(), "diag: the shape [1, 1, 1] is neither a vector's nor a matrix's"],
    [() => tensor([1]).trace(), "trace: expected a matrix"],
    [() => tensor([1]).tril(), "tril: the tensor has the shape [1]; a matrix has two dimensions"],
    [() => x.topk(4), "topk: k is 4; dimension 1 has 3 elements"],
    [() => x.histc({ bins: 0 }), "histc: bins is 0; it must be 1 or more"],
    [() => x.histc({ min: 2, max: 1 }), "histc: the bounds 2 and 1 must be finite, the first one smaller"],
    [() => x.diff(-1), "diff: n is -1"],
    [() => x.cummax(2), "cummax: dimension 2 does not exist"],
    [() => x.quantile(1.5), "quantile: q is 1.5; it must be from 0 to 1"],
    [() => tensor([-1]).bincount(), "bincount: expected a list of whole numbers, 0 or more"],
    [() => x.searchsorted(tensor([[1]])), "searchsorted: values of shape [1, 1] for lines of shape [2, 3]"],
    [() => x.outer(x), "outer: expected two vectors, got [2, 3] and [2, 3]"],
    [() => x.cdist(tensor([[1]])), "cdist: expected rows of one length"],
    [() => x.clamp(undefined), "clamp: give a lower bound, an upper bound or both"],
    [() => tensor.einsum("ij,jk->ik", x), "einsum: 'ij,jk->ik' names 2 operands, got 1"],
    [() => tensor.einsum("ijk->i", x), "'ijk' names 3 dimensions, the operand has the shape [2, 3]"],
    [() => tensor.einsum("ij,jk->ik", x, x), "einsum: 'j' in 'ij,jk->ik' stands for the lengths 3 and 2"],
    [() => tensor.einsum("ij->k", x), "einsum: 'k' on the right of 'ij->k' must stand on the left"],
    [() => tensor.einsum("i1->i", x), "einsum: 'i1->i' is not an equation"],
    [() => tensor.meshgrid([x]), "meshgrid: expected vectors"],
    [() => tensor.bernoulli(tensor([2])), "bernoulli: 2 is not a probability"],
    [() => tensor.multinomial(tensor([1, 0]), 2), "multinomial: 2 to draw, but only 1 weights are above 0"],
    [() => tensor.multinomial(tensor([-1]), 1), "multinomial: -1 is not a weight"],
  ];
  it.each(cases.map(([run, message]) => [message, run] as const))("%s", (message, run) => {
    expect(() => noGrad(run as () => void)).toThrow(message);
  });
});

describe("products of matrices of whole numbers", () => {
  it("wrap around at 32 bits to the last digit, as in PyTorch", () => {
    const large = whole([2147483647, -3, 65537, 123456789]).reshape([2, 2]);
    const exact = (values: bigint[]): number[] => values.map((value) => Number(BigInt.asIntN(32, value)));
    const [a, b, c, d] = large.toList().map(BigInt) as [bigint, bigint, bigint, bigint];
    expect(large.matmul(large.t()).toList()).toEqual(
      exact([a * a + b * b, a * c + b * d, c * a + d * b, c * c + d * d]),
    );
    expect(large.t().matmul(large).dtype).toBe("int32");
  });
});
