// What a learner reads when layers and losses get something that does not fit.
import { nn, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const x = (...shape: number[]): Tensor => tensor.ones(shape);
const ints = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });

const cases: Record<string, [compute: () => unknown, message: string]> = {
  "convolution of other channels": [
    () => nn.conv2d(x(1, 3, 5, 5), x(4, 2, 3, 3)),
    "conv2d: an input of shape [1, 3, 5, 5] has 3 channels, the weight [4, 2, 3, 3] needs 2",
  ],
  "groups that do not divide": [
    () => nn.conv1d(x(1, 6, 5), x(3, 3, 2), undefined, { groups: 2 }),
    "conv1d: 6 inputs and 3 outputs cannot be split into 2 groups",
  ],
  "a layer's groups": [
    () => new nn.Conv2d(6, 4, 3, { groups: 4 }),
    "Conv2d: 6 input and 4 output channels cannot be split into 4 groups",
  ],
  "a window larger than the sequence": [
    () => nn.conv1d(x(1, 1, 3), x(1, 1, 5)),
    "conv1d: a window that reaches over 5 elements does not fit into a length of 3 with padding 0",
  ],
  "too few dimensions": [
    () => nn.maxPool2d(x(4, 4), 2),
    "maxPool2d: expected [batch, channels, height, width], or one sample without batch, got [4, 4]",
  ],
  "same padding with a stride": [
    () => nn.conv2d(x(1, 1, 4, 4), x(1, 1, 3, 3), undefined, { padding: "same", stride: 2 }),
    'conv2d: padding "same" keeps the size with stride 1 only, got stride [2, 2]',
  ],
  "a stride of zero": [
    () => nn.avgPool1d(x(1, 1, 4), 2, { stride: 0 }),
    "avgPool1d: stride must be whole numbers of at least 1",
  ],
  "padding of more than half a window": [
    () => nn.maxPool1d(x(1, 1, 4), 2, { padding: 2 }),
    "maxPool1d: padding 2 is more than half of a window that reaches over 2 elements",
  ],
  "output padding as large as the stride": [
    () => nn.convTranspose2d(x(1, 1, 2, 2), x(1, 1, 2, 2), undefined, { stride: 2, outputPadding: 2 }),
    "convTranspose2d: outputPadding 2 must be smaller than the stride (2) or the dilation (1)",
  ],
  "adaptive windows of no size": [() => nn.adaptiveAvgPool2d(x(1, 4, 4), 0), "cannot become [0, 0] windows"],
  "batch norm of other features": [
    () => new nn.BatchNorm1d(3).forward(x(2, 4)),
    "BatchNorm1d: expected [batch, 3] or [batch, 3, length], got [2, 4]",
  ],
  "batch norm of the wrong dimensions": [
    () => new nn.BatchNorm2d(3).forward(x(2, 3)),
    "BatchNorm2d: expected [batch, 3, height, width], got [2, 3]",
  ],
  "batch norm of a single value": [
    () => new nn.BatchNorm2d(3).forward(x(1, 3, 1, 1)),
    "a single value has no variance, and [1, 3, 1, 1] has one a channel; train with larger batches, or switch to net.eval()",
  ],
  "instance norm of single values": [
    () => new nn.InstanceNorm1d(3).forward(x(2, 3, 1)),
    "instanceNorm: a single value has no variance",
  ],
  "group norm": [() => new nn.GroupNorm(3, 4), "GroupNorm: 4 channels cannot be split into 3 groups"],
  "a padding row that is none": [
    () => new nn.Embedding(3, 2, { paddingIdx: 3 }),
    "embedding: paddingIdx 3 is not one of the 3 rows",
  ],
  "a probability beyond 1": [
    () => nn.dropout(x(2), { p: 2 }),
    "dropout: the probability must lie between 0 and 1, got 2",
  ],
  "slopes for other channels": [() => nn.prelu(x(2, 3), x(2)), "prelu: 2 slopes for 3 channels"],
  "an odd length for a gated linear unit": [() => nn.glu(x(2, 3)), "glu: dimension -1 of [2, 3] cannot be halved"],
  "limits in the wrong order": [
    () => nn.hardtanh(x(1), { minValue: 2, maxValue: 1 }),
    "hardtanh: minValue 2 must not be larger than maxValue 1",
  ],
  "a recurrent layer's input": [
    () => new nn.LSTM(3, 4, { batchFirst: true }).forward(x(2, 5, 4)),
    "LSTM: expected [batch, length, 3] or [length, 3], got [2, 5, 4]",
  ],
  "a recurrent layer's first state": [
    () => new nn.GRU(3, 4).forward(x(5, 2, 3), x(1, 3, 4)),
    "GRU: an initial state has the shape [layers * directions, batch, hiddenSize] = [1, 2, 4], got [1, 3, 4]",
  ],
  "a recurrent layer without layers": [
    () => new nn.RNN(3, 4, { numLayers: 0 }),
    "RNN: inputSize, hiddenSize and numLayers are whole numbers from 1, got 3, 4, 0",
  ],
  "a cell's state": [
    () => new nn.LSTMCell(3, 4).forward(x(2, 3), [x(2, 4), x(2, 5)]),
    "LSTMCell: a state for an input of shape [2, 3] has the shape [2, 4], got [2, 5]",
  ],
  "heads that do not divide": [
    () => new nn.MultiheadAttention(5, 2),
    "MultiheadAttention: 5 features cannot be split into 2 heads",
  ],
  "keys of another batch": [
    () => new nn.MultiheadAttention(4, 2).forward(x(2, 3, 4), x(3, 3, 4)),
    "MultiheadAttention: expected queries [batch, length, 4] with keys and values of one batch and length, got [2, 3, 4], [3, 3, 4], [3, 3, 4]",
  ],
  "a mask of another shape": [
    () => new nn.MultiheadAttention(4, 2).forward(x(2, 3, 4), undefined, undefined, { attnMask: x(4, 3) }),
    "MultiheadAttention: attnMask must have the shape [3, 3] or [4, 3, 3], got [4, 3]",
  ],
  "losses of other shapes": [
    () => nn.smoothL1Loss(x(2, 1), x(2)),
    "smoothL1Loss: the output has the shape [2, 1], the target [2]; they must be equal; did you mean smoothL1Loss(output, target.reshape([2, 1]))?",
  ],
  "an unknown reduction": [
    () => nn.mseLoss(x(2), x(2), { reduction: "average" as never }),
    'the reduction is "mean", "sum" or "none", got "average"',
  ],
  "a probability that is none": [
    () => nn.binaryCrossEntropy(tensor([0.5, 1.5]), x(2)),
    "binaryCrossEntropy: 1.5 is not a probability from 0 to 1; for raw scores use nn.binaryCrossEntropyWithLogits",
  ],
  "a class that is none": [() => nn.nllLoss(x(2, 3), ints(0, 3)), "nllLoss: target 3 is not one of the 3 classes"],
  "a class that is no whole number": [
    () => nn.multiMarginLoss(x(1, 3), tensor([0.5])),
    "multiMarginLoss: target 0.5 is not a class number",
  ],
  "targets of images": [
    () => nn.crossEntropy(x(2, 3, 4, 4), ints(0, 1)),
    "logits of shape [2, 3, 4, 4]; [batch, classes, d1, ...] needs targets [batch, d1, ...], got [2]",
  ],
  "label smoothing beyond 1": [
    () => nn.crossEntropy(x(1, 3), ints(0), { labelSmoothing: 2 }),
    "crossEntropy: labelSmoothing must lie between 0 and 1, got 2",
  ],
  "targets of pairs": [
    () => nn.cosineEmbeddingLoss(x(2, 3), x(2, 3), x(3)),
    "cosineEmbeddingLoss: pairs of shape [2, 3] need targets [2], got [3]",
  ],
  "a negative variance": [
    () => nn.gaussianNLLLoss(x(2), x(2), tensor([1, -1])),
    "gaussianNLLLoss: a variance is negative",
  ],
  "variances of another shape": [
    () => nn.gaussianNLLLoss(x(2, 3), x(2, 3), x(3)),
    "gaussianNLLLoss: variances of shape [3] do not fit values of shape [2, 3]",
  ],
  "an initialiser of matrices": [() => nn.init.eye(x(2)), "init.eye: expected a matrix, got the shape [2]"],
  "an orthogonal vector": [() => nn.init.orthogonal(x(2)), "init.orthogonal: expected two or more dimensions, got [2]"],
  "numbers far from the mean": [
    () => nn.init.truncNormal(x(2), { low: 8, high: 9 }),
    "init.truncNormal: mean 0 and std 1 give hardly a number from 8 to 9",
  ],
  "an unknown gain": [() => nn.init.calculateGain("gelu" as never), 'init.calculateGain: no gain is known for "gelu"'],
  "a path to nothing": [
    () => new nn.Sequential(new nn.Linear(1, 1)).getParameter("1.weight"),
    "getParameter: there is no '1.weight' here; there are '0.weight', '0.bias'",
  ],
};

describe("errors of layers and losses", () => {
  it.each(Object.entries(cases))("%s", (_, [compute, message]) => {
    expect(compute).toThrow(message);
    expect(compute).toThrow(expect.objectContaining({ name: "GradbookError" }));
  });
});
