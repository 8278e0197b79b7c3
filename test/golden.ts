// Reads the values that PyTorch computed (torch-ops.json, made by torch-ops.py) and replays each of its cases with this library.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { tensor, Tensor } from "gradbook";
import { expect } from "vitest";
import type { DType } from "../src/tensor/dtype";
import { operations } from "./golden-operations";

export interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

export interface GoldenCase {
  readonly op: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, GoldenArray>>;
  readonly intInputs: Readonly<Record<string, GoldenArray>>;
  readonly output: GoldenArray;
  readonly outputGrad: GoldenArray;
  readonly grads: Readonly<Record<string, GoldenArray>>;
}

export interface Golden {
  readonly source: string;
  readonly ops: readonly GoldenCase[];
  readonly optimizers: {
    readonly runs: readonly { optimizer: string; params: Record<string, unknown>; trajectory: number[][] }[];
    readonly start: number[];
    readonly curvature: number[];
    readonly target: number[];
  };
  readonly mlp: {
    readonly x: GoldenArray;
    readonly targets: number[];
    readonly weight1: GoldenArray;
    readonly bias1: GoldenArray;
    readonly weight2: GoldenArray;
    readonly bias2: GoldenArray;
    readonly activation: string;
    readonly optimizer: { name: string; lr: number };
    readonly losses: number[];
  };
}

const ownFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "golden");

/** The folder of torch-ops.json: `GOLDEN_DIR`, or test/golden. */
export const goldenFolder: string = process.env.GOLDEN_DIR ?? ownFolder;

/** Throws if the file is missing: a golden test never passes because there was nothing to compare. */
export function readGolden(): Golden {
  const golden = JSON.parse(readFileSync(path.join(goldenFolder, "torch-ops.json"), "utf8")) as Golden;
  if (golden.ops.length === 0 || golden.optimizers.runs.length === 0) throw new Error("torch-ops.json holds no cases");
  return golden;
}

/** More operations in the same form, made by torch-more.py; always the ones of this repository. */
export function readMore(): readonly GoldenCase[] {
  return (JSON.parse(readFileSync(path.join(ownFolder, "torch-more.json"), "utf8")) as { ops: GoldenCase[] }).ops;
}

/** Each case with a name that finds it again. */
export function named(cases: readonly GoldenCase[]): [name: string, golden: GoldenCase][] {
  return cases.map((one, i) => [`${i} ${one.op} ${JSON.stringify(one.params).slice(0, 60)}`, one]);
}

export const tolerances: readonly (readonly [DType, number])[] = [
  ["float32", 1e-5],
  ["float64", 1e-10],
];

export function fromGolden(values: GoldenArray, options: { dtype: DType; requiresGrad?: boolean }): Tensor {
  const x = tensor(Float64Array.from(values.data), { dtype: options.dtype }).reshape(values.shape);
  x.requiresGrad = options.requiresGrad ?? false;
  return x;
}

/** Every value within `tolerance`, relative for values above 1. */
export function expectClose(
  got: Tensor | readonly number[],
  want: GoldenArray | readonly number[],
  tolerance: number,
): void {
  const [values, expected] = [got instanceof Tensor ? got.toList() : got, "data" in want ? want.data : want];
  if (got instanceof Tensor && "shape" in want) expect(got.shape).toEqual(want.shape);
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => {
    const reference = expected[i] ?? NaN;
    const error = value === reference ? 0 : Math.abs(value - reference) / Math.max(1, Math.abs(reference));
    if (!(error <= tolerance)) throw new Error(`element ${i} is ${value}, PyTorch has ${reference} (error ${error})`);
  });
}

/** Output and gradients of one case against PyTorch's. */
export function checkCase(golden: GoldenCase, dtype: DType, tolerance: number): void {
  const operation = operations[golden.op];
  if (!operation) throw new Error(`'${golden.op}' is not an operation that this test knows`);
  const inputs = Object.fromEntries(
    Object.entries(golden.inputs).map(([name, values]) => [name, fromGolden(values, { dtype, requiresGrad: true })]),
  );
  const integers = Object.fromEntries(
    Object.entries(golden.intInputs).map(([name, values]) => [name, fromGolden(values, { dtype: "int32" })]),
  );
  const output = operation.run({ inputs, integers, params: golden.params, dtype });
  expectClose(output, golden.output, tolerance);
  output.backward({ gradient: fromGolden(golden.outputGrad, { dtype }) });
  for (const [name, grad] of Object.entries(golden.grads)) {
    const got = inputs[name]?.grad;
    if (!got) throw new Error(`no gradient arrived at '${name}'`);
    expectClose(got, grad, tolerance);
  }
}
