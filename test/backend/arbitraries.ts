// What kernels are tried on: random shapes and layouts, ordinary and special numbers.
import fc from "fast-check";
import type { Backend } from "../../src/backend/backend";
import type { Generator } from "../../src/tensor/random";
import { twins, type Layout, type Sample } from "./support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 25) };

export const layouts: fc.Arbitrary<Layout> = fc.constantFrom("rows", "transposed", "inner", "strided", "stretched");
/** Mostly small shapes, some with rows of more than a vector, or of more than is staged at once. */
const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 2, arbitrary: fc.integer({ min: 6, max: 70 }) },
);
const shapes = fc.oneof(
  { weight: 8, arbitrary: fc.array(lengths, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom([700], [3, 300], [2, 3, 270], [130, 150], [1, 40_000], [40, 3, 500]) },
);
export const samples: fc.Arbitrary<Sample> = fc.record({
  shape: shapes,
  layout: layouts,
  seed: fc.integer({ min: 0, max: 1e6 }),
});

export const anything = (random: Generator): number => {
  const pick = random.uniform();
  return pick < 0.03 ? NaN : pick < 0.06 ? Infinity : pick < 0.09 ? -Infinity : pick < 0.15 ? 0 : random.normal() * 3;
};
export const ordinary = (random: Generator): number => random.normal();

/** `[outer, length, inner]`, each of its parts sometimes 0, 1 or long. */
export const blocks = fc.record({
  outer: fc.constantFrom(0, 1, 2, 7),
  length: fc.constantFrom(1, 2, 5, 31, 64, 200, 1100),
  inner: fc.constantFrom(1, 1, 2, 10, 63, 64, 65, 130),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
export const matrices = fc.record({
  rows: fc.constantFrom(0, 1, 2, 9, 40),
  length: fc.constantFrom(1, 2, 3, 5, 16, 17, 33, 64, 100, 128, 1500),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

export function matrix(
  backend: Backend,
  shape: readonly number[],
  seed: number,
  values = ordinary,
): ReturnType<typeof twins> {
  return twins(backend, { shape, layout: "rows", seed }, values);
}

export function check<T>(arbitrary: fc.Arbitrary<T>, property: (sample: T) => void): void {
  fc.assert(fc.property(arbitrary, property), runs);
}
