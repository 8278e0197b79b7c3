// jax-js (WebAssembly device, one thread): the whole training step is one jitted function. Run in the folder of its package.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as bench from "../measure.mjs";
import { gptData, gptLoss, gptStart } from "./jax-gpt.mjs";

const { gptRate, measure, networks, report, rows, uniform, wanted } = bench;
const require = createRequire(path.resolve("package.json"));
const entry = require.resolve("@jax-js/jax").replace(/index\.cjs$/, "index.js");
const jax = await import(pathToFileURL(entry));
const { numpy: np, nn } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

function startOf(sizes) {
  return sizes.slice(1).flatMap((out, i) => {
    const { weight, bias } = bench.linearStart(sizes[i], out, 10 + 2 * i);
    return [np.array(weight).reshape([sizes[i], out]), np.array(bias)];
  });
}

/** Linear layers with an activation between them. Arrays are counted references: `.ref` keeps one alive for another use. */
function networkLoss(activation, lossOf) {
  return (parameters, input, target) => {
    let hidden = input;
    for (let i = 0; i < parameters.length; i += 2) {
      hidden = np.matmul(hidden, parameters[i]).add(parameters[i + 1]);
      if (i + 2 < parameters.length) hidden = activation(hidden);
    }
    return lossOf(hidden, target);
  };
}

const sgd = (lr) => ({
  start: (parameters) => parameters,
  update: (state, grads) => state.map((p, i) => p.sub(grads[i].mul(lr))),
});

/** Adam; with `weightDecay` AdamW. The state is parameters, running means and running squares, one after the other. */
function adam({ lr, betas: [beta1, beta2], eps, weightDecay }) {
  const zeros = (parameters) => parameters.map((p) => np.zeros(p.shape));
  return {
    start: (parameters) => [...parameters, ...zeros(parameters), ...zeros(parameters)],
    update(state, grads, correctMean, correctSquare) {
      const count = grads.length;
      const means = grads.map((g, i) => state[count + i].mul(beta1).add(g.ref.mul(1 - beta1)));
      const squares = grads.map((g, i) => state[2 * count + i].mul(beta2).add(g.ref.mul(g).mul(1 - beta2)));
      const moved = means.map((m, i) => {
        const root = np.sqrt(squares[i].ref.div(correctSquare.ref)).add(eps);
        const kept = weightDecay === 0 ? state[i] : state[i].mul(1 - lr * weightDecay);
        return kept.sub(m.ref.div(correctMean.ref).mul(lr).div(root));
      });
      return [...moved, ...means, ...squares];
    },
  };
}

async function train(workload, { unit, perSecond, parameters, loss, optimizer, x, y }) {
  const count = parameters.length;
  const valueAndGrad = jax.valueAndGrad(loss);
  let state = optimizer.start(parameters);
  const update = jax.jit((all, input, target, correctMean, correctSquare) => {
    const weights = all.slice(0, count).map((p) => p.ref);
    const [value, grads] = valueAndGrad(weights, input, target);
    const next = optimizer.update(all, grads, correctMean, correctSquare);
    correctMean.dispose();
    correctSquare.dispose();
    return [value, next];
  });
  let steps = 0;
  const step = async () => {
    steps++;
    const corrections = gptRate.betas.map((beta) => np.array(1 - beta ** steps));
    const [value, next] = update(state, x.ref, y.ref, ...corrections);
    state = next;
    return (await value.data())[0];
  };
  const first = await step();
  report(workload, (await measure(step)) * perSecond, unit, first);
}

if (wanted("tiny")) {
  const { sizes, batch } = networks.tiny;
  await train("tiny", {
    unit: "us/step",
    perSecond: 1e6,
    parameters: startOf(sizes),
    loss: networkLoss(np.tanh, (output, target) => np.square(output.sub(target)).mean()),
    optimizer: sgd(0.03),
    x: np.array(uniform(batch * 2, -1.7, 1.7, 5)).reshape([batch, 2]),
    y: np.array(uniform(batch, -1.7, 1.7, 6)).reshape([batch, 1]),
  });
}

if (wanted("mlp")) {
  const { sizes, batch } = networks.mlp;
  const oneHot = new Float32Array(batch * 10);
  bench.labels(batch, 10, 4).forEach((label, row) => (oneHot[row * 10 + label] = 1));
  const crossEntropy = (output, target) =>
    nn
      .logSoftmax(output, -1)
      .mul(target)
      .sum()
      .mul(-1 / batch);
  await train("mlp", {
    unit: "us/step",
    perSecond: 1e6,
    parameters: startOf(sizes),
    loss: networkLoss(nn.relu, crossEntropy),
    optimizer: adam({ ...gptRate, weightDecay: 0 }),
    x: np.array(uniform(batch * 784, 0, 1, 3)).reshape([batch, 784]),
    y: np.array(oneHot).reshape([batch, 10]),
  });
}

if (wanted("gpt")) {
  const [x, y] = gptData(jax, bench.gpts.gpt);
  await train("gpt", {
    unit: "ms/step",
    perSecond: 1e3,
    parameters: gptStart(jax, bench.gpts.gpt),
    loss: gptLoss(jax, bench.gpts.gpt),
    optimizer: adam(gptRate),
    x,
    y,
  });
}

/** Seconds a call whose result is thrown away. */
const seconds = (call) =>
  measure(async () => {
    const result = call();
    await jax.blockUntilReady(result);
    result.dispose();
  });

for (const n of bench.gemmSizes) {
  if (!wanted(`gemm-${n}`)) continue;
  const a = np.array(uniform(n * n, -1, 1, 1)).reshape([n, n]);
  const b = np.array(uniform(n * n, -1, 1, 2)).reshape([n, n]);
  const product = () => np.matmul(a.ref, b.ref);
  const check = (await product().data())[0];
  report(`gemm-${n}`, (await seconds(product)) * 1e3, "ms", check);
}

const x = np.array(bench.operand()).reshape([rows, rows]);
const weight = np.ones([rows]);
const bias = np.zeros([rows]);
const layerNorm = jax.jit((input, scale, shift) => nn.standardize(input, -1).mul(scale).add(shift));
const operations = {
  exp: () => np.exp(x.ref),
  tanh: () => np.tanh(x.ref),
  gelu: () => nn.gelu(x.ref),
  softmax: () => nn.softmax(x.ref),
  layernorm: () => layerNorm(x.ref, weight.ref, bias.ref),
};
for (const [name, call] of Object.entries(operations)) {
  const workload = `op-${name}-1e6`;
  if (!wanted(workload)) continue;
  const check = bench.checkSum(await call().data());
  report(workload, ((await seconds(call)) * 1e9) / rows ** 2, "ns/element", check);
}
process.exit(0);
