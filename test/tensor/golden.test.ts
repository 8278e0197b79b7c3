import { expect, it } from "vitest";
import * as kernels from "../../src/tensor/kernels";
import type { NDArray } from "../../src/tensor/ndarray";
import { normalizeDim, normalizeDims } from "../../src/tensor/shape";
import { onEachBackend } from "../backend/machines";
import { expectClose, fromGolden, readGolden, tolerances, type GoldenCase } from "../golden";
import { operations } from "../golden-operations";

const golden = readGolden();

/** The kernels themselves, below autograd: values only. */
const binary = ["add", "sub", "mul", "div", "maximum", "minimum"] as const;
const unary = ["neg", "exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "erf"] as const;
const reductions = ["sum", "max", "min"] as const;
const softmaxes = ["softmax", "logSoftmax"] as const;

function compute({ op, params }: GoldenCase, input: (name: string) => NDArray): NDArray | undefined {
  for (const kind of binary) if (op === kind) return kernels.binary(kind, input("a"), input("b"));
  for (const kind of unary) if (op === kind) return kernels.unary(kind, input("x"));
  for (const kind of softmaxes) {
    if (op === kind)
      return kernels.softmax(kind, input("x"), normalizeDim(kind, params.dim as number, input("x").ndim));
  }
  for (const kind of reductions) {
    if (op !== kind) continue;
    const dims = normalizeDims(kind, (params.dim as number | null) ?? undefined, input("x").ndim);
    return kernels.reduce(kind, input("x"), dims, (params.keepdim as boolean | undefined) ?? false);
  }
  // A vector is made a matrix above the kernels, in autograd.
  if (op !== "matmul" || input("a").ndim < 2 || input("b").ndim < 2) return undefined;
  return kernels.matmul(input("a"), input("b"));
}

onEachBackend("golden values of PyTorch: kernels", () => {
  it("golden: every operation of the file is known", () => {
    expect([...new Set(golden.ops.map(({ op }) => op))].filter((op) => !operations[op])).toEqual([]);
  });
  for (const [dtype, tolerance] of tolerances) {
    it(`golden ${dtype}: kernels give PyTorch's values`, () => {
      let checked = 0;
      for (const one of golden.ops) {
        const input = (name: string): NDArray =>
          fromGolden(one.inputs[name] ?? { shape: [0], data: [] }, { dtype }).array;
        const output = compute(one, input);
        if (!output) continue;
        expectClose(Array.from(output.data), one.output, tolerance);
        checked++;
      }
      expect(checked).toBeGreaterThan(0);
    });
  }
});
