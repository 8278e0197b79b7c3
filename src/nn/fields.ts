/**
 * What stands in an object's fields: each value under its name, and those in lists and plain objects as `list.0`,
 * `object.key`.
 */
export function valuesInFields(owner: object): [name: string, value: unknown][] {
  return Object.entries(owner).flatMap(([name, value]): [string, unknown][] =>
    isContainer(value)
      ? Object.entries(value).map(([key, item]): [string, unknown] => [`${name}.${key}`, item])
      : [[name, value]],
  );
}

/** Puts a value where {@link valuesInFields} found one. */
export function setInField(owner: object, name: string, value: unknown): void {
  const fields = owner as Record<string, unknown>;
  const dot = name.indexOf(".");
  const container = dot < 0 ? undefined : fields[name.slice(0, dot)];
  if (isContainer(container)) container[name.slice(dot + 1)] = value;
  else fields[name] = value;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
