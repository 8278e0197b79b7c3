// Replays the calls of functions and layers that PyTorch made in test/golden/nn-ops.py: values, gradients, states afterwards.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nn, Tensor } from "gradbook";
import { expect, it } from "vitest";
import type { DType } from "../../src/tensor/dtype";
import { onEachBackend } from "../backend/machines";
import { expectClose, fromGolden, tolerances, type GoldenArray } from "../golden";

type Arrays = Readonly<Record<string, GoldenArray>>;

interface Call {
  readonly function?: string;
  readonly module?: string;
  readonly constructor?: readonly unknown[];
  readonly training?: boolean;
  readonly arguments: readonly unknown[];
  readonly inputs: Arrays;
  readonly constants?: Arrays;
  readonly ints?: Arrays;
  readonly masks?: Arrays;
  readonly outputs: readonly GoldenArray[];
  readonly outputGrads: readonly GoldenArray[];
  readonly grads: Arrays;
  readonly state?: Arrays;
  readonly stateGrads?: Arrays;
  readonly buffersAfter?: Arrays;
}

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "golden", "nn-ops.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: readonly Call[] };

type Callable = (...values: unknown[]) => unknown;
type ModuleClass = new (...values: unknown[]) => nn.Module<unknown>;
const room = nn as unknown as Readonly<Record<string, Callable & ModuleClass>>;

function named(arrays: Arrays | undefined, options: { dtype: DType; requiresGrad?: boolean }): [string, Tensor][] {
  return Object.entries(arrays ?? {}).map(([name, values]) => [name, fromGolden(values, options)]);
}

/** Puts the tensors in the places of their names, in lists and options too. */
function filled(value: unknown, tensors: ReadonlyMap<string, Tensor>): unknown {
  if (typeof value === "string" && value.startsWith("$")) {
    const found = tensors.get(value.slice(1));
    if (!found) throw new Error(`the case has no tensor '${value}'`);
    return found;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, tensors));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, tensors)]));
}

function tensorsOf(result: unknown): Tensor[] {
  if (result instanceof Tensor) return [result];
  return Array.isArray(result) ? result.flatMap(tensorsOf) : [];
}

function checkGrads(grads: Arrays | undefined, find: (name: string) => Tensor | undefined, tolerance: number): void {
  for (const [name, want] of Object.entries(grads ?? {})) {
    const got = find(name)?.grad;
    if (!got) throw new Error(`no gradient arrived at '${name}'`);
    expectClose(got, want, tolerance);
  }
}

function replay(call: Call, dtype: DType, tolerance: number): void {
  const tensors = new Map([
    ...named(call.inputs, { dtype, requiresGrad: true }),
    ...named(call.constants, { dtype }),
    ...named(call.ints, { dtype: "int32" }),
    ...named(call.masks, { dtype: "bool" }),
  ]);
  const values = filled(call.arguments, tensors) as unknown[];
  const name = call.function ?? call.module ?? "";
  const callable = room[name];
  if (!callable) throw new Error(`'${name}' is not a function or layer of nn`);
  const module = call.module ? new callable(...(call.constructor ?? [])).to(dtype as "float32") : undefined;
  module?.loadStateDict(Object.fromEntries(named(call.state, { dtype })));
  if (call.training === false) module?.eval();
  const outputs = tensorsOf(module ? (module.forward as Callable)(...values) : callable(...values));
  expect(outputs.length).toBe(call.outputs.length);
  call.outputs.forEach((want, i) => expectClose(outputs[i] as Tensor, want, tolerance));
  const sum = outputs
    .map((output, i) => output.mul(fromGolden(call.outputGrads[i] as GoldenArray, { dtype })).sum())
    .reduce((total, one) => total.add(one));
  sum.backward();
  checkGrads(call.grads, (input) => tensors.get(input), tolerance);
  checkGrads(call.stateGrads, (parameter) => module?.getParameter(parameter), tolerance);
  const buffers = new Map(module?.namedBuffers());
  expect([...buffers.keys()]).toEqual(Object.keys(call.buffersAfter ?? {}));
  for (const [buffer, want] of Object.entries(call.buffersAfter ?? {})) {
    expectClose(buffers.get(buffer) as Tensor, want, tolerance);
  }
}

onEachBackend("golden calls of PyTorch: functions and layers", () => {
  const all = cases.map((call, i): [string, Call] => {
    const how = JSON.stringify([...(call.module ? (call.constructor ?? []) : []), ...call.arguments.slice(1)]);
    return [`${i} ${call.function ?? call.module} ${how.slice(0, 80)}`, call];
  });
  it("golden: there are many", () => expect(all.length).toBeGreaterThan(250));
  for (const [dtype, tolerance] of tolerances) {
    it.each(all)(`golden ${dtype}: call %s`, (_name, call) => replay(call, dtype, tolerance));
  }
});
