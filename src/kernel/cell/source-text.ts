/** `f.toString()` of the learner's functions and classes gives their own text: the marks of `types/source-marks.ts` say where it is. */
import type { Stacks } from "./stack";

const MARK = /\/\*\$\$ (\S+) (\d+) (\d+) \*\//g;

export function showLearnersText(stacks: Stacks): void {
  const native = Function.prototype.toString;
  const toString = function (this: unknown): string {
    if (this === toString) return native.call(native);
    const text = native.call(this as () => void);
    return text.includes("/*$$ ") ? (learnersText(text, stacks) ?? text) : text;
  };
  Object.defineProperty(toString, "name", { value: "toString" });
  Object.defineProperty(Function.prototype, "toString", { value: toString, writable: true, configurable: true });
}

/** The widest mark is the function's own; the others belong to functions inside of it. */
function learnersText(compiled: string, stacks: Stacks): string | undefined {
  const places = [...compiled.matchAll(MARK)].map(([, file = "", start, end]) => ({
    file,
    start: Number(start),
    end: Number(end),
  }));
  const own = places.reduce((widest, place) => (place.end - place.start > widest.end - widest.start ? place : widest));
  return stacks.textOf(decodeURIComponent(own.file))?.slice(own.start, own.end);
}
