// Our side of the engine's benchmarks, through the public API: modules, autograd, optimisers.
import { engine, nn, noGrad, optim, scope, tensor, type Tensor } from "gradbook";
import {
  checkSum,
  gemmSizes,
  gptRate,
  gpts,
  gptSeeds,
  labels,
  linearStart,
  measure,
  networks,
  operand,
  report,
  rows,
  uniform,
  wanted,
} from "../measure.mjs";
import { GPT } from "./gpt";

/** What really computed, which is not what was asked for where that is not built. */
const { backend, cpu, threads } = engine();
const ranOn = [backend, cpu, threads && `${threads} thread${threads === 1 ? "" : "s"}`].filter(Boolean).join(", ");

const line = (workload: string, value: number, unit: string, check: number): void =>
  report(workload, value, unit, check, { backend: ranOn });

/** Every contender starts from the same weights: layer i, in the order of the forward pass, from the seed `first + 2 i`. */
function sameStart(net: nn.Module, first: number): void {
  const linears = net.namedModules().flatMap(([, module]) => (module instanceof nn.Linear ? [module] : []));
  linears.forEach((layer, i) => {
    const { weight, bias } = linearStart(layer.inFeatures, layer.outFeatures, first + 2 * i);
    noGrad(() => {
      layer.weight.copy_(tensor(weight).reshape([layer.inFeatures, layer.outFeatures]).t());
      layer.bias?.copy_(tensor(bias));
    });
  });
}

function network(sizes: readonly number[], activation: () => nn.Module): nn.Sequential {
  const layers = sizes.slice(1).flatMap((out, i) => {
    const linear = new nn.Linear(sizes[i] ?? 1, out);
    return i === sizes.length - 2 ? [linear] : [linear, activation()];
  });
  const net = new nn.Sequential(...layers);
  sameStart(net, 10);
  return net;
}

/**
 * Measures the training step that everyone writes, in a scope as the documentation advises for long loops (`train.fit` has one), and
 * without one as `...-plain`. The first loss shows whether it is the same network.
 */
async function train(
  workload: string,
  { optimizer, loss: lossOf }: { optimizer: optim.Optimizer; loss: () => Tensor },
  { unit, perSecond }: { unit: string; perSecond: number },
): Promise<void> {
  const step = (): number => {
    optimizer.zeroGrad();
    const loss = lossOf();
    loss.backward();
    optimizer.step();
    return loss.item();
  };
  const first = step();
  if (wanted(workload)) line(workload, (await measure(() => scope(step))) * perSecond, unit, first);
  const plain = `${workload}-plain`;
  if (wanted(plain)) line(plain, (await measure(step)) * perSecond, unit, first);
}

const microseconds = { unit: "us/step", perSecond: 1e6 };
const milliseconds = { unit: "ms/step", perSecond: 1e3 };

async function mlp(): Promise<void> {
  const { sizes, batch } = networks.mlp;
  const net = network(sizes, () => new nn.ReLU());
  const optimizer = new optim.Adam(net.parameters(), { lr: 1e-4 });
  const x = tensor(uniform(batch * 784, 0, 1, 3)).reshape([batch, 784]);
  const y = tensor(labels(batch, 10, 4));
  await train("mlp", { optimizer, loss: () => nn.crossEntropy(net.forward(x), y) }, microseconds);
}

async function tiny(): Promise<void> {
  const { sizes, batch } = networks.tiny;
  const net = network(sizes, () => new nn.Tanh());
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.03 });
  const x = tensor(uniform(batch * 2, -1.7, 1.7, 5)).reshape([batch, 2]);
  const y = tensor(uniform(batch, -1.7, 1.7, 6)).reshape([batch, 1]);
  await train("tiny", { optimizer, loss: () => nn.mseLoss(net.forward(x), y) }, microseconds);
}

async function gpt(workload: "gpt" | "gpt10"): Promise<void> {
  const shape = gpts[workload];
  const { batch, context, vocabulary } = shape;
  const net = new GPT(shape);
  sameStart(net, gptSeeds.linear);
  noGrad(() => {
    const start = (weight: Tensor, seed: number): Tensor =>
      weight.copy_(tensor(uniform(weight.size, -1, 1, seed)).reshape(weight.shape));
    start(net.tokens.weight, gptSeeds.tokens);
    start(net.positions.weight, gptSeeds.positions);
  });
  const optimizer = new optim.AdamW(net.parameters(), gptRate);
  const x = tensor(labels(batch * context, vocabulary, gptSeeds.inputs)).reshape([batch, context]);
  const y = tensor(labels(batch * context, vocabulary, gptSeeds.targets));
  const loss = (): Tensor => nn.crossEntropy(net.forward(x).reshape([batch * context, vocabulary]), y);
  await train(workload, { optimizer, loss }, milliseconds);
}

async function gemm(n: number): Promise<void> {
  const a = tensor(uniform(n * n, -1, 1, 1)).reshape([n, n]);
  const b = tensor(uniform(n * n, -1, 1, 2)).reshape([n, n]);
  const check = a.matmul(b).at(0, 0).item();
  const seconds = await measure(() => a.matmul(b).dispose());
  line(`gemm-${n}`, seconds * 1e3, "ms", check);
}

async function operations(): Promise<void> {
  const x = tensor(operand()).reshape([rows, rows]);
  const norm = new nn.LayerNorm(rows);
  const calls: Record<string, () => Tensor> = {
    exp: () => x.exp(),
    tanh: () => x.tanh(),
    gelu: () => nn.gelu(x, { approximate: "tanh" }),
    softmax: () => x.softmax(-1),
    layernorm: () => norm.forward(x),
  };
  for (const [name, call] of Object.entries(calls)) {
    const workload = `op-${name}-1e6`;
    if (!wanted(workload)) continue;
    const check = noGrad(() => checkSum(call().at(0).toList()));
    const seconds = await measure(() => noGrad(() => call().dispose()));
    line(workload, (seconds * 1e9) / x.size, "ns/element", check);
  }
}

if (wanted("tiny") || wanted("tiny-plain")) await tiny();
if (wanted("mlp") || wanted("mlp-plain")) await mlp();
if (wanted("gpt")) await gpt("gpt");
if (wanted("gpt10")) await gpt("gpt10");
for (const n of gemmSizes) if (wanted(`gemm-${n}`)) await gemm(n);
await operations();
