import { GradbookError, inWords } from "../errors";

/** The element types of a tensor. `bool` is stored as bytes 0 and 1. */
export type DType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** The memory behind a tensor. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** From narrow to wide: of two types, arithmetic takes the one further right. */
const order: readonly DType[] = ["bool", "uint8", "int32", "float32", "float64"];

export function isFloating(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

export function checkDType(dtype: string): DType {
  const found = order.find((name) => name === dtype);
  if (!found)
    throw new GradbookError(`dtype: ${inWords(dtype)} is not an element type; use one of ${order.join(", ")}`);
  return found;
}

/** New memory, all zeros. */
export function allocateTyped(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    case "uint8":
    case "bool":
      return new Uint8Array(length);
  }
}

/**
 * The element type of an operation on two tensors, as in PyTorch: the wider of both; but a tensor without dimensions
 * gives way to one with dimensions of the same kind, so that `float32 tensor * float64 scalar` stays float32.
 */
export function promote(a: DType, aDims: number, b: DType, bDims: number): DType {
  if (a === b) return a;
  if (isFloating(a) === isFloating(b) && (aDims === 0) !== (bDims === 0)) {
    if (a !== "bool" && b !== "bool") return aDims === 0 ? b : a;
  }
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
