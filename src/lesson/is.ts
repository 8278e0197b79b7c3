import { types } from "node:util";

// A cell may run in a realm of its own, where `instanceof` and `=== Object.prototype` fail. These tests hold across realms.

/** A Map of any realm. */
export const isMap = (value: unknown): value is Map<unknown, unknown> => types.isMap(value);

/** A Set of any realm. */
export const isSet = (value: unknown): value is Set<unknown> => types.isSet(value);

/** An Error of any realm. */
export const isError = (value: unknown): value is Error => types.isNativeError(value) || value instanceof Error;

/** A promise, or anything that can be awaited. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";

/** An object written with braces, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return (
    typeof prototype === "object" &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "isPrototypeOf")
  );
}

/** Something written with the word class. */
export const isClass = (value: unknown): boolean =>
  typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
