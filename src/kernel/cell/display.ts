/** Values as MIME bundles. */
import { inspect } from "node:util";
import type { MimeBundle } from "../protocol/threads";

/** Deno's convention: a method of this name says how a value is shown in a notebook. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** Of an object with more properties than this, so many are shown. */
const MOST_PROPERTIES = 200;
/** Of a longer text, the beginning is shown. */
const LONGEST_TEXT = 50_000;

/** A value as text: long arrays, strings and objects are cut, so that any size prints at once. */
export function text(value: unknown): string {
  const { shown, more } = shortened(value);
  const whole = inspect(shown, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 });
  if (more > 0) return whole.replace(/,?\s*\}$/, `,\n  ... ${more} more properties\n}`);
  const hidden = whole.length - LONGEST_TEXT;
  return hidden > 0 ? `${whole.slice(0, LONGEST_TEXT)}\n... ${hidden} more characters` : whole;
}

/** Node's `inspect` cuts arrays, maps and sets, but writes down a plain object of a million properties. */
function shortened(value: unknown): { shown: unknown; more: number } {
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return { shown: value, more: 0 };
  const names = Object.keys(value);
  if (names.length <= MOST_PROPERTIES) return { shown: value, more: 0 };
  const first = names
    .slice(0, MOST_PROPERTIES)
    .map((name) => [name, Object.getOwnPropertyDescriptor(value, name)!] as const);
  return { shown: Object.create(Object.prototype, Object.fromEntries(first)), more: names.length - MOST_PROPERTIES };
}

/** How a value is shown; a promise only when its own display method gives one. */
export function bundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const shown = displayMethod(value)?.();
  return shown instanceof Promise ? shown.then((bundle) => completed(value, bundle)) : completed(value, shown);
}

function completed(value: unknown, shown: unknown): MimeBundle {
  if (!isObject(shown)) return { "text/plain": text(value) };
  const bundle = cloneable(shown);
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": text(value) };
}

/** All keys are MIME types: the object is a bundle, and no value. */
export function isBundle(value: unknown): value is MimeBundle {
  if (!isObject(value) || displayMethod(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => /^[\w.+-]+\/[\w.+-]+$/.test(key));
}

/** Binary data as base64, as Jupyter wants it; the rest as plain JSON. */
export function cloneable(bundle: object): MimeBundle {
  const entries = Object.entries(bundle).map(([type, data]: [string, unknown]) => {
    if (data instanceof Uint8Array) return [type, Buffer.from(data).toString("base64")];
    return [type, typeof data === "string" ? data : (JSON.parse(JSON.stringify(data ?? null)) as unknown)];
  });
  return Object.fromEntries(entries) as MimeBundle;
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method = (value as Record<symbol, unknown>)[DISPLAY];
  return typeof method === "function" ? () => method.call(value) as unknown : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
