import { GradbookError, inWords } from "../errors";
import { isFloating, type DType } from "../tensor/dtype";
import { cast, full } from "../tensor/kernels";
import { Tensor } from "./tensor";

/** What arithmetic takes beside a tensor: another one, or a number. */
export type Operand = Tensor | number;

/**
 * A number as a tensor without dimensions, of the element type of its partner; a fraction beside whole numbers
 * becomes float32.
 */
export function asTensor(operation: string, value: Operand, partner: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== "number") {
    throw new GradbookError(
      `${operation}: expected a tensor or a number, got ${inWords(value)}; did you mean tensor(...)?`,
    );
  }
  return new Tensor(full(scalarType(value, partner.dtype), [], value));
}

function scalarType(value: number, dtype: DType): DType {
  if (isFloating(dtype)) return dtype;
  return Number.isInteger(value) ? "int32" : "float32";
}

/** @throws unless `value` is a tensor. */
export function checkTensor(operation: string, what: string, value: unknown): asserts value is Tensor {
  if (value instanceof Tensor) return;
  throw new GradbookError(
    `${operation}: ${what} must be a tensor, got ${inWords(value)}${Array.isArray(value) || typeof value === "number" ? "; did you mean tensor(...)?" : ""}`,
  );
}

/** @throws unless `values` is a list of tensors. */
export function checkTensors(operation: string, values: unknown): asserts values is readonly Tensor[] {
  if (!Array.isArray(values))
    throw new GradbookError(`${operation}: expected a list of tensors like [a, b], got ${inWords(values)}`);
  values.forEach((value, i) => checkTensor(operation, `element ${i}`, value));
}

/** Constants converted to floating point, so that functions like `exp` can take whole numbers. */
export function asFloating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : new Tensor(cast(x.array, "float32"));
}
