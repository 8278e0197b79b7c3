import "./display";
export * from "./functional";
export * as init from "./init";
export { ELU, GELU, Identity, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh } from "./layers/activations";
export { Conv2d, MaxPool2d, type Conv2dOptions } from "./layers/conv2d";
export { Dropout } from "./layers/dropout";
export { Embedding } from "./layers/embedding";
export { Flatten } from "./layers/flatten";
export { Linear, type LinearOptions } from "./layers/linear";
export {
  BatchNorm1d,
  LayerNorm,
  RMSNorm,
  type BatchNormOptions,
  type NormalizationOptions,
} from "./layers/normalization";
export { Sequential } from "./layers/sequential";
export {
  binaryCrossEntropyWithLogits,
  hingeLoss,
  klDivergence,
  nllLoss,
  type BinaryCrossEntropyOptions,
  type KLDivergenceOptions,
  type NLLOptions,
} from "./losses/classification";
export { crossEntropy, type CrossEntropyLossOptions } from "./losses/cross-entropy";
export type { LossOptions, Reduction } from "./losses/reduction";
export { huberLoss, l1Loss, mseLoss, type HuberOptions } from "./losses/regression";
export { countParameters, Module } from "./module";
export { Parameter } from "./parameter";
export { toTypeScript } from "./to-typescript";
export { trace, type TracedModule } from "./trace";
