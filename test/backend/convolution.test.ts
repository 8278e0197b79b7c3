// Windows over images on the compiled backends, against the reference in double precision.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend, Window2d } from "../../src/backend/backend";
import { reference } from "../../src/backend/reference/index";
import type { Generator } from "../../src/tensor/random";
import { built, expectNear, twins, unwritten, type Twins } from "./support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 60) };

const from = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const side = fc.record({
  length: fc.oneof(from(1, 6), from(7, 40)),
  kernel: from(1, 4),
  stride: from(1, 3),
  padding: from(0, 2),
  dilation: from(1, 3),
  // A last window that reaches over the end, as with ceilMode.
  extra: from(0, 1),
});
type Side = { length: number; kernel: number; stride: number; padding: number; dilation: number; extra: number };

function positionsOf({ length, kernel, stride, padding, dilation, extra }: Side): number {
  return Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1 + extra;
}

const windows: fc.Arbitrary<Window2d> = fc
  .record({ batch: from(0, 3), channels: from(1, 3), y: side, x: side })
  .map(({ batch, channels, y, x }): Window2d => ({
    batch,
    channels,
    height: y.length,
    width: x.length,
    kernel: [y.kernel, x.kernel],
    stride: [y.stride, x.stride],
    padding: [y.padding, x.padding],
    dilation: [y.dilation, x.dilation],
    outHeight: positionsOf(y),
    outWidth: positionsOf(x),
  }))
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);

const withNaN = (random: Generator): number => (random.uniform() < 0.02 ? NaN : Math.round(random.normal() * 4));

function images(backend: Backend, w: Window2d, seed: number, values?: (random: Generator) => number): Twins {
  return twins(backend, { shape: [w.batch, w.channels, w.height, w.width], layout: "rows", seed }, values);
}

function columnsShape(w: Window2d): number[] {
  return [w.batch, w.channels * w.kernel[0] * w.kernel[1], w.outHeight * w.outWidth];
}

it.runIf(built.length === 0)("right after npm ci nothing is compiled: `npm test` builds first", () => {
  expect(built).toEqual([]);
});

describe.each(built)("windows on %s", (_, backend) => {
  it("unfold2d", () => {
    fc.assert(
      fc.property(windows, from(0, 1e6), (w, seed) => {
        const x = images(backend, w, seed);
        const [own, exact] = [unwritten(backend, columnsShape(w)), unwritten(reference, columnsShape(w), "float64")];
        backend.unfold2d(x.own, w, own);
        reference.unfold2d(x.exact, w, exact);
        expectNear(own, exact, 0);
      }),
      runs,
    );
  });
  it("fold2d", () => {
    fc.assert(
      fc.property(windows, from(0, 1e6), (w, seed) => {
        const x = twins(backend, { shape: columnsShape(w), layout: "rows", seed });
        const shape = [w.batch, w.channels, w.height, w.width];
        const [own, exact] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
        backend.fold2d(x.own, w, own);
        reference.fold2d(x.exact, w, exact);
        expectNear(own, exact, 1e-5);
      }),
      runs,
    );
  });
  it("maxPool2d, and the first of equal elements", () => {
    fc.assert(
      fc.property(windows, from(0, 1e6), (w, seed) => {
        const x = images(backend, w, seed, withNaN);
        const shape = [w.batch, w.channels, w.outHeight, w.outWidth];
        const [own, exact] = [unwritten(backend, shape), unwritten(reference, shape, "float64")];
        const [places, exactPlaces] = [new Int32Array(own.size), new Int32Array(own.size)];
        backend.maxPool2d(x.own, w, own, places);
        reference.maxPool2d(x.exact, w, exact, exactPlaces);
        expectNear(own, exact, 0);
        expect(places).toEqual(exactPlaces);
      }),
      runs,
    );
  });
});
