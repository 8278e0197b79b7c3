// The library of Bayesian networks used alone: one small file for Node and for a plain web page.
import vm from "node:vm";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { enumerate } from "../../src/bn/index";
import { networkText, readNetwork } from "./networks";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

const bundled = build({
  entryPoints: [path.join(root, "src/bn/index.ts")],
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: "iife",
  globalName: "bn",
  target: "es2022",
  platform: "browser",
});

describe("the bn entry", () => {
  it("is under 40 kB gzipped and imports nothing of the rest", async () => {
    const { outputFiles, metafile } = await bundled;
    expect(gzipSync(outputFiles[0]?.contents ?? "").length).toBeLessThan(40_000);
    const foreign = Object.keys(metafile.inputs).filter((file) => !/^src\/(bn\/|errors\.ts$)/.test(file));
    expect(foreign).toEqual([]);
  });

  it("computes where there is nothing but the language", async () => {
    const { outputFiles } = await bundled;
    const want = enumerate(readNetwork("asia"), ["lung"], { dysp: "yes" }).value({ lung: "yes" });
    const context = vm.createContext({ text: networkText("asia") });
    const code = `${outputFiles[0]?.text}
      const tree = new bn.JunctionTree(bn.readBif(text));
      tree.posteriors({ dysp: "yes" }).probability("lung", "yes");`;
    expect(vm.runInContext(code, context)).toBeCloseTo(want, 12);
  });
});
