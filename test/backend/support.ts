// Arrays on the compiled backends, and how far apart two numbers are in float32.
import { expect, it } from "vitest";
import type { Backend } from "../../src/backend/backend";
import { compiledBackend } from "../../src/backend/compiled/index";
import { instructionSets } from "../../src/backend/native/load";
import { reference } from "../../src/backend/reference/index";
import type { DType } from "../../src/tensor/dtype";
import { empty } from "../../src/tensor/kernels";
import type { NDArray } from "../../src/tensor/ndarray";
import { Generator } from "../../src/tensor/random";
import { permute, sliceDim } from "../../src/tensor/views";
import { loadAddon, machines, on } from "./machines";

const wasm = machines.wasm?.();
const addons = instructionSets.flatMap((cap) => loadAddon?.({ cap }) ?? []);

/** Each compiled backend, native once for every instruction set of this machine; none right after `npm ci`. */
export const built: readonly (readonly [string, Backend])[] = [
  ...(wasm ? [["wasm", compiledBackend(wasm)] as const] : []),
  ...instructionSets.flatMap((set) => {
    const machine = addons.find(({ instructions }) => instructions === set);
    return machine ? [[`native ${set}`, compiledBackend(machine)] as const] : [];
  }),
];

/** Right after `npm ci` nothing is compiled, and a file without any test would fail. */
export function allowNothingBuilt(): void {
  it.runIf(built.length === 0)("nothing is compiled yet: only the reference can be tested", () => {
    expect(machines).toEqual({});
  });
}

export function arrayOf(backend: Backend, values: ArrayLike<number>, shape: readonly number[], dtype: DType): NDArray {
  const array = on(backend, () => empty(dtype, shape));
  array.data.set(values, array.offset);
  return array;
}

/** A new array whose contents are known to be wrong, so that an element that was not written is found out. */
export function unwritten(backend: Backend, shape: readonly number[], dtype: DType = "float32"): NDArray {
  const array = on(backend, () => empty(dtype, shape));
  array.data.fill(dtype === "float32" || dtype === "float64" ? 12345.5 : 77, array.offset, array.offset + array.size);
  return array;
}

export type Layout = "rows" | "transposed" | "inner" | "strided" | "stretched";

/** The same numbers twice: in float32 on `backend`, in float64 (rounded to float32) on the reference, with the same strides. */
export interface Twins {
  readonly own: NDArray;
  readonly exact: NDArray;
}

export interface Sample {
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly seed: number;
}

export function twins(
  backend: Backend,
  { shape, layout, seed }: Sample,
  values: (random: Generator) => number = (random) => random.normal(),
  dtype: "float32" | "bool" | "int32" = "float32",
): Twins {
  const random = new Generator(seed);
  const last = shape.length - 1;
  let full = [...shape];
  if (layout === "transposed") full = [...shape].reverse();
  if (layout === "inner") full = shape.map((length) => length + 2);
  if (layout === "strided") full = shape.map((length, i) => (i === last ? 2 * length : length));
  if (layout === "stretched") full = shape.map((length, i) => ((seed >> i) & 1 ? 1 : length));
  const size = full.reduce((product, length) => product * length, 1);
  const numbers = Float32Array.from({ length: size }, () => values(random));
  const view = (array: NDArray): NDArray => {
    if (layout === "transposed") {
      const order = shape.map((_, i) => last - i);
      return permute(array, order);
    }
    if (layout === "inner") return shape.reduce((x, length, dim) => sliceDim(x, dim, 1, length, 1), array);
    if (layout === "strided" && last >= 0) return sliceDim(array, last, 0, shape[last] ?? 0, 2);
    if (layout !== "stretched") return array;
    return array.view(
      shape,
      array.strides.map((stride, i) => (full[i] === shape[i] ? stride : 0)),
    );
  };
  return {
    own: view(arrayOf(backend, numbers, full, dtype)),
    exact: view(arrayOf(reference, numbers, full, dtype === "float32" ? "float64" : dtype)),
  };
}

const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The distance from `|x|` to the next float32. */
export function ulp(x: number): number {
  single[0] = Math.abs(x);
  if (!Number.isFinite(single[0])) single[0] = 3e38;
  const exponent = Math.max((singleBits[0] ?? 0) >> 23, 1);
  return 2 ** (exponent - 150);
}

/** How many float32 numbers `got` is away from the exact value `want`; NaN only fits NaN, infinity only infinity. */
export function ulpsApart(got: number, want: number): number {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded) || got === rounded || (Number.isNaN(got) && Number.isNaN(want))) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded)) {
    // An exact value at the edge may be rounded to infinity or not.
    return Math.abs(want) > 3.4028e38 && Math.abs(got) > 3.4028e38 && Math.sign(got) === Math.sign(want) ? 0 : Infinity;
  }
  return Math.abs(got - want) / ulp(want);
}

/** Every element within `tolerance` of the exact one, absolutely below 1 and relatively above. */
export function expectNear(own: NDArray, exact: NDArray, tolerance: number): void {
  expect(own.shape).toEqual(exact.shape);
  const [got, want] = [own, exact].map((x) => x.data.subarray(x.offset, x.offset + x.size));
  want?.forEach((value, i) => {
    const number = got?.[i] ?? NaN;
    if (number === value || (Number.isNaN(number) && Number.isNaN(value))) return;
    const error = Math.abs(number - value) / Math.max(1, Math.abs(value));
    if (!(error <= tolerance)) throw new Error(`element ${i} is ${number}, exactly ${value} (error ${error})`);
  });
}
