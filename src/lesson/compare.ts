import { isMap, isSet, isThenable } from "./is";
import { word } from "./pure/catalogue";
import type { Key, Values } from "./pure/catalogue";
import { inBoth } from "./pure/text";
import type { Text } from "./pure/text";
import { isTensor, printValue, tensorList } from "./print";

/** How two values differ: a sentence, and the place (`[2][0]`) where they do first. */
export interface Difference {
  readonly says: Text;
  readonly place: string;
}

/** How close numbers must be: `|got - expected| <= tolerance * max(1, |expected|)`. */
export const defaultTolerance = 1e-6;
/** The same for tensors, whose numbers are float32. */
export const tensorTolerance = 1e-5;

const text = (key: Key, values: Values = {}): Text => inBoth((language) => word(language, key, values));
const typed = (key: Key, got: unknown, expected: unknown): Text =>
  inBoth((language) =>
    word(language, key, { got: word(language, typeKey(got)), expected: word(language, typeKey(expected)) }),
  );

function typeKey(value: unknown): Key {
  if (value === undefined) return "typeNothing";
  if (value === null) return "typeNull";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "typeList";
  if (isTensor(value)) return "typeTensor";
  if (isMap(value)) return "typeMap";
  if (isSet(value)) return "typeSet";
  if (isThenable(value)) return "typePromise";
  const keys: Partial<Record<string, Key>> = {
    number: "typeNumber",
    string: "typeString",
    boolean: "typeBoolean",
    function: "typeFunction",
  };
  return keys[typeof value] ?? "typeObject";
}

const plain = (value: unknown): unknown => {
  if (isTensor(value)) return tensorList(value);
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
};

/** Whether two numbers are equal up to the tolerance. */
export function isClose(got: number, expected: number, tolerance: number): boolean {
  if (Object.is(got, expected) || got === expected) return true;
  return Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

function differentNumber(got: number, expected: number, place: string): Difference {
  if (Number.isNaN(got)) return { says: text("isNaN"), place };
  if (!Number.isFinite(got) && Number.isFinite(expected))
    return { says: text("isInfinite", { got: String(got) }), place };
  return { says: text("differs", { got: exact(got, expected), expected: exact(expected, got) }), place };
}

/** A number with as many digits as it takes to tell it from another. */
function exact(value: number, other: number): string {
  for (let digits = 6; digits < 17; digits++) {
    if (value.toPrecision(digits) !== other.toPrecision(digits)) return String(Number(value.toPrecision(digits)));
  }
  return String(value);
}

function differentObject(got: object, expected: object, tolerance: number, place: string): Difference | undefined {
  const [a, b] = [got, expected] as [Record<string, unknown>, Record<string, unknown>];
  for (const key of Object.keys(b)) {
    if (!(key in a)) return { says: text("missingKey", { key }), place };
    const found = difference(a[key], b[key], tolerance, `${place}.${key}`);
    if (found) return found;
  }
  const extra = Object.keys(a).find((key) => !(key in b));
  return extra === undefined ? undefined : { says: text("extraKey", { key: extra }), place };
}

/** How `got` differs from `expected`; nothing when it does not. Lists, typed arrays and tensors compare by their values. */
export function difference(
  got: unknown,
  expected: unknown,
  tolerance: number,
  place: string = "",
): Difference | undefined {
  if (got === undefined && expected !== undefined) return { says: text("returnedNothing"), place };
  if (got === null && expected !== null) return { says: text("returnedNull"), place };
  if (isTensor(expected) && !isTensor(got)) return { says: typed("wrongType", got, expected), place };
  if (isTensor(got) && isTensor(expected) && got.shape.join() !== expected.shape.join()) {
    return { says: text("wrongShape", { got: got.shape.join(", "), expected: expected.shape.join(", ") }), place };
  }
  const [a, b] = [plain(got), plain(expected)];
  if (typeof a === "number" && typeof b === "number")
    return isClose(a, b, tolerance) ? undefined : differentNumber(a, b, place);
  if (typeKey(a) !== typeKey(b)) {
    return { says: typeKey(a) === "typePromise" ? text("returnedPromise") : typed("wrongType", got, expected), place };
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return { says: text("wrongLength", { got: a.length, expected: b.length }), place };
    for (let i = 0; i < b.length; i++) {
      const found = difference(a[i], b[i], tolerance, `${place}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isMap(b)) return difference([...(a as Map<unknown, unknown>)].sort(byKey), [...b].sort(byKey), tolerance, place);
  if (isSet(b)) return difference([...(a as Set<unknown>)].sort(), [...b].sort(), tolerance, place);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null)
    return differentObject(a, b, tolerance, place);
  if (Object.is(a, b)) return undefined;
  return { says: text("differs", { got: printValue(a), expected: printValue(b) }), place };
}

const byKey = (a: [unknown, unknown], b: [unknown, unknown]): number => (String(a[0]) < String(b[0]) ? -1 : 1);

function flat(value: unknown): number[] | undefined {
  const list = plain(value);
  if (typeof list === "number") return [list];
  if (!Array.isArray(list)) return undefined;
  const parts = list.map(flat);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function isTransposed(got: unknown, expected: unknown, tolerance: number): boolean {
  const [a, b] = [plain(got), plain(expected)];
  if (!Array.isArray(a) || !Array.isArray(b) || !Array.isArray(a[0]) || !Array.isArray(b[0])) return false;
  if (a.length !== b[0].length || b.length !== a[0].length || b.length * a.length === 1) return false;
  const turned = b[0].map((_, column) => (b as unknown[][]).map((row) => row[column]));
  return difference(a, turned, tolerance) === undefined;
}

/** What is right about a wrong answer: opposite sign, a factor, swapped rows and columns, another order. */
export function resemblance(got: unknown, expected: unknown, tolerance: number): Text[] {
  if (isTransposed(got, expected, tolerance)) return [text("transposed")];
  const [a, b] = [flat(got), flat(expected)];
  if (!a || !b || a.length !== b.length || a.length === 0 || a.some((value) => !Number.isFinite(value))) return [];
  const close = (values: readonly number[]): boolean =>
    values.every((value, i) => isClose(value, b[i] ?? NaN, tolerance));
  if (b.every((value) => value === 0)) return [];
  if (close(a.map((value) => -value))) return [text("signFlipped")];
  const lead = b.findIndex((value) => Math.abs(value) > 1e-3);
  const factor = (a[lead] ?? 0) / (b[lead] ?? 1);
  if (b.length > 1 && factor !== 0 && Number.isFinite(factor) && close(a.map((value) => value / factor))) {
    return [text("scaled", { factor: printValue(factor) })];
  }
  if (b.length > 1 && close([...a].reverse())) return [text("reversed")];
  const sorted = (values: readonly number[]): number[] => [...values].sort((x, y) => x - y);
  if (b.length > 1 && difference(sorted(a), sorted(b), tolerance) === undefined) return [text("notSameOrder")];
  const count = a.filter((value, i) => !isClose(value, b[i] ?? NaN, tolerance)).length;
  return b.length > 1 ? [text("moreDiffer", { count, total: b.length })] : [];
}
