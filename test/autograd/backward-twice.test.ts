// The gradient of the gradient of every operation that PyTorch's values are there for.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { nn, Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { fromGolden, named, readGolden, readMore, type GoldenArray, type GoldenCase } from "../golden";
import { operations } from "../golden-operations";
import { checkTwice } from "./twice";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "golden");
type Arrays = Readonly<Record<string, GoldenArray>>;

const double = (arrays: Arrays = {}): [string, Tensor][] =>
  Object.entries(arrays).map(([name, values]) => [name, fromGolden(values, { dtype: "float64" })]);

function names(inputs: readonly Tensor[], arrays: Arrays): [string, Tensor][] {
  return Object.keys(arrays).map((name, i) => [name, inputs[i] as Tensor]);
}

describe("second derivatives: torch-ops and torch-more", () => {
  const cases = named([...readGolden().ops, ...readMore()]);
  it("there are many", () => expect(cases.length).toBeGreaterThan(100));
  it.each(cases)("%s", (_, { op, inputs, intInputs, params }: GoldenCase) => {
    const run = operations[op]?.run;
    if (!run) throw new Error(`'${op}' is not an operation that this test knows`);
    const integers = Object.entries(intInputs).map(([name, x]) => [name, fromGolden(x, { dtype: "int32" })] as const);
    const call = { integers: Object.fromEntries(integers), params, dtype: "float64" } as const;
    checkTwice(
      (points) => [run({ ...call, inputs: Object.fromEntries(names(points, inputs)) })],
      double(inputs).map(([, x]) => x),
    );
  });
});

/** A call of nn-ops.py: a function, or a layer with its state. */
interface LayerCall {
  readonly function?: string;
  readonly module?: string;
  readonly constructor?: readonly unknown[];
  readonly training?: boolean;
  readonly arguments: readonly unknown[];
  readonly inputs: Arrays;
  readonly constants?: Arrays;
  readonly ints?: Arrays;
  readonly masks?: Arrays;
  readonly state?: Arrays;
}

/** Puts the tensors in the places of their names (`$name`, or `{ $: name }`). */
function filled(value: unknown, tensors: ReadonlyMap<string, Tensor>): unknown {
  if (typeof value === "string") {
    if (/^-?Infinity$/.test(value)) return Number(value);
    return value.startsWith("$") ? tensors.get(value.slice(1)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, tensors));
  if (typeof value !== "object" || value === null) return value;
  if ("$" in value) return tensors.get(String(value.$));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, tensors)]));
}

function tensorsOf(result: unknown): Tensor[] {
  if (result instanceof Tensor) return [result];
  return Array.isArray(result) ? result.flatMap(tensorsOf) : [];
}

type Callable = (...values: unknown[]) => unknown;

function runLayer(call: LayerCall, points: readonly Tensor[]): Tensor[] {
  const tensors = new Map([
    ...names(points, call.inputs),
    ...double(call.constants),
    ...Object.entries(call.ints ?? {}).map(([name, x]) => [name, fromGolden(x, { dtype: "int32" })] as const),
    ...Object.entries(call.masks ?? {}).map(([name, x]) => [name, fromGolden(x, { dtype: "bool" })] as const),
  ]);
  const room = nn as unknown as Record<string, Callable & (new (...values: unknown[]) => nn.Module<unknown>)>;
  const callable = room[call.function ?? call.module ?? ""];
  if (!callable) throw new Error("not a function or layer of nn");
  const values = filled(call.arguments, tensors) as unknown[];
  if (!call.module) return tensorsOf(callable(...values));
  const module = new callable(...(call.constructor ?? [])).to("float64");
  module.loadStateDict(Object.fromEntries(double(call.state)));
  if (call.training === false) module.eval();
  return tensorsOf((module.forward as Callable)(...values));
}

/** As in PyTorch, the gradient passes the lowest variance as if it were not there. */
const unlikeDifferences = new Set(["gaussianNLLLoss"]);

describe("second derivatives: functions and layers", () => {
  const { cases } = JSON.parse(readFileSync(path.join(folder, "nn-ops.json"), "utf8")) as { cases: LayerCall[] };
  const calls = cases
    .filter(({ inputs, function: name }) => Object.keys(inputs).length > 0 && !(name && unlikeDifferences.has(name)))
    .map((call, i): [string, LayerCall] => [`${i} ${call.function ?? call.module}`, call]);
  it.each(calls)("%s", (_, call) => {
    checkTwice(
      (points) => runLayer(call, points),
      double(call.inputs).map(([, x]) => x),
    );
  });
});

interface TensorCall {
  readonly op: string;
  readonly args: unknown[];
  readonly pick: string | number | null;
  readonly inputs: Readonly<Record<string, { shape: number[]; kind: string; data: (number | string)[] }>>;
  readonly grads?: Readonly<Record<string, unknown>>;
}

function runTensor({ op, args, pick, inputs, grads = {} }: TensorCall, points: readonly Tensor[]): Tensor[] {
  const moved = new Map(Object.keys(grads).map((name, i) => [name, points[i] as Tensor]));
  const all = new Map(Object.entries(inputs).map(([name, values]) => [name, moved.get(name) ?? read(values)]));
  const [first, ...rest] = filled(args, all) as unknown[];
  const [receiver, name] = op.startsWith("tensor.") ? [tensor, op.slice(7)] : [first, op];
  const method = (receiver as Record<string, Callable>)[name];
  if (!method) throw new Error(`'${op}' is not an operation`);
  const result = op.startsWith("tensor.") ? method.call(receiver, first, ...rest) : method.call(receiver, ...rest);
  return tensorsOf(pick === null ? result : (result as Record<string | number, unknown>)[pick]);
}

function read({ shape, kind, data }: TensorCall["inputs"][string]): Tensor {
  const dtype = kind === "float" ? "float64" : kind === "int" ? "int32" : "bool";
  return tensor(Float64Array.from(data, Number), { dtype }).reshape(shape);
}

describe("second derivatives: operations of tensors", () => {
  const { cases } = JSON.parse(readFileSync(path.join(folder, "tensor-ops.json"), "utf8")) as { cases: TensorCall[] };
  const calls = cases
    .filter(({ grads }) => grads && Object.keys(grads).length > 0)
    .map((call, i): [string, TensorCall] => [`${i} ${call.op} ${JSON.stringify(call.args).slice(0, 40)}`, call]);
  it.each(calls)("%s", (_, call) => {
    const points = Object.keys(call.grads ?? {}).map((name) => read(call.inputs[name]!));
    checkTwice((at) => runTensor(call, at), points);
  });
});
