// Every name of ours in docs/pytorch.md exists.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as gradbook from "gradbook";
import { expect, it } from "vitest";

const { nn, tensor } = gradbook;
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const page = readFileSync(path.join(root, "docs", "pytorch.md"), "utf8");
const cells = page
  .split("\n")
  .flatMap((line) => (line.startsWith("| `") || line.startsWith("| a ") ? [line.split(" | ")[1] ?? ""] : []));
const names = cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)[^`]*`/g)].map(([, name = ""]) => name));
const examples: Record<string, object> = {
  ...gradbook,
  net: new nn.Linear(1, 1),
  ...Object.fromEntries(["t", "a", "c"].map((name) => [name, tensor([1])])),
};

it("there are many", () => expect(names.length).toBeGreaterThan(100));
it.each([...new Set(names)])("%s", (name) => {
  const [first = "", ...rest] = name.split(".");
  let value: unknown = examples[first];
  for (const part of rest) {
    expect(part in (value as object)).toBe(true);
    value = (value as Record<string, unknown>)[part];
  }
  expect(first in examples).toBe(true);
});
