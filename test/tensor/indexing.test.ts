// Reading and writing parts of tensors, against the plainest loops there are; what is a view, and what the errors say.
import fc from "fast-check";
import { noGrad, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import type { Index } from "../../src/autograd/index";
import { arrays, leafAndView } from "../autograd/support";

const grid = (): Tensor => tensor.arange(12).reshape([3, 4]);

/** The positions that a range of text names, as Python does. */
function positions(text: string, length: number): number[] {
  const [start, end, step] = text.split(":").map((part) => (part === "" ? undefined : Number(part)));
  const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  const found = [];
  for (let i = clamp(start ?? 0); i < clamp(end ?? length); i += step ?? 1) found.push(i);
  return found;
}

describe("at", () => {
  const part = fc.oneof(fc.constant(""), fc.integer({ min: -5, max: 5 }).map(String));
  const range = fc
    .tuple(part, part, fc.constantFrom("", ":", ":1", ":2", ":3"))
    .map(([start, end, step]) => `${start}:${end}${step}`);
  it("takes ranges as Python does, of any view", () => {
    fc.assert(
      fc.property(arrays, fc.array(range, { minLength: 3, maxLength: 3 }), (sample, ranges) => {
        const x = leafAndView(sample).view();
        const own = ranges.slice(0, x.ndim);
        let expected: unknown = x.toArray();
        const take = (values: unknown, dim: number): unknown =>
          dim === own.length
            ? values
            : positions(own[dim] ?? "", x.shape[dim] ?? 0).map((i) => take((values as unknown[])[i], dim + 1));
        expected = take(expected, 0);
        expect(x.at(...own).toArray()).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
  it("takes positions, ranges and lists together, and pairs lists", () => {
    const index = fc.oneof(
      fc.integer({ min: -2, max: 1 }),
      fc.constantFrom(":", "1:", "::2"),
      fc.array(fc.integer({ min: -2, max: 1 }), { minLength: 2, maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.tuple(index, index, index), (indices) => {
        const x = tensor.arange(2 * 2 * 2).reshape([2, 2, 2]);
        const lists = indices.filter(Array.isArray).length;
        const got = x.at(...indices);
        // Each element of the result, as the sum of its coordinates' contributions, is found by walking all combinations.
        const weights = [4, 2, 1];
        const all: number[] = [];
        const walk = (dim: number, sum: number, pair: number): void => {
          const chosen = indices[dim];
          if (chosen === undefined) return void all.push(sum);
          const weight = weights[dim] ?? 0;
          const add = (i: number): void => walk(dim + 1, sum + (i < 0 ? i + 2 : i) * weight, pair);
          if (typeof chosen === "number") add(chosen);
          else if (typeof chosen === "string") positions(chosen, 2).forEach(add);
          else add(chosen[pair] ?? 0);
        };
        for (let pair = 0; pair < (lists > 0 ? 2 : 1); pair++) walk(0, 0, pair);
        expect([...got.toList()].sort()).toEqual(all.sort());
      }),
      { numRuns: 200 },
    );
  });
  it("says which index does not fit", () => {
    const at =
      (...indices: Index[]) =>
      () =>
        grid().at(...indices);
    expect(at(3)).toThrow("at: index 3 is outside of dimension 0, which has 3 elements");
    expect(at(":", -5)).toThrow("at: index -5 is outside of dimension 1");
    expect(at(0, 0, 0)).toThrow("at: 3 indices for a tensor of shape [3, 4]");
    expect(at("1-2")).toThrow('\'1-2\' is not a range; write ":", "1:3"');
    expect(at("::-1")).toThrow("the step is -1; it must be 1 or more");
    expect(at("...", 0, "...")).toThrow("may stand only once");
    expect(at([0, 3])).toThrow("at: index 3 is outside of 0 ... 2");
    expect(at([0.5])).toThrow("index 0.5 is not a whole number");
    expect(at([0, 1], [0, 1, 2])).toThrow("at: shapes [2] and [3] do not fit together");
    expect(at([true, false])).toThrow("a mask of shape [2] does not fit [3, 4] from dimension 0 on");
  });
});

describe("views", () => {
  const views: Record<string, (x: Tensor) => Tensor> = {
    at: (x) => x.at(0, "1:3"),
    slice: (x) => x.slice([0, 1], [1, 2]),
    select: (x) => x.select(0, 0),
    narrow: (x) => x.narrow(1, 1, 2),
    transpose: (x) => x.t(),
    reshape: (x) => x.reshape([2, 6]),
    unsqueeze: (x) => x.unsqueeze(0),
    movedim: (x) => x.movedim(0, 1),
    diagonal: (x) => x.diagonal(1),
    unfold: (x) => x.unfold(1, 2, 1),
    split: (x) => x.split(2)[0]!,
    chunk: (x) => x.chunk(2, 1)[0]!,
    unbind: (x) => x.unbind(1)[1]!,
    expand: (x) => x.at(0).expand([2, 4]),
    detach: (x) => x.detach(),
  };
  it.each(Object.entries(views))("%s shows the same memory", (_, view) => {
    const x = grid();
    const before = view(x);
    x.add_(100);
    expect(before.toList().every((value) => value >= 100)).toBe(true);
  });
  const copies: Record<string, (x: Tensor) => Tensor> = {
    "at a list": (x) => x.at([0, 1]),
    "at a mask": (x) => x.at(x.ge(0)),
    flip: (x) => x.flip(0),
    roll: (x) => x.roll(1),
    repeat: (x) => x.repeat([2, 2]),
    gather: (x) => x.gather(0, tensor.zeros([1, 4], { dtype: "int32" })),
    clone: (x) => x.clone(),
    tril: (x) => x.tril(),
    sort: (x) => x.sort().values,
  };
  it.each(Object.entries(copies))("%s copies", (_, copy) => {
    const x = grid();
    const before = copy(x);
    x.add_(100);
    expect(before.toList().every((value) => value < 100)).toBe(true);
  });
});

describe("changes in place", () => {
  it("setAt_ writes the part that at reads, and nothing else", () => {
    const cases: Index[][] = [
      [1],
      ["1:", "::2"],
      [[0, 2]],
      [
        [0, 2],
        [1, 3],
      ],
      ["...", -1],
      [grid().gt(5)],
      [null, 0, 1],
    ];
    for (const indices of cases) {
      const x = grid();
      const marked = x.setAt_(-1, ...indices);
      expect(marked).toBe(x);
      expect(
        x
          .at(...indices)
          .toList()
          .every((value) => value === -1),
      ).toBe(true);
      expect(x.eq(-1).sum().item()).toBe(grid().at(...indices).size);
      expect(
        grid()
          .indexPut(-1, ...indices)
          .toList(),
      ).toEqual(x.toList());
    }
  });
  it("broadcast, and through views", () => {
    const x = tensor.zeros([2, 3]);
    x.setAt_(tensor([1, 2, 3]), ":");
    x.at(1).mul_(10);
    x.t().at(0).fill_(7);
    expect(x.toArray()).toEqual([[7, 2, 3], [7, 20, 30]]); // prettier-ignore
    expect(x.maskedFill_(x.eq(7), 0).clamp_(undefined, 20).toList()).toEqual([0, 2, 3, 0, 20, 20]);
    expect(x.scatter_(1, tensor([[2], [0]]), 5).at(":", [0, 2]).toArray()).toEqual([[0, 5], [5, 20]]); // prettier-ignore
    expect(
      x
        .indexAdd_(0, [1], tensor([[1, 1, 1]]))
        .at(1)
        .toList(),
    ).toEqual([6, 21, 21]);
    expect(
      x
        .scatterAdd_(0, tensor([[1, 1, 1]]), 1)
        .at(1)
        .toList(),
    ).toEqual([7, 22, 22]);
  });
  it("refuse what would lose a gradient, or not fit", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    expect(() => w.setAt_(0, 0)).toThrow("setAt_: this tensor takes part in gradients; change it in noGrad");
    expect(() => tensor([0, 0]).setAt_(w)).toThrow("as in t.indexPut(values, ...indices), or pass values.detach()");
    expect(() => tensor([0, 0]).copy_(w)).toThrow("copy_: the values come from a tensor with gradient");
    expect(noGrad(() => w.setAt_(5, 0)).toList()).toEqual([5, 2]);
    expect(() => grid().setAt_(tensor([1, 2, 3]), 0)).toThrow("setAt_: shapes [4] and [3] do not fit together");
    expect(() => grid().indexPut(tensor([[1], [2]]), 0)).toThrow("values of shape [2, 1] do not fit into the part [4]");
    expect(() => tensor([1], { dtype: "int32" }).add_(0.5)).toThrow("the result is float32, this tensor holds int32");
    expect(() => tensor([1, 2]).add_(tensor([[1, 2], [3, 4]]))).toThrow("[2, 2] does not fit into [2]"); // prettier-ignore
  });
  it("are found by backward", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const x = tensor([3, 4]);
    const loss = w.mul(x).sum();
    x.setAt_(0, 0);
    expect(() => loss.backward()).toThrow("changed in place after it was used");
  });
});
