// Runs every @example of the public docstrings: lines of the form `expression; // -> value` are compared.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import * as gradbook from "gradbook";
import { describe, expect, it } from "vitest";

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "src");
const rooms = ["tensor", "autograd", "nn", "optim", "train", "data", "show", "bn"];

/** What an example may use: all that a cell can import, and within a room its own names. */
function scopeOf(file: string): Record<string, unknown> {
  const room = file.split("/")[0] as keyof typeof gradbook;
  const own = gradbook[room];
  return typeof own === "object" ? { ...own, ...gradbook } : gradbook;
}

interface Example {
  readonly file: string;
  readonly name: string;
  readonly code: string;
}

/** The text behind `@example` in a docstring, up to the next tag. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(path.join(source, file), "utf8");
  const comments = [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)];
  return comments.flatMap((comment) => {
    const line = text.slice(0, comment.index).split("\n").length;
    const plain = comment[0]
      .replace(/^\/\*\*|\*\/$/g, "")
      .split("\n")
      .map((row) => row.replace(/^\s*\* ?/, ""))
      .join("\n");
    return plain
      .split("@example")
      .slice(1)
      .map((code) => ({ file, name: `${file}:${line}`, code: (code.split(/^@/m)[0] ?? "").replace(/^```\w*$/gm, "") }));
  });
}

const marker = /^(.*?);?\s*\/\/ -> (.*)$/;

/** Turns `expression; // -> value` into a comparison. */
function withChecks(code: string): { code: string; checks: number } {
  let checks = 0;
  const lines = code.split("\n").map((line) => {
    const found = marker.exec(line);
    if (!found) return line;
    checks++;
    const [, expression = "", value = ""] = found;
    const declared = /^\s*(?:const|let)\s+(\w+)/.exec(expression);
    if (declared) return `${expression};\n__check(${declared[1]}, ${JSON.stringify(value)});`;
    return `__check(${expression.trim()}, ${JSON.stringify(value)});`;
  });
  return { code: lines.join("\n"), checks };
}

function check(got: unknown, text: string): void {
  let expected: unknown;
  try {
    expected = new Function(`return (${text});`)();
  } catch {
    expect(String(got)).toBe(text);
    return;
  }
  expect(got).toEqual(expected);
}

async function runExample({ file, code }: Example): Promise<void> {
  const prepared = withChecks(code);
  if (prepared.checks === 0) throw new Error("the example compares nothing: end a line with `// -> value`");
  const scope = scopeOf(file);
  const names = Object.keys(scope);
  // The inner block lets an example reuse a name of the scope, such as `data`.
  const wrapped = `async function example(${[...names, "__check"].join(", ")}) { {\n${prepared.code}\n} }`;
  const script = transformSync(wrapped, { loader: "ts" }).code;
  const run = new Function(`${script}\nreturn example;`)() as (...values: unknown[]) => Promise<void>;
  await run(...Object.values(scope), check);
}

const files = rooms.flatMap((room) =>
  readdirSync(path.join(source, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.posix.join(room, name.split(path.sep).join("/"))),
);
const examples = files.flatMap(examplesOf);

describe("examples in docstrings", () => {
  it("there are many", () => expect(examples.length).toBeGreaterThan(40));
  it.each(examples.map((example) => [example.name, example] as const))("%s", (_, example) => runExample(example));
});
