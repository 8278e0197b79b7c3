// Gradients of layers and losses against finite differences, on random shapes, of strided views.
import fc from "fast-check";
import { autograd, nn, tensor, type Tensor } from "gradbook";
import { describe, it } from "vitest";
import { checkGradient, distinct, positive, type Sample } from "../autograd/support";

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 20) };
const layouts = fc.constantFrom("rows", "transposed", "inner", "strided") as fc.Arbitrary<Sample["layout"]>;
const seeds = fc.integer({ min: 0, max: 1e6 });
const from1 = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** A tensor of a shape that depends on other choices. */
function sample(shape: number[], { layout, seed }: { layout: Sample["layout"]; seed: number }): Sample {
  return { shape, layout, seed };
}

const lying = fc.record({ layout: layouts, seed: seeds });

describe("gradients of convolutions against finite differences", () => {
  const geometry = fc.record({
    batch: from1(2),
    groups: from1(2),
    inputs: from1(2),
    outputs: from1(2),
    kernel: from1(3),
    stride: from1(3),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: from1(2),
    more: fc.integer({ min: 0, max: 3 }),
    lying,
  });
  it("conv1d and conv2d", () => {
    fc.assert(
      fc.property(geometry, ({ batch, groups, inputs, outputs, kernel, more, lying: how, ...options }) => {
        const length = options.dilation * (kernel - 1) + 1 + more;
        const shape = { ...options, groups };
        const bias = sample([outputs * groups], how);
        const line = [
          sample([batch, inputs * groups, length], how),
          sample([outputs * groups, inputs, kernel], how),
          bias,
        ];
        checkGradient((x, w, b) => nn.conv1d(x!, w!, b, shape), line);
        const image = [
          sample([batch, inputs * groups, length, length + 1], how),
          sample([outputs * groups, inputs, kernel, 1], how),
          bias,
        ];
        checkGradient((x, w, b) => nn.conv2d(x!, w!, b, shape), image);
      }),
      runs,
    );
  });
  it("convTranspose1d and convTranspose2d", () => {
    fc.assert(
      fc.property(geometry, ({ batch, groups, inputs, outputs, kernel, more, lying: how, ...options }) => {
        const padding = Math.min(options.padding, Math.floor((options.dilation * (kernel - 1)) / 2));
        const outputPadding = Math.max(options.stride, options.dilation) - 1;
        const shape = { ...options, groups, padding, outputPadding };
        const bias = sample([outputs * groups], how);
        const line = [
          sample([batch, inputs * groups, 1 + more], how),
          sample([inputs * groups, outputs, kernel], how),
          bias,
        ];
        checkGradient((x, w, b) => nn.convTranspose1d(x!, w!, b, shape), line);
        const image = [
          sample([batch, inputs * groups, 2, 1 + more], how),
          sample([inputs * groups, outputs, kernel, kernel], how),
          bias,
        ];
        checkGradient((x, w, b) => nn.convTranspose2d(x!, w!, b, shape), image);
      }),
      { numRuns: Math.ceil(runs.numRuns / 2) },
    );
  });
  it("second derivatives", () => {
    const x: Sample = { shape: [2, 4, 4, 3], layout: "transposed", seed: 8 };
    const ofWeights: [shape: number[], compute: (image: Tensor, weight: Tensor) => Tensor][] = [
      [[6, 2, 2, 2], (image, weight) => nn.conv2d(image, weight, undefined, { groups: 2, padding: 1, stride: 2 })],
      [[3, 4, 1, 1], (image, weight) => nn.conv2d(image, weight)],
      [[4, 3, 2, 2], (image, weight) => nn.convTranspose2d(image, weight, undefined, { groups: 2, stride: 2 })],
      [[1, 1, 4, 3], (image, weight) => nn.avgPool2d(image.mul(weight), 2).add(nn.maxPool2d(image, 2))],
    ];
    for (const [shape, compute] of ofWeights) {
      const slopes = (image?: Tensor, weight?: Tensor): Tensor => {
        const y = compute(image!, weight!).square().sum();
        const found = autograd.grad(y, [image!, weight!], { createGraph: true });
        return tensor.concat(found.map((one) => one.flatten()));
      };
      checkGradient(slopes, [x, { shape, layout: "rows", seed: 9 }], distinct);
    }
  });
  it("pooling, with windows over the edges", () => {
    const windows = fc.record({ batch: from1(2), kernel: from1(3), stride: from1(3), more: fc.integer({ min: 0, max: 3 }), ceilMode: fc.boolean(), lying }); // prettier-ignore
    fc.assert(
      fc.property(windows, ({ batch, kernel, stride, more, ceilMode, lying: how }) => {
        const options = { stride, padding: Math.floor(kernel / 2), ceilMode };
        const line = [sample([batch, 2, kernel + more], how)];
        const image = [sample([batch, 2, kernel + more, kernel], how)];
        checkGradient((x) => nn.maxPool1d(x!, kernel, options), line, distinct);
        checkGradient((x) => nn.maxPool2d(x!, kernel, options), image, distinct);
        checkGradient((x) => nn.avgPool1d(x!, kernel, { ...options, countIncludePad: ceilMode }), line);
        checkGradient((x) => nn.avgPool2d(x!, kernel, options), image);
        checkGradient((x) => nn.adaptiveAvgPool2d(x!, [kernel, stride]), image);
        checkGradient((x) => nn.adaptiveMaxPool2d(x!, [kernel, stride]), image, distinct);
      }),
      runs,
    );
  });
});

