import { countParameters, Module } from "./module";

const indent = "  ";

/** A module and what is inside, one line each, with the number of parameters. */
export function describeModule(module: Module<unknown>, depth: number = 0, name: string = ""): string {
  const details = module.describe();
  const label = `${indent.repeat(depth)}${name ? `${name}: ` : ""}${module.constructor.name}`;
  const children = module.namedChildren();
  const head = `${label}${details ? `(${details})` : ""}`;
  const count = countParameters(module);
  const suffix = depth === 0 || children.length === 0 ? counted(count) : "";
  return [head + suffix, ...children.map(([child, inner]) => describeModule(inner, depth + 1, child))].join("\n");
}

function counted(count: number): string {
  if (count === 0) return "";
  return `, ${count.toLocaleString("en-US")} parameter${count === 1 ? "" : "s"}`;
}

function escape(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

Object.assign(Module.prototype, {
  toString(this: Module<unknown>): string {
    return describeModule(this);
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: Module<unknown>): string {
    return describeModule(this);
  },
  [Symbol.for("Jupyter.display")](this: Module<unknown>): Record<string, string> {
    const text = describeModule(this);
    return { "text/plain": text, "text/html": `<pre>${escape(text)}</pre>` };
  },
});
