// docs/figures.md adds a kind from scratch: its code is built and drawn here, so that the page stays true.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, expect, it } from "vitest";
import { toMarkup } from "../../src/figures/core/h";
import type { FigureKind } from "../../src/figures/core/kind";
import { seal } from "../../src/figures/core/seal";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, ".cache", `figure-docs-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the kind of docs/figures.md works as written", async () => {
  const page = readFileSync(path.join(root, "docs", "figures.md"), "utf8");
  const files = [...page.matchAll(/```ts\n\/\/ src\/figures\/(dots\/\S+)\n([\s\S]*?)```/g)];
  expect(files.map(([, name]) => name)).toEqual(["dots/payload.ts", "dots/words.ts", "dots/render.ts"]);
  mkdirSync(path.join(folder, "dots"), { recursive: true });
  for (const [, name = "", code = ""] of files) {
    const core = path.join(root, "src", "figures", "core").replaceAll("\\", "/");
    writeFileSync(path.join(folder, name), code.replaceAll('"../core/', `"${core}/`));
  }
  const outfile = path.join(folder, "dots.mjs");
  await build({
    entryPoints: [path.join(folder, "dots", "render.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  const { dots } = (await import(pathToFileURL(outfile).href)) as { dots: FigureKind<{ lang: "en" | "zh" }, object> };
  const open = seal(dots).open({
    answers: [
      { name: "<b>one</b>", right: true },
      { name: "two", right: false },
    ],
  });
  expect(open.text()).toBe("Answers\n1 of 2 answers are right; a wrong one is hollow.");
  const markup = toMarkup(open.still());
  expect(markup.match(/<circle/g)?.length).toBe(2);
  expect(markup).toContain("&lt;b&gt;one&lt;/b&gt;");
  expect(seal(dots).mime).toBe("application/vnd.gradbook.dots.v1+json");
  expect(() => seal(dots).open({ answers: [] })).toThrow(/dots\.answers: at least 1 items/);
});
