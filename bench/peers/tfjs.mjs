// TensorFlow.js on its WebAssembly backend, one thread. Run in the folder of its packages.
import { createRequire } from "node:module";
import path from "node:path";
import { gemmSizes, labels, linearStart, measure, networks, report, uniform } from "../measure.mjs";

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

async function train(name, sizes, activation, x, y, lossOf, optimizer) {
  const layers = sizes.slice(1).map((out, i) => {
    const { weight, bias } = linearStart(sizes[i], out, 10 + 2 * i);
    return { weight: tf.variable(tf.tensor2d(weight, [sizes[i], out])), bias: tf.variable(tf.tensor1d(bias)) };
  });
  const forward = () =>
    layers.reduce((hidden, { weight, bias }, i) => {
      const scores = hidden.matMul(weight).add(bias);
      return i < layers.length - 1 ? scores[activation]() : scores;
    }, x);
  const variables = layers.flatMap(({ weight, bias }) => [weight, bias]);
  const step = () => {
    const cost = optimizer.minimize(() => lossOf(forward(), y), true, variables);
    const value = cost.dataSync()[0];
    cost.dispose();
    return value;
  };
  const first = step();
  report(name, (await measure(step)) * 1e6, "us/step", first);
}

const { tiny, mlp } = networks;
await train(
  "tiny",
  tiny.sizes,
  "tanh",
  tf.tensor2d(uniform(tiny.batch * 2, -1.7, 1.7, 5), [tiny.batch, 2]),
  tf.tensor2d(uniform(tiny.batch, -1.7, 1.7, 6), [tiny.batch, 1]),
  (output, target) => tf.losses.meanSquaredError(target, output),
  tf.train.sgd(0.03),
);
await train(
  "mlp",
  mlp.sizes,
  "relu",
  tf.tensor2d(uniform(mlp.batch * 784, 0, 1, 3), [mlp.batch, 784]),
  tf.oneHot(tf.tensor1d(labels(mlp.batch, 10, 4), "int32"), 10).toFloat(),
  (output, target) => tf.losses.softmaxCrossEntropy(target, output),
  tf.train.adam(1e-4),
);
for (const n of gemmSizes) {
  const a = tf.tensor2d(uniform(n * n, -1, 1, 1), [n, n]);
  const b = tf.tensor2d(uniform(n * n, -1, 1, 2), [n, n]);
  const check = tf.matMul(a, b).dataSync()[0];
  report(`gemm-${n}`, (await measure(() => tf.matMul(a, b).dispose())) * 1e3, "ms", check);
}
process.exit(0);
