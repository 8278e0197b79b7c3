// The matrix product of every compiled backend against the reference in double precision.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backend/backend";
import { reference } from "../../src/backend/reference/index";
import { Generator } from "../../src/tensor/random";
import type { NDArray } from "../../src/tensor/types";
import { arrayOf, built, unwritten } from "./support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 60) };

/** How the last two dimensions of a factor lie in memory. */
type Layout = "rows" | "transposed" | "every second" | "backwards" | "stretched";
const layouts: fc.Arbitrary<Layout> = fc.constantFrom("rows", "transposed", "every second", "backwards", "stretched");
interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: readonly number[];
  readonly a: Layout;
  readonly b: Layout;
  readonly bias: "none" | "row" | "every second";
  readonly seed: number;
}
const sizes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 70 }) },
  { weight: 1, arbitrary: fc.constantFrom(255, 256, 257, 300, 513, 600) },
);
const products: fc.Arbitrary<Product> = fc.record({
  m: sizes,
  n: sizes,
  k: sizes,
  batch: fc.constantFrom([], [1], [2], [3, 2]),
  a: layouts,
  b: layouts,
  bias: fc.constantFrom("none", "row", "every second"),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

/** Numbers in the given layout, seen as `[...batch, rows, columns]`. */
function factor(
  backend: Backend,
  batch: readonly number[],
  [rows, columns]: [number, number],
  layout: Layout,
  seed: number,
) {
  const random = new Generator(seed);
  const count = batch.reduce((product, length) => product * length, 1);
  const size = rows * columns * (layout === "every second" ? 2 : 1);
  const all = arrayOf(
    backend,
    Float32Array.from({ length: count * size }, () => random.normal()),
    [count * size],
    "float32",
  );
  const steps: Record<Layout, [number, number, number]> = {
    rows: [columns, 1, 0],
    transposed: [1, rows, 0],
    "every second": [2 * columns, 2, 0],
    backwards: [-columns, 1, Math.max(0, rows - 1) * columns],
    stretched: [0, 1, 0],
  };
  const [row, column, offset] = steps[layout];
  const strides = batch.map((_, i) => batch.slice(i + 1).reduce((product, length) => product * length, size));
  return all.view([...batch, rows, columns], [...strides, row, column], all.offset + offset);
}

function compute(backend: Backend, { m, n, k, batch, a, b, bias, seed }: Product): NDArray {
  const out = unwritten(backend, [...batch, m, n]);
  const numbers = factor(backend, [], [1, 2 * n], "rows", seed + 2);
  const row = numbers.view([n], [bias === "row" ? 1 : 2], numbers.offset);
  backend.matmul(
    factor(backend, batch, [m, k], a, seed),
    factor(backend, batch, [k, n], b, seed + 1),
    out,
    bias === "none" ? undefined : row,
  );
  return out;
}

/** Of sums of `k` products of normal numbers, each rounded a little. */
function expectSame(own: NDArray, exact: NDArray, k: number): void {
  const allowed = 1e-6 * (4 + k);
  for (let i = 0; i < exact.size; i++) {
    const [got, wanted] = [own.data[own.offset + i]!, exact.data[exact.offset + i]!];
    if (Math.abs(got - wanted) <= allowed) continue;
    expect.fail(`element ${i}: ${got} instead of ${wanted}`);
  }
}

it("the reference, which the others are compared with, is the definition", () => {
  const product = { m: 3, n: 4, k: 5, batch: [2], a: "transposed", b: "rows", bias: "every second", seed: 3 } as const;
  const [a, b] = [factor(reference, [2], [3, 5], "transposed", 3), factor(reference, [2], [5, 4], "rows", 4)];
  const bias = factor(reference, [], [1, 8], "rows", 5);
  const out = compute(reference, product);
  for (let i = 0; i < out.size; i++) {
    const [item, row, column] = [Math.floor(i / 12), Math.floor((i % 12) / 4), i % 4];
    let sum = bias.data[bias.offset + 2 * column]!;
    for (let p = 0; p < 5; p++)
      sum += a.data[a.offset + item * 15 + row + 3 * p]! * b.data[b.offset + item * 20 + 4 * p + column]!;
    expect(out.data[out.offset + i]).toBeCloseTo(sum, 5);
  }
});

describe.each(built)("matmul on %s", (_, backend) => {
  it("is the reference's on any shape, strides, batch and bias", () => {
    fc.assert(
      fc.property(products, (product) => {
        expectSame(compute(backend, product), compute(reference, product), product.k);
      }),
      runs,
    );
  });

  const plain = { batch: [], a: "rows", b: "transposed", bias: "row", seed: 7 } as const;
  it.each([
    [64, 784, 128],
    [100, 2, 16],
    [64, 64, 10],
    [1, 1000, 70],
    [70, 1000, 1],
    [70, 520, 1100],
    [29, 0, 33],
    [300_000, 2, 3],
    [3, 2, 300_000],
  ])("[%i, %i] x [.., %i]", (m, k, n) => {
    for (const a of ["rows", "transposed"] as const)
      for (const b of ["rows", "transposed"] as const) {
        const product = { ...plain, m, n, k, a, b };
        expectSame(compute(backend, product), compute(reference, product), k);
      }
  });

  it("lets NaN and infinities pass, and writes nothing beside its result", () => {
    for (const [m, k, n] of [
      [5, 7, 9],
      [1, 7, 9],
      [5, 7, 1],
      [40, 30, 50],
    ] as const) {
      const [a, b] = [factor(backend, [], [m, k], "rows", 1), factor(backend, [], [k, n], "rows", 2)];
      a.data[a.offset] = NaN;
      b.data[b.offset + n - 1] = Infinity;
      const around = unwritten(backend, [m * n + 64]);
      const out = around.view([m, n], [n, 1], around.offset + 32);
      backend.matmul(a, b, out);
      const rest = [
        ...around.data.subarray(around.offset, around.offset + 32),
        ...around.data.subarray(out.offset + m * n, around.offset + m * n + 64),
      ];
      expect(new Set(rest)).toEqual(new Set([12345.5]));
      expect(out.data[out.offset]).toBeNaN();
      expect(
        [...out.data.subarray(out.offset, out.offset + m * n)].every((x, i) =>
          i < n ? Number.isNaN(x) : i % n < n - 1 ? Number.isFinite(x) : Math.abs(x) === Infinity,
        ),
      ).toBe(true);
    }
  });
});
