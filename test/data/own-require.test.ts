// The package finds what lies beside it, however it was loaded.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-require-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function bundled(format: "esm" | "cjs"): Promise<string> {
  const outfile = path.join(folder, format === "esm" ? "own.mjs" : "own.cjs");
  await build({
    entryPoints: ["src/data/own-require.ts"],
    outfile,
    format,
    platform: "node",
    logOverride: { "empty-import-meta": "silent" },
  });
  writeFileSync(path.join(folder, "beside.json"), "7");
  return outfile;
}

const printed = (...args: string[]): string => spawnSync(process.execPath, args, { encoding: "utf8", cwd: "/" }).stdout;

describe("ownRequire", { timeout: 60_000 }, () => {
  it("finds files beside an ES module, also from `node --eval`, whose __filename is no file", async () => {
    const url = pathToFileURL(await bundled("esm")).href;
    const program = `import(${JSON.stringify(url)}).then((own) => console.log(own.ownRequire("./beside.json")))`;
    expect(printed("--eval", program)).toBe("7\n");
    expect(printed("--input-type=module", "--eval", program)).toBe("7\n");
  });
  it("finds files beside a CommonJS module", async () => {
    const file = await bundled("cjs");
    const program = `console.log(require(${JSON.stringify(file)}).ownRequire("./beside.json"))`;
    expect(printed("--eval", program)).toBe("7\n");
  });
});
