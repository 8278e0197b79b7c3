// Functions of one number against double precision, over all float32 numbers from -Infinity to Infinity, sampled densely.
import { describe, expect, it } from "vitest";
import type { Backend, UnaryKind } from "../../src/backend/backend";
import * as scalar from "../../src/backend/reference/scalar";
import { allowNothingBuilt, arrayOf, built, ulpsApart, unwritten } from "./support";

/** One of so many patterns of bits is tried: more of them in the deep test. Either step covers every exponent. */
const step = process.env.FUZZ_RUNS ? 2053 : 20_011;

/** Numbers of all sizes, and the special ones. */
const everywhere = ((): Float32Array => {
  const bits = Uint32Array.from({ length: Math.floor(2 ** 32 / step) }, (_, i) => i * step);
  const special = [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    Infinity,
    -Infinity,
    NaN,
    1e-45,
    -1e-45,
    1.17549435e-38,
    3.4e38,
    88.72,
    -87.3,
    -103.9,
  ];
  return Float32Array.from([...special, ...new Float32Array(bits.buffer)]);
})();

/** Random numbers as they occur: between -20 and 20. */
const usual = Float32Array.from({ length: 200_000 }, (_, i) => (i - 100_000) / 5000);

const functions: [UnaryKind, (x: number) => number, number][] = [
  ["neg", (x) => -x, 0],
  ["exp", Math.exp, 1.5],
  ["expm1", Math.expm1, 3.5],
  ["log", Math.log, 1.5],
  ["log1p", Math.log1p, 3],
  ["sqrt", Math.sqrt, 0.5],
  ["abs", Math.abs, 0],
  ["sign", Math.sign, 0],
  ["sin", Math.sin, 2],
  ["cos", Math.cos, 2],
  ["tanh", Math.tanh, 2.5],
  ["sigmoid", scalar.sigmoid, 3],
  ["relu", (x) => Math.max(x, 0), 0],
  ["softplus", scalar.softplus, 4],
  ["erf", scalar.erf, 3],
  ["floor", Math.floor, 0],
  ["ceil", Math.ceil, 0],
  ["trunc", Math.trunc, 0],
  ["silu", scalar.silu, 4],
  ["gelu", scalar.gelu, 5],
];

function apply(backend: Backend, kind: UnaryKind, values: Float32Array): Float32Array {
  const out = unwritten(backend, [values.length]);
  backend.unary(kind, arrayOf(backend, values, [values.length], "float32"), out);
  return out.data as Float32Array;
}

/** The largest distance, in float32 numbers, and where it was. */
function worst(
  values: Float32Array,
  got: ArrayLike<number>,
  want: (x: number) => number,
): { ulps: number; at: string } {
  let found = { ulps: 0, at: "nowhere" };
  values.forEach((x, i) => {
    const y = got[i] ?? NaN;
    const exact = want(x);
    // A product with a factor that is as small as numbers get is only as exact as that.
    const ulps = Math.abs(exact) < 1e-36 && Math.abs(y - exact) < Math.abs(x) * 2 ** -149 ? 0 : ulpsApart(y, exact);
    if (!(ulps <= found.ulps)) found = { ulps, at: `f(${x}) = ${y}, exactly ${exact}` };
  });
  return found;
}

it.runIf(built.length === 0)("right after npm ci nothing is compiled: `npm test` builds first", () => {
  expect(built).toEqual([]);
});

allowNothingBuilt();

describe.each(built)("the functions of %s", (_, backend) => {
  it.each(functions)("%s is exact to the last bits", (kind, exact, bound) => {
    for (const values of [everywhere, usual]) {
      const { ulps, at } = worst(values, apply(backend, kind, values), exact);
      expect(ulps, at).toBeLessThanOrEqual(bound);
    }
  });

  it("odd functions and roots keep -0", () => {
    for (const kind of [
      "tanh",
      "sin",
      "erf",
      "expm1",
      "log1p",
      "trunc",
      "sqrt",
      "sign",
      "floor",
      "ceil",
      "round",
      "gelu",
      "silu",
    ] as const) {
      expect(apply(backend, kind, Float32Array.of(-0))[0], kind).toBe(-0);
    }
    expect(apply(backend, "ceil", Float32Array.of(-0.4))[0]).toBe(-0);
    expect(apply(backend, "neg", Float32Array.of(0))[0]).toBe(-0);
  });

  it("halves are rounded to even numbers", () => {
    expect([...apply(backend, "round", Float32Array.of(0.5, 1.5, 2.5, -0.5, -1.5, 3.49, 8388609, -1e30))]).toEqual([
      0,
      2,
      2,
      -0,
      -2,
      3,
      8388609,
      Math.fround(-1e30),
    ]);
  });
});
