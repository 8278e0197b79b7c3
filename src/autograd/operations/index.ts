import "./backward";
import "./cdist";
import "./clamp";
import "./close";
import "./compare";
import "./constant";
import "./cumprod";
import "./cumsum";
import "./diagonal";
import "./diff";
import "./exponentials";
import "./gather";
import "./histc";
import "./hyperbolic";
import "./hypot";
import "./in-place";
import "./index-add";
import "./lerp";
import "./log-add-exp";
import "./log-sum-exp";
import "./logical";
import "./masked";
import "./nan-to-num";
import "./norm";
import "./outer";
import "./prod";
import "./put";
import "./quantile";
import "./rearrange";
import "./reciprocal";
import "./remainder";
import "./repeat";
import "./running-extremum";
import "./sort";
import "./split";
import "./triangle";
import "./trigonometry";
import "./truth";
import "./unfold";
import "./unique";
export { abs } from "./abs";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  type AdaptiveSize,
} from "./adaptive-pool";
export { add } from "./add";
export { at, type Index } from "./at";
export { scaledDotProductAttention, type AttentionOptions } from "./attention";
export type { CloseOptions } from "./close";
export { concat, stack } from "./concat";
export { crossEntropy, type CrossEntropyOptions, type Reduction } from "./cross-entropy";
export { conv1d, type Conv1dFunctionOptions } from "./conv1d";
export { conv2d, type Conv2dFunctionOptions } from "./conv2d";
export {
  convTranspose1d,
  convTranspose2d,
  type ConvTranspose1dFunctionOptions,
  type ConvTranspose2dFunctionOptions,
} from "./conv-transpose";
export { cos } from "./cos";
export { div } from "./div";
export { einsum } from "./einsum";
export { erf } from "./erf";
export { exp } from "./exp";
export { extremum } from "./extremum";
export { gelu, silu, type GELUOptions } from "./gelu";
export type { HistcOptions } from "./histc";
export { checkIndices, embedding, indexSelect } from "./index-select";
export { linear } from "./linear";
export { log } from "./log";
export { matmul } from "./matmul";
export { maximum } from "./maximum";
export { mean } from "./mean";
export { minimum } from "./minimum";
export { mul } from "./mul";
export type { MeshgridOptions } from "./meshgrid";
export type { NanToNumOptions } from "./nan-to-num";
export { neg } from "./neg";
export { layerNorm, rmsNorm, type NormOptions } from "./normalize";
export {
  avgPool1d,
  avgPool2d,
  maxPool1d,
  maxPool2d,
  type AvgPool1dFunctionOptions,
  type AvgPool2dFunctionOptions,
  type MaxPool1dFunctionOptions,
  type MaxPool2dFunctionOptions,
} from "./pool";
export { pow } from "./pow";
export { recurrent, type RecurrentInputs } from "./recurrent";
export { gatesOf, recurrentCell, statesOf, type RecurrentKind } from "./recurrent-cell";
export { relu } from "./relu";
export { sigmoid } from "./sigmoid";
export { sin } from "./sin";
export { narrow, select, slice } from "./slice";
export type { SortOptions, TopkOptions, ValuesAndIndices } from "./sort";
export { logSoftmax, softmax } from "./softmax";
export { softplus } from "./softplus";
export { sqrt } from "./sqrt";
export { square } from "./square";
export { sub } from "./sub";
export { sum, type Dims, type ReduceOptions } from "./sum";
export { tanh } from "./tanh";
export { clone, to } from "./to";
export { expand, permute, reshape, transpose } from "./views";
export type { BincountOptions, SearchsortedOptions, Unique } from "./unique";
export { variance, type VarianceOptions } from "./variance";
export { where } from "./where";
export type { Pair, WindowOptions } from "./window2d";
