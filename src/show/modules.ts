import type { Operation } from "../figures/network/operation";
import { isTensor, rowsOf, type TensorLike } from "./numbers";

/** The part of an `nn.Module` that pictures read. */
export interface ModuleLike {
  parameters?(): Iterable<TensorLike>;
  children?(): Iterable<ModuleLike | readonly [string, ModuleLike]>;
}

/** A layer that a learner keeps as plain numbers. */
export interface PlainLayer {
  /** One row a unit: the weights of what comes into it. */
  readonly weights: readonly ArrayLike<number>[] | TensorLike;
  readonly biases?: ArrayLike<number> | TensorLike;
  readonly bias?: ArrayLike<number> | TensorLike;
  /** "relu", "sigmoid", "tanh", "softmax" ...; none for a plain sum. */
  readonly activation?: string;
}

/** One layer of weights and what follows it, ready to be drawn. */
export interface Dense {
  readonly path: string;
  readonly type: string;
  readonly inputs: number;
  readonly outputs: number;
  /** outputs x inputs, row by row. */
  readonly weights: ArrayLike<number>;
  readonly bias: ArrayLike<number> | null;
  readonly after: Operation[];
  parameters: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** A module's type as its class is called; bundlers may have added an underscore or a number. */
export const typeOf = (module: object): string => module.constructor.name.replace(/^_+/, "").replace(/\d+$/, "");

/** The modules directly inside one, with their names. */
export function childrenOf(module: ModuleLike): (readonly [string, ModuleLike])[] {
  const found = module.children?.();
  if (!found) return [];
  const list = found instanceof Map || isIterable(found) ? [...(found as Iterable<unknown>)] : Object.entries(found);
  return list.map((child, i) =>
    Array.isArray(child)
      ? [String(child[0]), child[1] as ModuleLike]
      : [nameOf(module, child as ModuleLike) ?? String(i), child as ModuleLike],
  );
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";

function nameOf(parent: ModuleLike, child: ModuleLike): string | undefined {
  return Object.entries(parent).find(([, value]) => value === child)?.[0];
}

const sizeOf = (tensor: TensorLike): number => tensor.shape.reduce((a, b) => a * b, 1);

/** How many numbers a module learns. */
export function parametersOf(module: ModuleLike): number {
  const seen = new Set<TensorLike>();
  for (const parameter of module.parameters?.() ?? []) seen.add(parameter);
  return [...seen].reduce((sum, parameter) => sum + sizeOf(parameter), 0);
}

const plainOps: Readonly<Record<string, string>> = {
  relu: "relu",
  sigmoid: "sigmoid",
  tanh: "tanh",
  softmax: "softmax",
  logsoftmax: "logSoftmax",
  leakyrelu: "leakyRelu",
  gelu: "gelu",
  silu: "silu",
  softplus: "softplus",
  step: "step",
  identity: "identity",
  dropout: "dropout",
  none: "identity",
  linear: "identity",
};

const numbersOf = (value: unknown): number[] | undefined =>
  isTensor(value) ? Array.from(value.toTypedArray()) : undefined;

/** A leaf module as an operation on a layer's numbers, or null where it is none. */
function operationOf(module: ModuleLike): Operation | null {
  const type = typeOf(module);
  const fields = module as unknown as Fields;
  const plain = plainOps[type.toLowerCase()];
  if (plain) {
    const slope = fields["negativeSlope"] ?? fields["slope"];
    return typeof slope === "number" ? { op: plain, slope } : { op: plain };
  }
  const weight = numbersOf(fields["weight"]);
  const bias = numbersOf(fields["bias"]);
  const eps = typeof fields["eps"] === "number" ? fields["eps"] : 1e-5;
  if (type === "LayerNorm" && weight) return { op: "layerNorm", scale: weight, eps, ...(bias ? { shift: bias } : {}) };
  const mean = numbersOf(fields["runningMean"]);
  const variance = numbersOf(fields["runningVar"] ?? fields["runningVariance"]);
  if (!/^BatchNorm/.test(type) || !mean || !variance) return null;
  const scale = variance.map((value, i) => (weight?.[i] ?? 1) / Math.sqrt(value + eps));
  return {
    op: "scaleShift",
    name: "batchNorm",
    scale,
    shift: mean.map((m, i) => (bias?.[i] ?? 0) - m * (scale[i] ?? 1)),
  };
}

/** A module's layers where it is a chain of `Linear` layers and what is applied to each unit after them; else null. */
export function chainOf(module: ModuleLike): Dense[] | null {
  const chain: Dense[] = [];
  const walk = (one: ModuleLike, path: string): boolean => {
    const type = typeOf(one);
    const inside = childrenOf(one);
    if (type === "Sequential") return inside.every(([name, child]) => walk(child, path ? `${path}.${name}` : name));
    const { weight, bias } = one as unknown as Fields;
    if (type === "Linear" && isTensor(weight) && weight.shape.length === 2) {
      const [outputs = 0, inputs = 0] = weight.shape;
      const numbers = isTensor(bias) ? bias.toTypedArray() : null;
      chain.push({
        path,
        type,
        inputs,
        outputs,
        weights: weight.toTypedArray(),
        bias: numbers,
        after: [],
        parameters: parametersOf(one),
      });
      return true;
    }
    const last = chain.at(-1);
    if (!last) return type === "Flatten" || type === "Dropout" || type === "Identity";
    if (inside.length) return false;
    const operation = operationOf(one);
    if (!operation) return false;
    last.after.push(operation);
    last.parameters += parametersOf(one);
    return true;
  };
  const whole = walk(module, "") && chain.length > 0;
  return whole && chain.every((layer, i) => i === 0 || chain[i - 1]?.outputs === layer.inputs) ? chain : null;
}

/** A learner's own layers as a chain. Weights may stand by unit or by input: the biases and the layer before tell. */
export function chainOfPlain(layers: readonly PlainLayer[]): Dense[] {
  return layers.map(({ weights, biases, bias = biases, activation = "" }, i) => {
    const rows = rowsOf(weights, `show.network layer ${i + 1}`);
    const numbers = bias === undefined ? null : (numbersOf(bias) ?? Array.from(bias as ArrayLike<number>));
    const byInput = numbers !== null && rows.length !== numbers.length && rows[0]?.length === numbers.length;
    const byUnit = byInput ? (rows[0] ?? []).map((_, unit) => rows.map((row) => row[unit] ?? 0)) : rows;
    const inputs = byUnit[0]?.length ?? 0;
    const op = plainOps[activation.toLowerCase()];
    const after = activation ? [op ? { op } : { op: "other", name: activation }] : [];
    const parameters = byUnit.length * inputs + (numbers?.length ?? 0);
    return {
      path: String(i),
      type: "layer",
      inputs,
      outputs: byUnit.length,
      weights: byUnit.flat(),
      bias: numbers,
      after,
      parameters,
    };
  });
}

/** A line for every module inside one, in order. */
export function linesOf(
  module: ModuleLike,
  path = "",
  depth = 0,
): { path: string; depth: number; type: string; detail: string; parameters: number }[] {
  const inside = childrenOf(module);
  const { weight } = module as unknown as Fields;
  const detail = isTensor(weight) ? [...weight.shape].reverse().join(" → ") : "";
  const line = { path, depth: Math.min(depth, 12), type: typeOf(module), detail, parameters: parametersOf(module) };
  return [line, ...inside.flatMap(([name, child]) => linesOf(child, path ? `${path}.${name}` : name, depth + 1))];
}
