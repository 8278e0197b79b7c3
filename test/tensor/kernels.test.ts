// Kernels on strided views against the plainest loop there is.
import fc from "fast-check";
import type { Generator } from "gradbook";
import { tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { arrays, leafAndView, pairs } from "../autograd/support";

const integer = (random: Generator): number => random.integer(-3, 4);

/** Every element by its index. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, length) => all.flatMap((head) => Array.from({ length }, (_, i) => [...head, i])),
    [[]],
  );
}

function element(x: Tensor, index: readonly number[]): number {
  const own = index.slice(index.length - x.ndim).map((i, dim) => (x.shape[dim] === 1 ? 0 : i));
  return x.at(...own).item();
}

describe("kernels on views", () => {
  it("binary functions broadcast as element by element", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [x, y] = [leafAndView(a, integer).view(), leafAndView(b, integer).view()];
        const got = x.sub(y);
        expect(got.toList()).toEqual(indices(got.shape).map((index) => element(x, index) - element(y, index)));
        expect(x.lt(y).toList()).toEqual(
          indices(got.shape).map((index) => Number(element(x, index) < element(y, index))),
        );
      }),
      { numRuns: 50 },
    );
  });
  it("sums over any dimensions", () => {
    const cases = fc.tuple(arrays, fc.subarray([0, 1, 2]));
    fc.assert(
      fc.property(cases, ([sample, picked]) => {
        const x = leafAndView(sample, integer).view();
        const dims = picked.filter((dim) => dim < x.ndim);
        const totals = new Map<string, number>();
        for (const index of indices(x.shape)) {
          const kept = index.filter((_, dim) => !dims.includes(dim)).join();
          totals.set(kept, (totals.get(kept) ?? 0) + element(x, index));
        }
        const got = x.sum(dims);
        expect(got.toList()).toEqual(indices(got.shape).map((index) => totals.get(index.join()) ?? 0));
      }),
      { numRuns: 50 },
    );
  });
  it("matrix products of any size", () => {
    const sizes = fc.tuple(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
    );
    fc.assert(
      fc.property(sizes, arrays, arrays, ([m, k, n], a, b) => {
        const x = leafAndView({ ...a, shape: [m, k] }, integer).view();
        const y = leafAndView({ ...b, shape: [k, n] }, integer).view();
        const [rows, columns] = [x.toArray<number[][]>(), y.toArray<number[][]>()];
        const expected = Array.from({ length: m }, (_, i) =>
          Array.from({ length: n }, (_, j) => rows[i]!.reduce((sum, value, p) => sum + value * columns[p]![j]!, 0)),
        );
        expect(x.matmul(y).toArray()).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
  it("NaN, infinities and denormals as IEEE 754 says", () => {
    const x = tensor([NaN, Infinity, -Infinity, 0, 1e-40]);
    expect(x.relu().toList()).toEqual([NaN, Infinity, 0, 0, Math.fround(1e-40)]);
    expect(x.exp().toList()).toEqual([NaN, Infinity, 0, 1, 1]);
    expect(x.sigmoid().toList()).toEqual([NaN, 1, 0, 0.5, 0.5]);
    expect(x.max().item()).toBeNaN();
    expect(x.isFinite().toArray()).toEqual([false, false, false, true, true]);
    expect(tensor([1000, 1001]).softmax().toList()[1]).toBeCloseTo(0.731058, 5);
    expect(tensor([-1e4, 1e4]).logSoftmax().toList()).toEqual([-2e4, 0]);
    expect(tensor([800, -800]).softplus().toList()).toEqual([800, 0]);
  });
  it("element types as in PyTorch", () => {
    const [whole, single, double] = [tensor([3], { dtype: "int32" }), tensor([2]), tensor([2], { dtype: "float64" })];
    expect(whole.add(1).dtype).toBe("int32");
    expect(whole.add(0.5).toList()).toEqual([3.5]);
    expect(whole.div(2).toList()).toEqual([1.5]);
    expect(single.mul(double).dtype).toBe("float64");
    expect(single.mul(double.squeeze(0)).dtype).toBe("float32");
    expect(whole.exp().dtype).toBe("float32");
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor([true, true]).sum().dtype).toBe("int32");
    expect(tensor([true, true]).sum().item()).toBe(2);
    expect(tensor([0.5, 1.5, 2.5]).round().toList()).toEqual([0, 2, 2]);
    expect(tensor([2, 0]).to("bool").toArray()).toEqual([true, false]);
  });
});
