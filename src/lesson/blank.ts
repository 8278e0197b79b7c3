import { isMap, isPlainObject, isSet } from "./is";

/** The mark of `lesson.blank`, shared by every copy of the library in one process. */
const mark = Symbol.for("gradbook.blank");
const uses = Symbol.for("gradbook.blank.uses");
const inspected = Symbol.for("nodejs.util.inspect.custom");
const registry = globalThis as unknown as Record<symbol, unknown>;

function countUse(): void {
  registry[uses] = blankUses() + 1;
}

/** How often a blank was used as a number, text or function so far. A check compares before and after. */
export function blankUses(): number {
  return (registry[uses] as number | undefined) ?? 0;
}

const isText = (hint: unknown): boolean => hint === "string";

function make(): unknown {
  // A function that owns nothing, so that the proxy may answer freely and still be frozen.
  const target = function () {} as unknown as Record<string | symbol, unknown>;
  delete target.length;
  delete target.name;
  // Node looks through a proxy when it prints, so this one stands on the function itself.
  target[inspected] = () => "lesson.blank";
  Object.freeze(target);
  const blank: unknown = new Proxy(target, {
    get(_, key) {
      if (key === mark) return true;
      if (key === Symbol.toPrimitive) return (hint: unknown) => (countUse(), isText(hint) ? "lesson.blank" : NaN);
      if (key === Symbol.iterator) return () => (countUse(), [][Symbol.iterator]());
      if (key === Symbol.for("Jupyter.display")) return () => ({ "text/plain": "lesson.blank (replace it)" });
      if (key === "toString" || key === "toJSON") return () => "lesson.blank";
      if (key === "valueOf") return () => NaN;
      if (key === "prototype" || key === inspected) return target[key];
      if (key === "length" || key === "size") return 0;
      return key === "then" || typeof key === "symbol" ? undefined : blank;
    },
    set: (_, key) => key !== "prototype" && key !== inspected,
    has: (_, key) => key === mark,
    deleteProperty: (_, key) => key !== "prototype" && key !== inspected,
    apply: () => (countUse(), blank),
    construct: () => (countUse(), blank as object),
  });
  return blank;
}

/**
 * Stands where an answer is still missing. Anything may be done with it and nothing throws: arithmetic gives NaN, a call
 * or a property gives another blank. An answer that contains, uses or returns it counts as not attempted, never as wrong.
 *
 * @example
 * Number.isNaN(blank + 1); // -> true
 */
// The sentinel must fit every stub's type; `any` is what makes it do so.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const blank: any = (registry[mark] ??= make());

/** Whether a value is the blank itself. */
export function isBlank(value: unknown): boolean {
  return typeof value === "function" && (value as unknown as Record<symbol, unknown>)[mark] === true;
}

/** Whether a blank stands anywhere in a value of plain lists and objects. */
export function containsBlank(value: unknown, depth = 6): boolean {
  if (isBlank(value)) return true;
  if (depth === 0 || typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.some((entry) => containsBlank(entry, depth - 1));
  if (isMap(value) || isSet(value)) return [...value].some((entry) => containsBlank(entry, depth - 1));
  return isPlainObject(value) && Object.values(value).some((entry) => containsBlank(entry, depth - 1));
}