describe("gradients of normalisations against finite differences", () => {
  it("batch, group and instance norm", () => {
    const shapes = fc.record({ batch: fc.integer({ min: 2, max: 3 }), channels: from1(3), length: fc.integer({ min: 2, max: 4 }), lying }); // prettier-ignore
    fc.assert(
      fc.property(shapes, ({ batch, channels, length, lying: how }) => {
        const all = [
          sample([batch, 2 * channels, length], how),
          sample([2 * channels], how),
          sample([2 * channels], how),
        ];
        const affine = (weight?: Tensor, bias?: Tensor): { weight: Tensor | undefined; bias: Tensor | undefined } => ({
          weight,
          bias,
        });
        checkGradient((x, w, b) => nn.batchNorm(x!, affine(w, b)), all);
        checkGradient((x, w, b) => nn.groupNorm(x!, 2, affine(w, b)), all);
        checkGradient((x, w, b) => nn.instanceNorm(x!, affine(w, b)), all);
      }),
      runs,
    );
  });
});

describe("gradients of recurrent layers and attention against finite differences", () => {
  const shape = fc.record({ length: from1(5), batch: from1(3), seed: seeds, bidirectional: fc.boolean() });
  it("RNN, GRU and LSTM, of the input and the first state", () => {
    fc.assert(
      fc.property(shape, ({ length, batch, seed, bidirectional }) => {
        const x: Sample = { shape: [length, batch, 2], layout: "transposed", seed };
        const start: Sample = { shape: [bidirectional ? 4 : 2, batch, 3], layout: "rows", seed: seed + 1 };
        const options = { numLayers: 2, bidirectional };
        const [rnn, gru] = [new nn.RNN(2, 3, options), new nn.GRU(2, 3, options)].map((one) => one.to("float64"));
        const lstm = new nn.LSTM(2, 3, options).to("float64");
        checkGradient((sequence, hidden) => rnn!.forward(sequence!, hidden)[0], [x, start]);
        checkGradient((sequence, hidden) => gru!.forward(sequence!, hidden)[0], [x, start]);
        checkGradient((sequence, hidden, cell) => lstm.forward(sequence!, [hidden!, cell!])[0], [x, start, start]);
      }),
      { numRuns: Math.ceil(runs.numRuns / 4) },
    );
  });
  it("second derivatives of RNN, GRU and LSTM", () => {
    const x: Sample = { shape: [3, 2, 2], layout: "transposed", seed: 3 };
    const state: Sample = { shape: [1, 2, 3], layout: "rows", seed: 4 };
    for (const layer of [new nn.RNN(2, 3), new nn.GRU(2, 3), new nn.LSTM(2, 3)].map((one) => one.to("float64"))) {
      const outputs = (sequence: Tensor, start: Tensor): Tensor => {
        // For the LSTM one tensor is both states: its gradient is the sum of two.
        const [y] = layer instanceof nn.LSTM ? layer.forward(sequence, [start, start]) : layer.forward(sequence, start);
        return y.square().sum();
      };
      const slopes = (sequence?: Tensor, start?: Tensor): Tensor => {
        const found = autograd.grad(outputs(sequence!, start!), [sequence!, start!], { createGraph: true });
        return tensor.concat(found.map((one) => one.flatten()));
      };
      checkGradient(slopes, [x, state]);
    }
  });
  it("MultiheadAttention, of queries, keys and values, masked", () => {
    fc.assert(
      fc.property(from1(3), fc.integer({ min: 2, max: 4 }), seeds, (queries, keys, seed) => {
        const layer = new nn.MultiheadAttention(4, 2, { kdim: 3, vdim: 2 }).to("float64");
        const samples: Sample[] = [[2, queries, 4], [2, keys, 3], [2, keys, 2]].map((own, i) => ({ shape: own, layout: "strided", seed: seed + i })); // prettier-ignore
        const keyPaddingMask = tensor.arange(keys).eq(0).unsqueeze(0).expand([2, keys]);
        for (const needWeights of [true, false]) {
          checkGradient((q, k, v) => layer.forward(q!, k!, v!, { keyPaddingMask, needWeights })[0], samples);
        }
      }),
      { numRuns: Math.ceil(runs.numRuns / 2) },
    );
  });
});

