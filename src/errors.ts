/** An error that a learner can act on: it names the operation, what was got and what would work. */
export class GradbookError extends Error {
  override readonly name: string = "GradbookError";
}

/** A value in the words of an error: `undefined`, `"3"`, `a list`, `an object`. */
export function inWords(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return isPlain(value) ? "an object" : `a ${value.constructor.name}`;
  return String(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * Checks options by name: one that is misspelt, or called as in Python, would otherwise do nothing, silently.
 *
 * @throws if `options` is no object, or has a name that is not in `names`.
 */
export function checkOptions(operation: string, options: object | undefined, names: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || !isPlain(options)) {
    throw new GradbookError(
      `${operation}: options are an object like { ${names[0] ?? ""}: ... }, got ${inWords(options)}`,
    );
  }
  for (const name in options) {
    if (names.includes(name)) continue;
    const close = names.find((known) => plain(known) === plain(name));
    throw new GradbookError(
      `${operation}: there is no option '${name}'; ${close ? `did you mean '${close}'?` : `use ${names.join(", ")}`}`,
    );
  }
}

/** `batch_first` and `batchFirst` alike. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
