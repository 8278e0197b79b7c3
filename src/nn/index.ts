import "./display";
export { clipGradNorm, clipGradValue, type ClipGradNormOptions } from "./clip-grad";
export * from "./functional/index";
export type { ForwardHook, ForwardPreHook } from "./hooks";
export * as init from "./init/index";
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from "./layers/batch-norm";
export { Conv1d, Conv2d, type Conv1dOptions, type Conv2dOptions } from "./layers/conv";
export {
  ConvTranspose1d,
  ConvTranspose2d,
  type ConvTranspose1dOptions,
  type ConvTranspose2dOptions,
} from "./layers/conv-transpose";
export { Dropout, Dropout1d, Dropout2d } from "./layers/dropout";
export { Embedding, type EmbeddingOptions, type PretrainedOptions } from "./layers/embedding";
export { Flatten } from "./layers/flatten";
export {
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  type GroupNormOptions,
  type InstanceNormOptions,
} from "./layers/group-norm";
export { LayerNorm, RMSNorm, type LayerNormOptions, type NormalizationOptions } from "./layers/layer-norm";
export { Linear, type LinearOptions } from "./layers/linear";
export {
  MultiheadAttention,
  type AttentionMasks,
  type MultiheadAttentionInputs,
  type MultiheadAttentionOptions,
} from "./layers/multihead-attention";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AvgPool1d,
  AvgPool2d,
  MaxPool1d,
  MaxPool2d,
} from "./layers/pooling";
export {
  CELU,
  ELU,
  Hardshrink,
  Hardtanh,
  LeakyReLU,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  Softshrink,
  Threshold,
  type PReLUOptions,
} from "./layers/rectified";
export {
  GRUCell,
  LSTMCell,
  RNNCell,
  type CellOptions,
  type LSTMState,
  type RNNCellOptions,
} from "./layers/recurrent-cells";
export type { RecurrentOptions } from "./layers/recurrent";
export { GRU, LSTM, RNN, type RNNOptions } from "./layers/rnn";
export { Sequential } from "./layers/sequential";
export {
  GELU,
  Hardsigmoid,
  Hardswish,
  Identity,
  LogSigmoid,
  Mish,
  Sigmoid,
  SiLU,
  Softplus,
  Softsign,
  Tanh,
  Tanhshrink,
} from "./layers/smooth";
export { GLU, LogSoftmax, Softmax, Softmin } from "./layers/softmax";
export { TransformerEncoderLayer, type TransformerEncoderLayerOptions } from "./layers/transformer-encoder-layer";
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  type BinaryCrossEntropyOptions,
  type BinaryCrossEntropyWithLogitsOptions,
} from "./losses/binary";
export { crossEntropy, type CrossEntropyLossOptions } from "./losses/cross-entropy";
export {
  gaussianNLLLoss,
  klDivergence,
  poissonNLLLoss,
  type GaussianNLLOptions,
  type KLDivergenceOptions,
  type PoissonNLLOptions,
} from "./losses/distributions";
export {
  cosineEmbeddingLoss,
  hingeEmbeddingLoss,
  hingeLoss,
  marginRankingLoss,
  multiMarginLoss,
  softMarginLoss,
  tripletMarginLoss,
  type MarginOptions,
  type MultiMarginOptions,
  type TripletMarginOptions,
} from "./losses/margin";
export { nllLoss, type NLLOptions } from "./losses/nll";
export type { LossOptions, Reduction } from "./losses/reduction";
export { huberLoss, l1Loss, mseLoss, smoothL1Loss, type HuberOptions, type SmoothL1Options } from "./losses/regression";
export { countParameters, Module } from "./module";
export { Parameter } from "./parameter";
export type { LoadOptions, LoadResult } from "./state";
export { toTypeScript } from "./to-typescript";
export { trace, type TracedModule } from "./trace";
