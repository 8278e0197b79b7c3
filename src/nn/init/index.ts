export {
  constant,
  normal,
  ones,
  truncNormal,
  uniform,
  zeros,
  type InitOptions,
  type TruncNormalOptions,
} from "./distributions";
export { eye, orthogonal, sparse, type SparseOptions } from "./matrices";
export {
  calculateGain,
  fans,
  kaimingNormal,
  kaimingUniform,
  xavierNormal,
  xavierUniform,
  type KaimingOptions,
  type Nonlinearity,
  type XavierOptions,
} from "./scaled";
