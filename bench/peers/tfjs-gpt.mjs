// The GPT of gpts in measure.mjs in TensorFlow.js: variables, and the loss as a function of them.
import { gptSeeds, labels, linearStart, uniform } from "../measure.mjs";

/** Root of 2 / pi, and the factor of the cubic term: GELU by tanh. */
const GELU = [Math.sqrt(2 / Math.PI), 0.044715];

export function gptOf(tf, { layers, heads, features, context, batch, vocabulary }) {
  const rows = batch * context;
  const variables = [];
  const variable = (tensor) => {
    const made = tf.variable(tensor);
    variables.push(made);
    return made;
  };
  let seed = gptSeeds.linear;
  const linear = (fanIn, fanOut, { bias: withBias = true } = {}) => {
    const start = linearStart(fanIn, fanOut, seed);
    seed += 2;
    const weight = variable(tf.tensor2d(start.weight, [fanIn, fanOut]));
    if (!withBias) return (x) => x.matMul(weight);
    const bias = variable(tf.tensor1d(start.bias));
    return (x) => x.matMul(weight).add(bias);
  };
  const norm = () => {
    const scale = variable(tf.ones([features]));
    const shift = variable(tf.zeros([features]));
    return (x) => layerNorm(tf, x).mul(scale).add(shift);
  };
  const embedding = (count, from) => variable(tf.tensor2d(uniform(count * features, -1, 1, from), [count, features]));

  const tokens = embedding(vocabulary, gptSeeds.tokens);
  const positions = embedding(context, gptSeeds.positions);
  // -1e9 where a key comes after its query.
  const future = tf.tidy(() =>
    tf.linalg
      .bandPart(tf.ones([context, context]), -1, 0)
      .sub(1)
      .mul(1e9),
  );
  const byHead = (x) => x.reshape([batch, context, heads, features / heads]).transpose([0, 2, 1, 3]);
  const block = () => {
    const [norm1, queryKeyValue, projection, norm2] = [
      norm(),
      linear(features, 3 * features),
      linear(features, features),
      norm(),
    ];
    const [up, down] = [linear(features, 4 * features), linear(4 * features, features)];
    const attention = (x) => {
      const [q, k, v] = tf.split(queryKeyValue(x), 3, 1).map(byHead);
      const scores = tf
        .matMul(q, k, false, true)
        .mul(Math.sqrt(heads / features))
        .add(future);
      const mixed = tf.matMul(tf.softmax(scores), v).transpose([0, 2, 1, 3]);
      return projection(mixed.reshape([rows, features]));
    };
    return (x) => {
      const attended = x.add(attention(norm1(x)));
      return attended.add(down(gelu(up(norm2(attended)))));
    };
  };
  const blocks = Array.from({ length: layers }, block);
  const last = norm();
  const head = linear(features, vocabulary, { bias: false });

  // The gradient of a gather does not run on the WebAssembly backend: a product with one-hot rows does the same.
  const oneHot = (from) => tf.oneHot(tf.tensor1d(labels(rows, vocabulary, from), "int32"), vocabulary).toFloat();
  const input = oneHot(gptSeeds.inputs);
  const target = oneHot(gptSeeds.targets);
  const loss = () => {
    const embedded = input.matMul(tokens).reshape([batch, context, features]).add(positions).reshape([rows, features]);
    const scores = head(last(blocks.reduce((x, forward) => forward(x), embedded)));
    return tf.losses.softmaxCrossEntropy(target, scores);
  };
  return { variables, loss };
}

/** Rows to mean 0 and variance 1. */
export function layerNorm(tf, x) {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(variance.add(1e-5).rsqrt());
}

export function gelu(x) {
  const [scale, cubic] = GELU;
  return x.mul(x.square().mul(cubic).add(1).mul(x).mul(scale).tanh().add(1)).mul(0.5);
}
