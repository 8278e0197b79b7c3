export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  layerNorm,
  linear,
  maxPool1d,
  maxPool2d,
  rmsNorm,
  scaledDotProductAttention,
} from "../../autograd/index";
export { dropout, dropoutChannels, type DropoutOptions } from "./dropout";
export { embedding, oneHot, type EmbeddingFunctionOptions } from "./encode";
export {
  batchNorm,
  groupNorm,
  instanceNorm,
  type BatchNormFunctionOptions,
  type InstanceNormFunctionOptions,
} from "./normalization";
export {
  celu,
  elu,
  hardshrink,
  hardtanh,
  leakyReLU,
  prelu,
  relu,
  relu6,
  selu,
  softshrink,
  threshold,
  type HardtanhOptions,
} from "./rectified";
export {
  cosineSimilarity,
  normalize,
  pairwiseDistance,
  type DistanceOptions,
  type NormalizeOptions,
} from "./similarity";
export {
  gelu,
  hardsigmoid,
  hardswish,
  logSigmoid,
  mish,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
  tanhshrink,
  type SoftplusOptions,
} from "./smooth";
export { glu, logSoftmax, softmax, softmin } from "./softmax";
