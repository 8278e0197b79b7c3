// TensorFlow.js on its WebAssembly backend, one thread. Run in the folder of its packages.
import { createRequire } from "node:module";
import path from "node:path";
import * as bench from "../measure.mjs";
import { gelu, gptOf, layerNorm } from "./tfjs-gpt.mjs";

const { gptRate, measure, networks, report, rows, uniform, wanted } = bench;
const require = createRequire(path.resolve("package.json"));
console.warn = () => {}; // a banner, not a result
console.log = () => {};
const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");
const files = path.join(path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "wasm-out");
wasm.setWasmPaths(files + path.sep);
wasm.setThreadsCount(1);
await tf.setBackend("wasm");
await tf.ready();
if (tf.getBackend() !== "wasm") throw new Error(`the backend is ${tf.getBackend()}, not wasm`);

async function train(workload, { unit, perSecond, variables, loss, optimizer, decay = 1 }) {
  const step = () => {
    if (decay !== 1) tf.tidy(() => variables.forEach((variable) => variable.assign(variable.mul(decay))));
    const cost = optimizer.minimize(loss, true, variables);
    const value = cost.dataSync()[0];
    cost.dispose();
    return value;
  };
  const first = step();
  report(workload, (await measure(step)) * perSecond, unit, first);
}

/** Linear layers with an activation between them. */
function network(sizes, activation) {
  const layers = sizes.slice(1).map((out, i) => {
    const { weight, bias } = bench.linearStart(sizes[i], out, 10 + 2 * i);
    return { weight: tf.variable(tf.tensor2d(weight, [sizes[i], out])), bias: tf.variable(tf.tensor1d(bias)) };
  });
  const forward = (x) =>
    layers.reduce((hidden, { weight, bias }, i) => {
      const scores = hidden.matMul(weight).add(bias);
      return i < layers.length - 1 ? scores[activation]() : scores;
    }, x);
  return { forward, variables: layers.flatMap(({ weight, bias }) => [weight, bias]) };
}

if (wanted("tiny")) {
  const { sizes, batch } = networks.tiny;
  const { forward, variables } = network(sizes, "tanh");
  const x = tf.tensor2d(uniform(batch * 2, -1.7, 1.7, 5), [batch, 2]);
  const y = tf.tensor2d(uniform(batch, -1.7, 1.7, 6), [batch, 1]);
  const loss = () => tf.losses.meanSquaredError(y, forward(x));
  await train("tiny", { unit: "us/step", perSecond: 1e6, variables, loss, optimizer: tf.train.sgd(0.03) });
}

if (wanted("mlp")) {
  const { sizes, batch } = networks.mlp;
  const { forward, variables } = network(sizes, "relu");
  const x = tf.tensor2d(uniform(batch * 784, 0, 1, 3), [batch, 784]);
  const y = tf.oneHot(tf.tensor1d(bench.labels(batch, 10, 4), "int32"), 10).toFloat();
  const loss = () => tf.losses.softmaxCrossEntropy(y, forward(x));
  await train("mlp", { unit: "us/step", perSecond: 1e6, variables, loss, optimizer: tf.train.adam(gptRate.lr) });
}

if (wanted("gpt")) {
  const optimizer = tf.train.adam(gptRate.lr, ...gptRate.betas, gptRate.eps);
  // There is no AdamW: the decay, which acts on the weights alone, is taken before each step.
  const decay = 1 - gptRate.lr * gptRate.weightDecay;
  await train("gpt", { unit: "ms/step", perSecond: 1e3, ...gptOf(tf, bench.gpts.gpt), optimizer, decay });
}

for (const n of bench.gemmSizes) {
  if (!wanted(`gemm-${n}`)) continue;
  const a = tf.tensor2d(uniform(n * n, -1, 1, 1), [n, n]);
  const b = tf.tensor2d(uniform(n * n, -1, 1, 2), [n, n]);
  const check = tf.matMul(a, b).dataSync()[0];
  report(`gemm-${n}`, (await measure(() => tf.matMul(a, b).dispose())) * 1e3, "ms", check);
}

const x = tf.tensor2d(bench.operand(), [rows, rows]);
const weight = tf.ones([rows]);
const bias = tf.zeros([rows]);
const operations = {
  exp: () => x.exp(),
  tanh: () => x.tanh(),
  gelu: () => tf.tidy(() => gelu(x)),
  softmax: () => tf.softmax(x),
  layernorm: () => tf.tidy(() => layerNorm(tf, x).mul(weight).add(bias)),
};
for (const [name, call] of Object.entries(operations)) {
  const workload = `op-${name}-1e6`;
  if (!wanted(workload)) continue;
  const check = bench.checkSum(call().dataSync());
  report(workload, ((await measure(() => call().dispose())) * 1e9) / rows ** 2, "ns/element", check);
}
process.exit(0);
