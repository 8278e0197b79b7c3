// Every name of ours in docs/pytorch.md exists, and every name of ours that a PyTorch user may look for stands in it.
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
  .flatMap((line) => (line.startsWith("| ") && !line.startsWith("| PyTorch |") ? [line.split(" | ")[1] ?? ""] : []));
const names = cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)[^`]*`/g)].map(([, name = ""]) => name));
const examples: Record<string, object> = {
  ...gradbook,
  net: new nn.Linear(1, 1),
  optimizer: new gradbook.optim.Adam([tensor(1, { requiresGrad: true })]),
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

/** What the page leaves out: tools of this library that PyTorch has nothing like. */
const own = new Set(["nn.toTypeScript"]);
const rooms = {
  tensor,
  nn,
  "nn.init": nn.init,
  optim: gradbook.optim,
  train: gradbook.train,
  autograd: gradbook.autograd,
};
const expected = [
  ...Object.getOwnPropertyNames(gradbook.Tensor.prototype)
    .filter((name) => name !== "constructor")
    .map((name) => `t.${name}`),
  ...Object.entries(rooms).flatMap(([room, members]) =>
    Object.keys(members).flatMap((name) => (name === "init" ? [] : [`${room}.${name}`])),
  ),
].filter((name) => !own.has(name));

it.each(expected)("%s stands on the page", (name) => {
  expect(names.map((one) => one.replace(/^[ac]\./, "t."))).toContain(name);
});
