import "./display";
export { tensor, type RandomOptions, type TensorData, type TensorFactory, type TensorOptions } from "./create";
export * from "./operations/index";
export { asTensor, type Operand } from "./operand";
export { sumTo } from "./sum-to";
export { backward, isRecording, noGrad, record, type BackwardOptions, type Recorded } from "./tape";
export type { Gradient, TapeEntry } from "./tape-entry";
export { Tensor } from "./tensor";
