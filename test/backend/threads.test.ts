// The addon's thread pool: results never depend on the number of threads, nor on who else uses it.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nativeFile } from "./built";

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-threads-"));
const program = path.join(folder, "isolates.cjs");
const repeats = process.env.GRADBOOK_DEEP ? 40 : 6;

beforeAll(() =>
  esbuild.build({
    entryPoints: [path.join(import.meta.dirname, "programs", "isolates.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
  }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function hashes(threads: number, isolates: number, rounds: number): Promise<string[]> {
  const words = [nativeFile ?? "", threads, isolates, rounds].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
  return stdout.trim().split("\n");
}

if (nativeFile) {
  it("1, 2, 3 and 7 threads compute the same bits", async () => {
    const all = await Promise.all([1, 2, 3, 7].map((threads) => hashes(threads, 1, 3)));
    expect(new Set(all.flat()).size).toBe(1);
  });

  it(`4 isolates at once compute the same bits as one, ${repeats} times`, async () => {
    const alone = await hashes(1, 1, 10);
    for (let i = 0; i < repeats; i++) {
      const together = await hashes(2, 4, 10);
      expect(together).toEqual([alone[0], alone[0], alone[0], alone[0]]);
    }
  });

  it("a worker thread that used the addon ends, and leaves a process that can start others", async () => {
    const program = `
      const { Worker } = require("node:worker_threads");
      const { spawnSync } = require("node:child_process");
      const use = 'require(process.argv[2]).open("avx512", 2).kernels.peak(100000, PIECES, 0.5)';
      const run = (pieces) => new Promise((resolve) =>
        new Worker(use.replace("PIECES", pieces), { eval: true, argv: [process.argv[1]] }).on("exit", resolve));
      (async () => {
        for (const pieces of [1, 2, 1]) {
          if (await run(pieces)) throw new Error("a worker failed");
          console.log(spawnSync(process.execPath, ["-p", "1 + 1"]).stdout.toString().trim());
        }
      })();`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program, nativeFile!]);
    expect(stdout).toBe("2\n2\n2\n");
  });

  it("threads without work take no processor time", async () => {
    const idle = `
      const { kernels } = require(process.argv[1]).open("avx512", 3);
      kernels.peak(100000, 3, 0.5);
      setTimeout(() => {
        const before = process.cpuUsage();
        setTimeout(() => console.log(process.cpuUsage(before).user / 1e6), 500);
      }, 50);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", idle, nativeFile!]);
    expect(Number(stdout)).toBeLessThan(0.2);
  });
} else {
  it("right after npm ci there is no addon, and so there are no threads", () => {
    expect(nativeFile).toBeUndefined();
  });
}
