// Operations that are one kernel here, with their first and second derivatives, against PyTorch (fused-ops.json, made by fused-ops.py).
import { readFileSync } from "node:fs";
import { autograd, type Tensor } from "gradbook";
import { expect, it } from "vitest";
import type { DType } from "../../src/tensor/dtype";
import { onEachBackend } from "../backend/machines";
import { checkCase, expectClose, fromGolden, named, tolerances, type GoldenArray, type GoldenCase } from "../golden";
import { operations } from "../golden-operations";

interface FusedCase extends GoldenCase {
  readonly weights: Readonly<Record<string, GoldenArray>>;
  readonly second: Readonly<Record<string, GoldenArray>>;
}

const file = new URL("../golden/fused-ops.json", import.meta.url);
const { ops } = JSON.parse(readFileSync(file, "utf8")) as { ops: FusedCase[] };

/** The gradient of the first gradients, each times its weights. */
function secondDerivatives(golden: FusedCase, dtype: DType): Record<string, Tensor | undefined> {
  const names = Object.keys(golden.inputs);
  const leaves = Object.entries(golden.inputs).map(([, x]) => fromGolden(x, { dtype, requiresGrad: true }));
  const inputs = Object.fromEntries(names.map((name, i) => [name, leaves[i] as Tensor]));
  const integers = Object.fromEntries(
    Object.entries(golden.intInputs).map(([name, x]) => [name, fromGolden(x, { dtype: "int32" })]),
  );
  const output = operations[golden.op]?.run({ inputs, integers, params: golden.params, dtype });
  if (!output) throw new Error(`'${golden.op}' is not an operation that this test knows`);
  const gradOutputs = fromGolden(golden.outputGrad, { dtype });
  const grads = autograd.grad(output, leaves, { gradOutputs, createGraph: true });
  const weights = Object.values(golden.weights).map((weight) => fromGolden(weight, { dtype }));
  // The gradient of a bias depends on nothing that has a gradient.
  const outputs = grads.filter((grad) => grad.requiresGrad);
  const own = weights.filter((_, i) => grads[i]?.requiresGrad);
  const found = autograd.grad(outputs, leaves, { gradOutputs: own, allowUnused: true });
  return Object.fromEntries(names.map((name, i) => [name, found[i]]));
}

onEachBackend("golden values of PyTorch: fused operations", () => {
  it("golden: every operation of the file is known", () => {
    expect(ops.length).toBeGreaterThan(0);
    expect([...new Set(ops.map(({ op }) => op))].filter((op) => !operations[op])).toEqual([]);
  });
  for (const [dtype, tolerance] of tolerances) {
    it.each(named(ops))(`golden ${dtype}: case %s`, (_, one) => checkCase(one, dtype, tolerance));
    it.each(named(ops))(`golden ${dtype}: second derivatives of case %s`, (_, one) => {
      const found = secondDerivatives(one as FusedCase, dtype);
      for (const [name, want] of Object.entries((one as FusedCase).second)) {
        const got = found[name];
        // A linear dependence has no second derivative: nothing arrives, where PyTorch has zeros.
        if (got) expectClose(got, want, 10 * tolerance);
        else expect(want.data.every((value) => value === 0)).toBe(true);
      }
    });
  }
});
