import { GradbookError } from "../errors";
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
      `${operation}: expected a tensor or a number, got ${describe(value)}; did you mean tensor(...)?`,
    );
  }
  return new Tensor(full(scalarType(value, partner.dtype), [], value));
}

function scalarType(value: number, dtype: DType): DType {
  if (isFloating(dtype)) return dtype;
  return Number.isInteger(value) ? "int32" : "float32";
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "a list" : typeof value;
}

/** Constants converted to floating point, so that functions like `exp` can take whole numbers. */
export function asFloating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : new Tensor(cast(x.array, "float32"));
}
