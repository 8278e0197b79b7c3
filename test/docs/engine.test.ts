// The excerpts in docs/engine.md stand word for word in the files that they name.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const page = readFileSync(path.join(root, "docs", "engine.md"), "utf8");
const excerpts = [...page.matchAll(/<!-- (\S+\.ts) -->\n+```ts\n([\s\S]*?)```/g)];
const words = (text: string): string => text.replace(/\s+/g, " ").trim();

it("there are excerpts", () => expect(excerpts.length).toBeGreaterThan(2));
it.each(excerpts.map(([, file = "", code = ""]) => [file, code]))("docs/engine.md quotes %s", (file, code) => {
  expect(words(readFileSync(path.join(root, file), "utf8"))).toContain(words(code));
});
