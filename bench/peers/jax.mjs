// jax-js (WebAssembly device, one thread): the whole training step is one jitted function. Run in the folder of its package.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gemmSizes, labels, linearStart, measure, networks, report, uniform } from "../measure.mjs";

const require = createRequire(path.resolve("package.json"));
const entry = require.resolve("@jax-js/jax").replace(/index\.cjs$/, "index.js");
const jax = await import(pathToFileURL(entry));
const { numpy: np, nn } = jax;
await jax.init("wasm");
jax.defaultDevice("wasm");

function startOf(sizes) {
  return sizes.slice(1).flatMap((out, i) => {
    const { weight, bias } = linearStart(sizes[i], out, 10 + 2 * i);
    return [np.array(weight).reshape([sizes[i], out]), np.array(bias)];
  });
}

/** Arrays are counted references here: `.ref` keeps one alive for another use. */
async function train(name, sizes, activation, x, y, lossOf, adam) {
  const parameters = startOf(sizes);
  const count = parameters.length;
  const loss = (weights, input, target) => {
    let hidden = input;
    for (let i = 0; i < count; i += 2) {
      hidden = np.matmul(hidden, weights[i]).add(weights[i + 1]);
      if (i + 2 < count) hidden = activation(hidden);
    }
    return lossOf(hidden, target);
  };
  const valueAndGrad = jax.valueAndGrad(loss);
  const zeros = () => parameters.map((p) => np.zeros(p.shape));
  let state = adam ? [...parameters, ...zeros(), ...zeros()] : parameters;
  const update = jax.jit((all, input, target, correctMean, correctSquare) => {
    const weights = all.slice(0, count);
    const [value, grads] = valueAndGrad(
      weights.map((p) => p.ref),
      input,
      target,
    );
    if (!adam) {
      correctMean.dispose();
      correctSquare.dispose();
      return [value, weights.map((p, i) => p.sub(grads[i].mul(0.03)))];
    }
    const means = grads.map((g, i) => all[count + i].mul(0.9).add(g.ref.mul(0.1)));
    const squares = grads.map((g, i) => all[2 * count + i].mul(0.999).add(g.ref.mul(g).mul(0.001)));
    const moved = means.map((m, i) => {
      const root = np.sqrt(squares[i].ref.div(correctSquare.ref)).add(1e-8);
      return weights[i].sub(m.ref.div(correctMean.ref).mul(1e-4).div(root));
    });
    correctMean.dispose();
    correctSquare.dispose();
    return [value, [...moved, ...means, ...squares]];
  });
  let steps = 0;
  let last = NaN;
  const step = async () => {
    steps++;
    const [value, next] = update(state, x.ref, y.ref, np.array(1 - 0.9 ** steps), np.array(1 - 0.999 ** steps));
    state = next;
    last = (await value.data())[0];
  };
  await step();
  const first = last;
  report(name, (await measure(step)) * 1e6, "us/step", first);
}

const { tiny, mlp } = networks;
await train(
  "tiny",
  tiny.sizes,
  np.tanh,
  np.array(uniform(tiny.batch * 2, -1.7, 1.7, 5)).reshape([tiny.batch, 2]),
  np.array(uniform(tiny.batch, -1.7, 1.7, 6)).reshape([tiny.batch, 1]),
  (output, target) => np.square(output.sub(target)).mean(),
  false,
);

const oneHot = new Float32Array(mlp.batch * 10);
labels(mlp.batch, 10, 4).forEach((label, row) => (oneHot[row * 10 + label] = 1));
await train(
  "mlp",
  mlp.sizes,
  nn.relu,
  np.array(uniform(mlp.batch * 784, 0, 1, 3)).reshape([mlp.batch, 784]),
  np.array(oneHot).reshape([mlp.batch, 10]),
  (output, target) =>
    nn
      .logSoftmax(output, -1)
      .mul(target)
      .sum()
      .mul(-1 / mlp.batch),
  true,
);

for (const n of gemmSizes) {
  const a = np.array(uniform(n * n, -1, 1, 1)).reshape([n, n]);
  const b = np.array(uniform(n * n, -1, 1, 2)).reshape([n, n]);
  const product = () => np.matmul(a.ref, b.ref);
  const check = (await product().data())[0];
  const seconds = await measure(async () => {
    const result = product();
    await jax.blockUntilReady(result);
    result.dispose();
  });
  report(`gemm-${n}`, seconds * 1e3, "ms", check);
}
process.exit(0);
