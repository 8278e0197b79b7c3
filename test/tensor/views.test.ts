import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contiguous, copy, empty, reshape } from "../../src/tensor/kernels";
import type { NDArray } from "../../src/tensor/ndarray";
import { toNested } from "../../src/tensor/nested";
import { broadcastShapes, rowMajorStrides, sizeOf } from "../../src/tensor/shape";
import { expand, permute, reshapeStrides, resolveRange, sliceDim, transposition } from "../../src/tensor/views";

function counted(shape: number[]): NDArray {
  const x = empty("float32", shape);
  for (let i = 0; i < x.size; i++) x.data[i] = i;
  return x;
}

/** Random views of a counted array: permuted, sliced with steps, stretched. */
const views = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    order: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    steps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
    starts: fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ shape, order, steps, starts }) => {
    const dims = shape.map((_, i) => i).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
    return shape.reduce(
      (x, _, dim) => {
        const { start, count, step } = resolveRange([starts[dim] ?? 0, null, steps[dim] ?? 1], x.shape[dim] ?? 0);
        return sliceDim(x, dim, start, count, step);
      },
      permute(counted(shape), dims),
    );
  });

describe("views", () => {
  it("transposing, slicing and stretching copy nothing", () => {
    const x = counted([2, 3]);
    const y = permute(x, transposition(2, 0, 1));
    expect(toNested(y)).toEqual([[0, 3], [1, 4], [2, 5]]); // prettier-ignore
    expect(y.storage).toBe(x.storage);
    expect(toNested(sliceDim(x, 1, 0, 2, 2))).toEqual([[0, 2], [3, 5]]); // prettier-ignore
    expect(toNested(expand(counted([2, 1]), [2, 2, 2]))).toEqual([[[0, 0], [1, 1]], [[0, 0], [1, 1]]]); // prettier-ignore
  });
  it("a contiguous copy of any view holds the same elements", () => {
    fc.assert(fc.property(views, (x) => void expect(toNested(copy(x, "float64"))).toEqual(toNested(x))));
  });
  it("reshaping is a view exactly where strides can say it, and always keeps the order", () => {
    const cases = fc
      .tuple(views, fc.boolean())
      .map(([x, flat]) => ({ x, shape: flat ? [x.size] : [1, ...x.shape, 1] }));
    fc.assert(
      fc.property(cases, ({ x, shape }) => {
        const y = reshape(x, shape);
        expect(y.shape).toEqual(shape);
        expect(Array.from(contiguousData(y))).toEqual(Array.from(contiguousData(x)));
        expect(y.storage === x.storage).toBe(reshapeStrides(x, shape) !== undefined);
      }),
    );
    expect(reshapeStrides(permute(counted([2, 3]), [1, 0]), [6])).toBeUndefined();
    expect(reshapeStrides(sliceDim(counted([4, 6]), 0, 0, 2, 2), [2, 2, 3])).toEqual([12, 3, 1]);
  });
  it("only arrays without gaps count as contiguous", () => {
    expect(counted([2, 3]).contiguous).toBe(true);
    expect(sliceDim(counted([4, 3]), 0, 1, 2, 1).contiguous).toBe(true);
    expect(sliceDim(counted([4, 3]), 1, 0, 2, 1).contiguous).toBe(false);
    expect(permute(counted([1, 3]), [1, 0]).contiguous).toBe(true);
    expect(expand(counted([1]), [3]).contiguous).toBe(false);
  });
});

function contiguousData(x: NDArray): Float32Array {
  const { data, offset, size } = contiguous(x);
  return (data as Float32Array).subarray(offset, offset + size);
}

describe("shapes", () => {
  it("broadcast from the last dimension", () => {
    expect(broadcastShapes("add", [2, 1, 4], [3, 1])).toEqual([2, 3, 4]);
    expect(broadcastShapes("add", [], [2])).toEqual([2]);
    expect(broadcastShapes("add", [0, 3], [1, 3])).toEqual([0, 3]);
    expect(() => broadcastShapes("add", [2, 3], [2])).toThrow("counted from the end, dimension 1 has lengths 3 and 2");
  });
  it("strides of rows", () => {
    expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1]);
    expect(sizeOf([])).toBe(1);
  });
});
