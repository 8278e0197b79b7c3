// Our side of the engine's benchmarks, through the public API: modules, autograd, optimisers.
import { nn, noGrad, optim, tensor, type Tensor } from "gradbook";
import { gemmSizes, labels, linearStart, measure, networks, report, uniform } from "../measure.mjs";

/** Every contender starts from the same weights. */
function sameStart(net: nn.Sequential): void {
  const linears = net.layers.filter((layer): layer is nn.Linear => layer instanceof nn.Linear);
  linears.forEach((layer, i) => {
    const { weight, bias } = linearStart(layer.inFeatures, layer.outFeatures, 10 + 2 * i);
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
  sameStart(net);
  return net;
}

async function train(name: string, step: () => Tensor): Promise<void> {
  const first = step().item();
  report(name, (await measure(() => step().item())) * 1e6, "us/step", first);
}

async function mlp(): Promise<void> {
  const { sizes, batch } = networks.mlp;
  const net = network(sizes, () => new nn.ReLU());
  const optimizer = new optim.Adam(net.parameters(), { lr: 1e-4 });
  const x = tensor(uniform(batch * 784, 0, 1, 3)).reshape([batch, 784]);
  const y = tensor(labels(batch, 10, 4));
  await train("mlp", () => {
    optimizer.zeroGrad();
    const loss = nn.crossEntropy(net.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
}

async function tiny(): Promise<void> {
  const { sizes, batch } = networks.tiny;
  const net = network(sizes, () => new nn.Tanh());
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.03 });
  const x = tensor(uniform(batch * 2, -1.7, 1.7, 5)).reshape([batch, 2]);
  const y = tensor(uniform(batch, -1.7, 1.7, 6)).reshape([batch, 1]);
  await train("tiny", () => {
    optimizer.zeroGrad();
    const loss = nn.mseLoss(net.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
}

async function gemm(): Promise<void> {
  for (const n of gemmSizes) {
    const a = tensor(uniform(n * n, -1, 1, 1)).reshape([n, n]);
    const b = tensor(uniform(n * n, -1, 1, 2)).reshape([n, n]);
    report(`gemm-${n}`, (await measure(() => a.matmul(b))) * 1e3, "ms", a.matmul(b).at(0, 0).item());
  }
}

await tiny();
await mlp();
await gemm();
