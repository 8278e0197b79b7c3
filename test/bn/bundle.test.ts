// The library of Bayesian networks used alone, as docs/bayesian-networks.md shows it.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build, transformSync } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { enumerate } from "../../src/bn/index";
import { networkText, readNetwork } from "./networks";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = mkdtempSync(path.join(tmpdir(), "gradbook-bn-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const bundled = (format: "esm" | "cjs" | "iife") =>
  build({
    entryPoints: [path.join(root, "src/bn/discrete.ts")],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    globalName: "bn",
    target: "es2022",
    platform: "neutral",
  });

/** A folder in which `gradbook` is installed with nothing but what `gradbook/bn` needs. */
async function installed(): Promise<void> {
  const home = path.join(folder, "node_modules", "gradbook");
  mkdirSync(path.join(home, "dist"), { recursive: true });
  copyFileSync(path.join(root, "package.json"), path.join(home, "package.json"));
  for (const [format, file] of [
    ["esm", "bn.js"],
    ["cjs", "bn.cjs"],
  ] as const) {
    writeFileSync(path.join(home, "dist", file), (await bundled(format)).outputFiles[0]?.text ?? "");
  }
  writeFileSync(path.join(folder, "asia.bif"), networkText("asia"));
}

const run = (file: string, code: string): string => {
  writeFileSync(path.join(folder, file), code);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
};

describe("gradbook/bn", () => {
  it("is under 40 kB gzipped and imports nothing of the rest", async () => {
    const { outputFiles, metafile } = await bundled("esm");
    expect(gzipSync(outputFiles[0]?.contents ?? "").length).toBeLessThan(40_000);
    const foreign = Object.keys(metafile.inputs).filter((file) => !/^src\/(bn\/|errors\.ts$)/.test(file));
    expect(foreign).toEqual([]);
  });

  it("computes where there is nothing but the language", async () => {
    const { outputFiles } = await bundled("iife");
    const want = enumerate(readNetwork("asia"), ["lung"], { dysp: "yes" }).value({ lung: "yes" });
    const context = vm.createContext({ text: networkText("asia") });
    const code = `${outputFiles[0]?.text}
      const tree = new bn.JunctionTree(bn.readBif(text));
      tree.posteriors({ dysp: "yes" }).probability("lung", "yes");`;
    expect(vm.runInContext(code, context)).toBeCloseTo(want, 12);
  });

  it("runs in Node as the guide shows it, and by require", async () => {
    await installed();
    const guide = readFileSync(path.join(root, "docs/bayesian-networks.md"), "utf8");
    const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
    expect(example.trim().split("\n").filter(Boolean)).toHaveLength(9);
    const printed = run("example.mjs", transformSync(example, { loader: "ts" }).code);
    const want = enumerate(readNetwork("asia"), ["lung"], { dysp: "yes", asia: "yes" }).value({ lung: "yes" });
    expect(Number(printed.split(" ")[0])).toBeCloseTo(want, 12);
    expect(printed).toContain("tub -> either -> dysp <- bronc <- smoke");
    expect(run("example.cjs", `console.log(typeof require("gradbook/bn").JunctionTree)`)).toBe("function\n");
  });
});
