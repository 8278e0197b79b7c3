// How each operation of torch-ops.json is called in this library, and which room it belongs to.
import { nn, tensor, type Tensor } from "gradbook";
import { scaledDotProductAttention } from "../src/autograd/index";
import type { DType } from "../src/tensor/dtype";

export interface GoldenCall {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly integers: Readonly<Record<string, Tensor>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly dtype: DType;
}

/** Access by name that fails loudly, so that no case passes with an input left out. */
class Call {
  constructor(readonly call: GoldenCall) {}

  input(name: string): Tensor {
    const found = this.call.inputs[name] ?? this.call.integers[name];
    if (!found) throw new Error(`the case has no input '${name}'`);
    return found;
  }

  optional(name: string): Tensor | undefined {
    return this.call.inputs[name] ?? this.call.integers[name];
  }

  param<T>(name: string, otherwise?: T): T {
    const value = this.call.params[name] ?? otherwise;
    if (value === undefined) throw new Error(`the case has no parameter '${name}'`);
    return value as T;
  }

  /** Options that are passed on under their own names, where the case has them. */
  options(...names: string[]): Record<string, unknown> {
    return Object.fromEntries(
      names.flatMap((name) => (name in this.call.params ? [[name, this.call.params[name]]] : [])),
    );
  }

  /** A constant that stands among the parameters as a flat list, in the shape of `like`. */
  target(like: Tensor): Tensor {
    const given = this.optional("targets") ?? this.optional("target");
    if (given) return given;
    return tensor(Float64Array.from(this.param<number[]>("targets")), { dtype: this.call.dtype }).reshape(like.shape);
  }
}

const x = (call: Call): Tensor => call.input("x");
const dims = (call: Call): number | number[] | undefined => call.call.params.dim as number | undefined;
const reduceOptions = (call: Call): { keepdim: boolean } => ({ keepdim: call.param("keepdim", false) });

const autograd: Record<string, (call: Call) => Tensor> = {
  add: (c) => c.input("a").add(c.input("b")),
  sub: (c) => c.input("a").sub(c.input("b")),
  mul: (c) => c.input("a").mul(c.input("b")),
  div: (c) => c.input("a").div(c.input("b")),
  maximum: (c) => c.input("a").maximum(c.input("b")),
  minimum: (c) => c.input("a").minimum(c.input("b")),
  matmul: (c) => c.input("a").matmul(c.input("b")),
  neg: (c) => x(c).neg(),
  exp: (c) => x(c).exp(),
  log: (c) => x(c).log(),
  sqrt: (c) => x(c).sqrt(),
  abs: (c) => x(c).abs(),
  sin: (c) => x(c).sin(),
  cos: (c) => x(c).cos(),
  erf: (c) => x(c).erf(),
  tanh: (c) => x(c).tanh(),
  sigmoid: (c) => x(c).sigmoid(),
  relu: (c) => x(c).relu(),
  pow: (c) => x(c).pow(c.param<number>("exponent")),
  sum: (c) => x(c).sum(dims(c) ?? undefined, reduceOptions(c)),
  mean: (c) => x(c).mean(dims(c) ?? undefined, reduceOptions(c)),
  max: (c) => x(c).max(dims(c) ?? undefined, reduceOptions(c)),
  min: (c) => x(c).min(dims(c) ?? undefined, reduceOptions(c)),
  variance: (c) => x(c).variance(dims(c) ?? undefined, { unbiased: c.param("unbiased", true), ...reduceOptions(c) }),
  std: (c) => x(c).std(dims(c) ?? undefined, { unbiased: c.param("unbiased", true), ...reduceOptions(c) }),
  softmax: (c) => x(c).softmax(c.param("dim")),
  logSoftmax: (c) => x(c).logSoftmax(c.param("dim")),
  transpose: (c) => x(c).transpose(c.param("dim0"), c.param("dim1")),
  permute: (c) => x(c).permute(c.param("dims")),
  reshape: (c) => x(c).reshape(c.param("shape")),
  flatten: (c) => x(c).flatten(c.param("start", 0), c.param("end", -1)),
  squeeze: (c) => x(c).squeeze(c.call.params.dim as number | undefined),
  unsqueeze: (c) => x(c).unsqueeze(c.param("dim")),
  expand: (c) => x(c).expand(c.param("shape")),
  concat: (c) => tensor.concat(Object.values(c.call.inputs), c.param("dim", 0)),
  stack: (c) => tensor.stack(Object.values(c.call.inputs), c.param("dim", 0)),
  slice: (c) => x(c).slice(...c.param<[number, number, number][]>("ranges")),
  indexSelect: (c) => x(c).indexSelect(c.param("dim"), c.input("indices")),
};