describe("gradients of losses against finite differences", () => {
  /** Constants in the shape of a tensor. */
  const steps = (like: Tensor): Tensor => tensor.linspace(-1, 1, like.size, { dtype: "float64" }).reshape(like.shape);
  const signs = (like: Tensor): Tensor => steps(like).gt(0).where(tensor.ones(like.shape), -1);
  const ofPairs: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    mseLoss: (a, b) => nn.mseLoss(a, b),
    smoothL1Loss: (a, b) => nn.smoothL1Loss(a, b, { reduction: "sum", beta: 0.3 }),
    huberLoss: (a, b) => nn.huberLoss(a, b, { delta: 0.3 }),
    binaryCrossEntropy: (a, b) => nn.binaryCrossEntropy(a.div(2), b.div(2), { reduction: "none" }),
    binaryCrossEntropyWithLogits: (a, b) => nn.binaryCrossEntropyWithLogits(a, b, { posWeight: 3 }),
    klDivergence: (a, b) => nn.klDivergence(a, b),
    poissonNLLLoss: (a, b) => nn.poissonNLLLoss(a, b, { logInput: false }),
    gaussianNLLLoss: (a, b) => nn.gaussianNLLLoss(a, steps(a), b),
    softMarginLoss: (a, b) => nn.softMarginLoss(a.mul(b), steps(a)),
    cosineEmbeddingLoss: (a, b) => nn.cosineEmbeddingLoss(a, b, signs(a.select(-1, 0)), { margin: -1 }),
    tripletMarginLoss: (a, b) => nn.tripletMarginLoss(a, b, a.mul(2).sub(b), { margin: 9 }),
    cosineSimilarity: (a, b) => nn.cosineSimilarity(a, b, -1),
    pairwiseDistance: (a, b) => nn.pairwiseDistance(a, b, { p: 3 }),
  };
  it.each(Object.entries(ofPairs))("%s", (_, loss) => {
    fc.assert(
      fc.property(from1(3), from1(4), lying, (rows, columns, how) => {
        const samples = [sample([rows, columns], how), { ...sample([rows, columns], how), seed: how.seed + 1 }];
        checkGradient((a, b) => loss(a!, b!), samples, positive);
      }),
      runs,
    );
  });
  it("losses of classes, of any dimensions", () => {
    const shape = fc.record({ batch: from1(3), classes: fc.integer({ min: 2, max: 4 }), more: fc.array(from1(3), { maxLength: 2 }), lying }); // prettier-ignore
    fc.assert(
      fc.property(shape, ({ batch, classes, more, lying: how }) => {
        const logits = sample([batch, classes, ...more], how);
        const count = [batch, ...more].reduce((product, length) => product * length, 1);
        const labels = Array.from({ length: count }, (_, i) => (i * 7 + how.seed) % classes);
        if (count > 1) labels[0] = -100;
        const targets = tensor(labels, { dtype: "int32" }).reshape([batch, ...more]);
        const weight = tensor.linspace(1, 2, classes, { dtype: "float64" });
        const soft = tensor.rand([batch, classes, ...more], { dtype: "float64" }).softmax(1);
        checkGradient((x) => nn.crossEntropy(x!, targets, { labelSmoothing: 0.1 }), [logits]);
        checkGradient((x) => nn.crossEntropy(x!, targets, { weight, labelSmoothing: 0.1 }), [logits]);
        checkGradient((x) => nn.nllLoss(x!, targets, { weight, reduction: "none" }), [logits]);
        checkGradient((x) => nn.crossEntropy(x!, soft, { weight, reduction: "sum" }), [logits]);
      }),
      runs,
    );
  });
});
