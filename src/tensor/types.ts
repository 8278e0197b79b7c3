export type { DType, TypedArray } from "./dtype";
export type { NDArray } from "./ndarray";
