import fc from "fast-check";
import { Generator, tensor, type Tensor } from "gradbook";
import { expect } from "vitest";

/** Shapes of up to three dimensions, lengths from 0 to 4: sizes of zero and one occur often. */
export const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });

/** A tensor as it may lie in memory: in rows, transposed, a slice of a larger one, or every second element. */
const layouts = fc.constantFrom("rows", "transposed", "inner", "strided");

export interface Sample {
  readonly shape: number[];
  readonly layout: "rows" | "transposed" | "inner" | "strided";
  readonly seed: number;
}

export const arrays: fc.Arbitrary<Sample> = fc.record({
  shape: shapes,
  layout: layouts,
  seed: fc.integer({ min: 0, max: 1e6 }),
}) as fc.Arbitrary<Sample>;

/** Two shapes that broadcast: some dimensions of one are 1 or missing. */
export const pairs: fc.Arbitrary<[Sample, Sample]> = fc
  .tuple(arrays, arrays, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, b, ones, missing]) => {
    const shape = a.shape.map((length, i) => (ones[i] ? 1 : length)).slice(Math.min(missing, a.shape.length));
    return [a, { ...b, shape }];
  });

/** A float64 leaf and the view of it that the operation sees: gradients must find their way through the view. */
export function leafAndView(
  { shape, layout, seed }: Sample,
  values: (random: Generator) => number = (random) => random.normal(),
): { leaf: Tensor; view: () => Tensor } {
  const random = new Generator(seed);
  const make = (own: readonly number[]): Tensor => {
    const size = own.reduce((product, length) => product * length, 1);
    const x = tensor(Float64Array.from({ length: size }, () => values(random))).reshape(own);
    x.requiresGrad = true;
    return x;
  };
  const last = shape.length - 1;
  if (layout === "transposed" && shape.length >= 2) {
    const leaf = make([...shape].reverse());
    return { leaf, view: () => leaf.permute(shape.map((_, i) => last - i)) };
  }
  if (layout === "inner" && shape.length >= 1) {
    const leaf = make(shape.map((length) => length + 2));
    return { leaf, view: () => leaf.slice(...shape.map((length): [number, number] => [1, 1 + length])) };
  }
  if (layout === "strided" && shape.length >= 1) {
    const leaf = make(shape.map((length, i) => (i === last ? 2 * length : length)));
    return {
      leaf,
      view: () => leaf.slice(...shape.map((_, i): [null, null, number] => [null, null, i === last ? 2 : 1])),
    };
  }
  const leaf = make(shape);
  return { leaf, view: () => leaf };
}

/**
 * The gradient of a weighted sum of the output, compared with `(f(x + h) - f(x - h)) / 2h` at every element.
 * Relative to the size of the gradient, differences stay below 1e-5. Where two random numbers are so near each other that the step
 * changes which is the larger, the slopes to the left and to the right differ, and the gradient is one of them or lies between.
 */
export function checkGradient(
  compute: (...inputs: Tensor[]) => Tensor,
  samples: readonly Sample[],
  values?: (random: Generator) => number,
): void {
  const inputs = samples.map((sample) => leafAndView(sample, values));
  const random = new Generator(99);
  let weights: Tensor | undefined;
  const objective = (): Tensor => {
    const output = compute(...inputs.map(({ view }) => view()));
    weights ??= tensor(Float64Array.from({ length: output.size }, () => random.normal())).reshape(output.shape);
    return output.mul(weights).sum();
  };
  const start = objective();
  start.backward();
  const here = start.item();
  for (const { leaf } of inputs) {
    const { data } = leaf.array;
    const grad = leaf.grad?.toList() ?? [];
    expect(leaf.grad?.shape).toEqual(leaf.shape);
    for (let i = 0; i < leaf.size; i++) {
      const kept = data[i] ?? NaN;
      const step = 1e-5;
      data[i] = kept + step;
      const above = objective().item();
      data[i] = kept - step;
      const below = objective().item();
      data[i] = kept;
      const slope = (above - below) / (2 * step);
      const size = Math.max(1, Math.abs(slope));
      const error = Math.abs((grad[i] ?? NaN) - slope) / size;
      // Half the difference of the one-sided slopes: next to nothing where the function is smooth.
      const bend = Math.abs(above + below - 2 * here) / (2 * step) / size;
      if (!(error < 1e-5 + (bend > 1e-2 ? bend : 0)))
        throw new Error(`element ${i}: gradient ${grad[i]}, finite difference ${slope}`);
    }
  }
}

/** Values away from 0, where logarithms and roots are smooth. */
export const positive = (random: Generator): number => 0.5 + random.uniform();
/** Values that differ by more than a finite step, so that no maximum changes its place. */
export const distinct = (random: Generator): number =>
  Math.round(random.normal() * 1000) / 1000 + 0.0004 * random.uniform() + 0.0005;
