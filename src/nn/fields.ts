/**
 * The objects in an object's fields, under their names, and those in lists and plain objects as `list.0`, `object.key`. It runs in
 * every step of training, so it looks at each field once and makes no lists of what is neither.
 */
export function objectsInFields(owner: object): [name: string, value: object][] {
  const found: [string, object][] = [];
  const fields = owner as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (!isObject(value)) continue;
    if (!isContainer(value)) {
      found.push([name, value]);
      continue;
    }
    for (const key of Object.keys(value)) {
      const item = value[key];
      if (isObject(item)) found.push([`${name}.${key}`, item]);
    }
  }
  return found;
}

/** Puts a value where {@link objectsInFields} found one. */
export function setInField(owner: object, name: string, value: unknown): void {
  const fields = owner as Record<string, unknown>;
  const dot = name.indexOf(".");
  const container = dot < 0 ? undefined : fields[name.slice(0, dot)];
  if (isObject(container) && isContainer(container)) container[name.slice(dot + 1)] = value;
  else fields[name] = value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isContainer(value: object): value is Record<string, unknown> {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