const layers: Record<string, (call: Call) => Tensor> = {
  softplus: (c) => nn.softplus(x(c)),
  silu: (c) => nn.silu(x(c)),
  gelu: (c) => nn.gelu(x(c), { approximate: c.param("approximate", "none") }),
  elu: (c) => nn.elu(x(c), c.param("alpha", 1)),
  leakyReLU: (c) => nn.leakyReLU(x(c), c.param("negativeSlope", 0.01)),
  linear: (c) => nn.linear(x(c), c.input("weight"), c.optional("bias")),
  embedding: (c) => nn.embedding(c.input("indices"), c.input("weight")),
  layerNorm: (c) =>
    nn.layerNorm(x(c), c.param("normalizedShape"), {
      weight: c.optional("weight"),
      bias: c.optional("bias"),
      eps: c.param("eps", 1e-5),
    }),
  rmsNorm: (c) =>
    nn.rmsNorm(x(c), c.param("normalizedShape"), { weight: c.optional("weight"), eps: c.param("eps", 1e-5) }),
  batchNorm: (c) => {
    const layer = new nn.BatchNorm1d(x(c).shape[1] ?? 0, { eps: c.param("eps") });
    // The learned values are the case's own leaves, so that their gradients arrive there.
    return Object.assign(layer, { weight: c.input("weight"), bias: c.input("bias") }).forward(x(c));
  },
  conv2d: (c) => nn.conv2d(x(c), c.input("weight"), c.optional("bias"), c.options("stride", "padding", "dilation")),
  maxPool2d: (c) => nn.maxPool2d(x(c), c.param("kernelSize"), c.options("stride", "padding", "dilation")),
  scaledDotProductAttention: (c) =>
    scaledDotProductAttention(c.input("q"), c.input("k"), c.input("v"), {
      ...c.options("causal", "scale", "enableGqa"),
      ...("mask" in c.call.params ? { mask: tensor(c.param<boolean[][]>("mask")) } : {}),
    }),
};

const losses: Record<string, (call: Call) => Tensor> = {
  crossEntropy: (c) =>
    nn.crossEntropy(c.input("logits"), c.optional("targets") ?? c.target(c.input("logits")), {
      ...c.options("ignoreIndex", "labelSmoothing", "reduction"),
      ...("weight" in c.call.params
        ? { weight: tensor(Float64Array.from(c.param<number[]>("weight")), { dtype: c.call.dtype }) }
        : {}),
    }),
  binaryCrossEntropyWithLogits: (c) =>
    nn.binaryCrossEntropyWithLogits(
      c.input("logits"),
      c.target(c.input("logits")),
      c.options("reduction", "posWeight"),
    ),
  mseLoss: (c) => nn.mseLoss(c.input("input"), c.target(c.input("input")), c.options("reduction")),
  l1Loss: (c) => nn.l1Loss(c.input("input"), c.target(c.input("input")), c.options("reduction")),
  huberLoss: (c) => nn.huberLoss(c.input("input"), c.target(c.input("input")), c.options("reduction", "delta")),
  hingeLoss: (c) => nn.hingeLoss(c.input("input"), c.target(c.input("input")), c.options("reduction")),
  nllLoss: (c) => nn.nllLoss(c.input("logProbabilities"), c.input("targets"), c.options("reduction", "ignoreIndex")),
  klDivergence: (c) => nn.klDivergence(c.input("logInput"), c.target(c.input("logInput")), c.options("reduction")),
};

function inRoom(room: "autograd" | "nn", calls: Record<string, (call: Call) => Tensor>): [string, GoldenRunner][] {
  return Object.entries(calls).map(([name, call]) => [name, { room, run: (golden) => call(new Call(golden)) }]);
}

export interface GoldenRunner {
  readonly room: "autograd" | "nn";
  readonly run: (call: GoldenCall) => Tensor;
}

export const operations: Readonly<Record<string, GoldenRunner>> = Object.fromEntries([
  ...inRoom("autograd", autograd),
  ...inRoom("nn", { ...layers, ...losses }),
]);
