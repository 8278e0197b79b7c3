// The GPT of gpts in measure.mjs as a loss function of jax-js. Arrays are counted references: `.ref` keeps one for another use.
import { gptSeeds, labels, linearStart, uniform } from "../measure.mjs";

/** Parameters in the order in which the loss takes them. */
export function gptStart({ numpy: np }, { layers, features, context, vocabulary }) {
  let seed = gptSeeds.linear;
  const linear = (fanIn, fanOut) => {
    const { weight, bias } = linearStart(fanIn, fanOut, seed);
    seed += 2;
    return [np.array(weight).reshape([fanIn, fanOut]), np.array(bias)];
  };
  const norm = () => [np.ones([features]), np.zeros([features])];
  const embedding = (count, from) => np.array(uniform(count * features, -1, 1, from)).reshape([count, features]);
  const block = () => [
    ...norm(),
    ...linear(features, 3 * features),
    ...linear(features, features),
    ...norm(),
    ...linear(features, 4 * features),
    ...linear(4 * features, features),
  ];
  return [
    embedding(vocabulary, gptSeeds.tokens),
    embedding(context, gptSeeds.positions),
    ...Array.from({ length: layers }, block).flat(),
    ...norm(),
    linear(features, vocabulary)[0],
  ];
}

/** Characters and the ones after them, as rows of a one-hot matrix. */
export function gptData({ numpy: np }, { batch, context, vocabulary }) {
  const oneHot = (seed) => {
    const rows = new Float32Array(batch * context * vocabulary);
    labels(batch * context, vocabulary, seed).forEach((label, row) => (rows[row * vocabulary + label] = 1));
    return np.array(rows).reshape([batch * context, vocabulary]);
  };
  return [oneHot(gptSeeds.inputs), oneHot(gptSeeds.targets)];
}

/** The mean cross-entropy; each parameter is used just once. */
export function gptLoss({ numpy: np, nn }, { heads, features, context, batch }) {
  const rows = batch * context;
  const normalized = (x, weight, bias) => nn.standardize(x, -1).mul(weight).add(bias);
  const byHead = (array) => np.swapaxes(array, 1, 2);
  const past = () => np.tri(context, context, 0, { dtype: np.bool });
  // (The library's own attention is an einsum, which does not run in every Node that we support.)
  const attention = (x, weight, bias, projection, shift) => {
    const split = np.split(np.matmul(x, weight).add(bias), 3, 1);
    const [q, k, v] = split.map((part) => byHead(part.reshape([batch, context, heads, features / heads])));
    const scores = np.matmul(q, np.swapaxes(k, 2, 3)).mul(Math.sqrt(heads / features));
    const weights = nn.softmax(np.where(past(), scores, -Infinity), -1);
    const mixed = byHead(np.matmul(weights, v)).reshape([rows, features]);
    return np.matmul(mixed, projection).add(shift);
  };
  return (parameters, input, target) => {
    const rest = [...parameters];
    const take = (count) => rest.splice(0, count);
    const [tokens, positions] = take(2);
    let x = np.matmul(input, tokens).reshape([batch, context, features]).add(positions).reshape([rows, features]);
    while (rest.length > 3) {
      x = x.ref.add(attention(normalized(x, ...take(2)), ...take(4)));
      const [scale, shift, up, upBias, down, downBias] = take(6);
      const hidden = nn.gelu(np.matmul(normalized(x.ref, scale, shift), up).add(upBias));
      x = x.add(np.matmul(hidden, down).add(downBias));
    }
    const scores = np.matmul(normalized(x, ...take(2)), take(1)[0]);
    return nn
      .logSoftmax(scores, -1)
      .mul(target)
      .sum()
      .mul(-1 / rows);
  };
}
