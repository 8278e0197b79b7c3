import { blankUses, containsBlank } from "./blank";
import { difference } from "./compare";
import { NotAttempted, Stopped, Wrong, isFinding } from "./findings";
import { interrupted } from "./host";
import { isClass, isError, isMap, isPlainObject, isSet, isThenable } from "./is";
import { word } from "./pure/catalogue";
import { inBoth } from "./pure/text";
import type { Text } from "./pure/text";
import { printValue } from "./print";

/** What one run of a check remembers of the learner's functions. */
export interface GuardLog {
  /** The last call, to be shown beside a wrong result. */
  last?: { readonly name: string; readonly args: readonly unknown[] };
  /** Every result, when `gradbook verify` compares two answers by behaviour. */
  readonly trace?: unknown[];
}

/** A copy of lists, typed arrays, plain objects, maps and sets; other values are shared. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (isMap(value)) return new Map([...value].map(([key, entry]) => [key, copyOf(entry)]));
  if (isSet(value)) return new Set(value);
  if (!isPlainObject(value) || Object.hasOwn(value, "toString")) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copyOf(entry)]));
}

/** The call as a learner would write it. */
export const printCall = (name: string, args: readonly unknown[]): string =>
  `${name}(${args.map((value) => printValue(value)).join(", ")})`;

/** 'dot stopped with an error at line 3: ...'; the line is the cell's own where the kernel tells it. */
export function threwSentence(error: unknown, name: string): Text {
  const stack = isError(error) ? (error.stack ?? "") : "";
  // The kernel writes a cell's frame as 'dot (In [3], line 2)' and the message in the learner's own names.
  const line = /In \[[^\]]*\], line (\d+)/.exec(stack)?.[1];
  const head = stack.split(/\n\s+at /)[0];
  const message = isError(error) ? head || `${error.name}: ${error.message}` : printValue(error);
  return inBoth((language) =>
    word(language, line === undefined ? "threw" : "threwAt", { name, message, line: line ?? "" }),
  );
}

/** What a learner's exception becomes: a finding that names their function, or the interrupt. */
export function blame(error: unknown, name: string, log: GuardLog, usesBefore: number): Error {
  if (isFinding(error)) return error as Error;
  if (interrupted()) return new Stopped();
  if (blankUses() > usesBefore) return new NotAttempted("blankInside", name);
  const call = log.last ? { call: printCall(log.last.name, log.last.args) } : {};
  return new Wrong({ says: [threwSentence(error, name)], threw: error, ...call });
}

type Callable = (...args: unknown[]) => unknown;

function guardFunction(fn: Callable, name: string, log: GuardLog, mayMutate: boolean): Callable {
  const accept = (result: unknown, given: unknown[], args: unknown[], usesBefore: number): unknown => {
    if (containsBlank(result)) throw new NotAttempted("fillBlank", name);
    if (blankUses() > usesBefore) throw new NotAttempted("blankInside", name);
    if (!mayMutate && difference(given, args, 0) !== undefined) {
      throw new Wrong({
        says: [inBoth((language) => word(language, "mutated", { name }))],
        call: printCall(name, args),
      });
    }
    log.trace?.push(result);
    return result;
  };
  return (...args) => {
    const given = args.map(copyOf);
    const usesBefore = blankUses();
    log.last = { name, args: mayMutate ? args.map(copyOf) : args };
    let result: unknown;
    try {
      result = fn(...(mayMutate ? args : given));
    } catch (error) {
      throw blame(error, name, log, usesBefore);
    }
    if (!isThenable(result)) return accept(result, given, args, usesBefore);
    return Promise.resolve(result).then(
      (settled) => accept(settled, given, args, usesBefore),
      (error: unknown) => {
        throw blame(error, name, log, usesBefore);
      },
    );
  };
}

/**
 * The answer as a check receives it. Each function works on copies of its arguments (unless the exercise allows changes),
 * and what it throws, changes or leaves blank becomes a finding about that function.
 */
export function guardAnswer(
  answer: Readonly<Record<string, unknown>>,
  names: readonly string[],
  log: GuardLog,
  options: { readonly mayMutate: boolean },
): Record<string, unknown> {
  const guarded: Record<string, unknown> = { ...answer };
  for (const name of names) {
    if (!(name in answer)) throw new Wrong({ says: [inBoth((language) => word(language, "missingName", { name }))] });
    const value = answer[name];
    if (containsBlank(value)) throw new NotAttempted("fillBlank", name);
    if (typeof value === "function" && !isClass(value)) {
      guarded[name] = guardFunction(value as Callable, name, log, options.mayMutate);
    }
  }
  return guarded;
}
