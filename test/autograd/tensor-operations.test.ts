// Replays the calls of golden/tensor-ops.json, made by tensor-ops.py, and compares values, shapes and gradients with PyTorch's.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GradbookError, tensor, Tensor } from "gradbook";
import { expect, it } from "vitest";
import type { DType } from "../../src/tensor/dtype";
import { onEachBackend } from "../backend/machines";
import { tolerances } from "../golden";

type Number = number | "NaN" | "Infinity" | "-Infinity";

interface Values {
  readonly shape: number[];
  readonly kind: "float" | "int" | "bool";
  readonly data: Number[];
}

interface Case {
  readonly op: string;
  readonly args: unknown[];
  /** The part of the result that is compared. */
  readonly pick: string | number | null;
  readonly inputs: Record<string, Values>;
  /** Missing where only the element type is of interest, or where PyTorch refuses. */
  readonly output?: Values;
  readonly outputGrad?: Values;
  readonly grads?: Record<string, Values>;
  readonly dtype?: DType;
  /** Whether PyTorch answers with an error. */
  readonly refused?: boolean;
  /** Element types of the inputs, where only the result's is of interest. */
  readonly types?: Record<string, DType>;
  /** The element type in which the inputs are what they are meant to be. */
  readonly only?: DType;
}

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "golden", "tensor-ops.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };
const calls = cases.filter(({ output }) => output);

function read({ shape, kind, data }: Values, dtype: DType): Tensor {
  const own = kind === "float" ? dtype : kind === "int" ? "int32" : "bool";
  return tensor(Float64Array.from(data, globalThis.Number), { dtype: own }).reshape(shape);
}

/** Puts the inputs in the place of their names, and numbers in the place of words for those that JSON lacks. */
function resolve(value: unknown, inputs: ReadonlyMap<string, Tensor>): unknown {
  if (typeof value === "string" && /^-?Infinity$/.test(value)) return globalThis.Number(value);
  if (Array.isArray(value)) return value.map((one) => resolve(one, inputs));
  if (typeof value !== "object" || value === null) return value;
  if (!("$" in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, inputs)]));
  }
  const found = inputs.get(String(value.$));
  if (!found) throw new Error(`the case has no input '${String(value.$)}'`);
  return found;
}

function call(op: string, args: unknown[]): unknown {
  const [receiver, name, rest] = op.startsWith("tensor.") ? [tensor, op.slice(7), args] : [args[0], op, args.slice(1)];
  const method = (receiver as Record<string, unknown>)[name];
  if (typeof method !== "function") throw new Error(`'${op}' is not an operation`);
  return method.apply(receiver, rest) as unknown;
}

function expectClose(got: Tensor | undefined, want: Values, tolerance: number): void {
  if (!got) throw new Error("there is no tensor to compare");
  expect(got.shape).toEqual(want.shape);
  got.toList().forEach((value, i) => {
    const reference = globalThis.Number(want.data[i]);
    const error = Object.is(value, reference) || value === reference ? 0 : Math.abs(value - reference);
    if (error !== 0 && !(error <= tolerance * Math.max(1, Math.abs(reference)))) {
      throw new Error(`element ${i} is ${value}, PyTorch has ${reference} (error ${error})`);
    }
  });
}

function check({ op, args, pick, inputs, output, outputGrad, grads }: Case, dtype: DType, tolerance: number): void {
  const tensors = new Map(Object.entries(inputs).map(([name, values]) => [name, read(values, dtype)]));
  for (const name of Object.keys(grads ?? {})) tensors.get(name)!.requiresGrad = true;
  const result = call(
    op,
    args.map((value) => resolve(value, tensors)),
  );
  const part = pick === null ? result : (result as Record<string | number, unknown>)[pick];
  if (!(part instanceof Tensor)) throw new Error(`the result is ${typeof part}`);
  if (!output) throw new Error("the case has no result");
  expectClose(part, output, tolerance);
  expect(part.dtype).toBe(output.kind === "float" ? dtype : output.kind === "int" ? "int32" : "bool");
  if (!outputGrad) return;
  part.backward({ gradient: read(outputGrad, dtype) });
  for (const [name, grad] of Object.entries(grads ?? {})) expectClose(tensors.get(name)?.grad, grad, tolerance);
}

const named = (list: Case[]): [string, Case][] =>
  list.map((one, i) => [`${i} ${one.op} ${JSON.stringify(one.args).slice(0, 60)}`, one]);

onEachBackend("golden values of PyTorch in tensor-ops", () => {
  it("golden: there are many", () => expect(calls.length).toBeGreaterThan(200));
  for (const [dtype, tolerance] of tolerances) {
    // Logarithms of powers of 1000 and the like lose some digits of float32 on the way.
    const allowed = dtype === "float32" ? 2 * tolerance : tolerance;
    it.each(named(calls.filter(({ only = dtype }) => only === dtype)))(`golden ${dtype}: case %s`, (_, one) =>
      check(one, dtype, allowed),
    );
  }
  it.each(named(cases.filter(({ refused }) => refused)))(
    "golden: an error, as in PyTorch: %s",
    (_, { op, args, inputs }) => {
      const tensors = new Map(Object.entries(inputs).map(([name, values]) => [name, read(values, "float32")]));
      const run = (): unknown =>
        call(
          op,
          args.map((value) => resolve(value, tensors)),
        );
      expect(run).toThrow(GradbookError);
      expect(run).toThrow(new RegExp(`^${op.replace(/^tensor\.|_$/, "")}|slice:`));
    },
  );
  it("golden: element types of results", () => {
    const typed = cases.filter(({ types }) => types);
    expect(typed.length).toBeGreaterThan(500);
    const results = typed.map(({ op, args, pick, types = {}, dtype }) => {
      const inputs = new Map(Object.entries(types).map(([name, own]) => [name, tensor.ones([2], { dtype: own })]));
      const result = call(
        op,
        args.map((value) => resolve(value, inputs)),
      );
      const part = pick === null ? result : (result as Record<string, unknown>)[pick];
      const name = `${op} ${JSON.stringify(args)} of ${Object.values(types).join(", ")}`;
      return { got: `${name}: ${(part as Tensor).dtype}`, want: `${name}: ${dtype}` };
    });
    expect(results.map(({ got }) => got)).toEqual(results.map(({ want }) => want));
  });
  it("golden: element types of sums with tensors without dimensions", () => {
    for (const { args, dtype } of cases.filter(({ op }) => op === "promotion")) {
      const [a, b, first, second] = args as [DType, DType, number[], number[]];
      expect(
        `${tensor.ones(first, { dtype: a }).add(tensor.ones(second, { dtype: b })).dtype} of ${args.join(" ")}`,
      ).toBe(`${dtype} of ${args.join(" ")}`);
    }
  });
});
