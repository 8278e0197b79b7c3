import { isBlank } from "./blank";
import { isError, isMap, isPlainObject, isSet } from "./is";

/** A tensor as far as checks need it: anything with a shape and a way to a nested list. */
export interface TensorLike {
  readonly shape: readonly number[];
  toArray?(): unknown;
  toList?(): unknown;
}

/** Whether a value is a tensor. */
export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const tensor = value as Partial<TensorLike>;
  return Array.isArray(tensor.shape) && (typeof tensor.toArray === "function" || typeof tensor.toList === "function");
}

/** A tensor's values as numbers in nested lists (a number for a tensor without dimensions). */
export function tensorList(value: TensorLike): unknown {
  const flat = (value.toArray ?? value.toList)?.call(value);
  return nest(ArrayBuffer.isView(flat) ? Array.from(flat as unknown as ArrayLike<number>) : flat, value.shape);
}

function nest(values: unknown, shape: readonly number[]): unknown {
  if (!Array.isArray(values)) return values;
  if (shape.length < 2 || Array.isArray(values[0])) return shape.length === 0 ? values[0] : values;
  const size = values.length / (shape[0] || 1);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => nest(values.slice(i * size, (i + 1) * size), shape.slice(1)));
}

function printNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

function printList(values: readonly unknown[], depth: number, most: number): string {
  if (values.length <= most) return `[${values.map((value) => printValue(value, depth - 1)).join(", ")}]`;
  const head = values.slice(0, most - 2).map((value) => printValue(value, depth - 1));
  return `[${head.join(", ")}, ... ${printValue(values[values.length - 1], depth - 1)}] (${values.length} entries)`;
}

function printObject(value: object, depth: number): string {
  if (isMap(value))
    return `Map { ${[...value].map((entry) => entry.map((e) => printValue(e, depth - 1)).join(" => ")).join(", ")} }`;
  if (isSet(value)) return `Set ${printList([...value], depth, 12)}`;
  if (isError(value)) return `${value.name}: ${value.message}`;
  if (typeof value.toString === "function" && !String(value).startsWith("[object ")) return String(value);
  const name = isPlainObject(value) ? "" : `${value.constructor?.name ?? "object"} `;
  if (depth <= 0) return `${name}{...}`;
  const entries = Object.entries(value);
  const shown = entries.slice(0, 12).map(([key, entry]) => `${key}: ${printValue(entry, depth - 1)}`);
  return `${name}{ ${shown.join(", ")}${entries.length > 12 ? ", ..." : ""} }`;
}

/** A value as a person would write it: numbers to six digits, long lists shortened, functions by their own text. */
export function printValue(value: unknown, depth: number = 4): string {
  if (isBlank(value)) return "lesson.blank";
  switch (typeof value) {
    case "number":
      return printNumber(value);
    case "string":
      return JSON.stringify(value.length > 120 ? `${value.slice(0, 117)}...` : value);
    case "bigint":
      return `${value}n`;
    case "function": {
      const own = Object.hasOwn(value, "toString") ? String(value) : "";
      return own || `function ${value.name || "(without a name)"}`;
    }
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) return "null";
  if (isTensor(value)) return `tensor(${printValue(tensorList(value), depth)}) of shape [${value.shape.join(", ")}]`;
  if (Array.isArray(value)) return printList(value, depth, depth >= 4 ? 24 : 12);
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} ${printList(Array.from(value as unknown as ArrayLike<number>), depth, 24)}`;
  return printObject(value, depth);
}
