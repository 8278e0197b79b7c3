// Which backend is taken, what is said when it is not the wished one, and that nothing broken is ever taken.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { chooseBackend, type Choice } from "../../src/backend/choose";
import { firstDifference } from "../../src/backend/compiled/known-values";
import { instructionSets, loadNative } from "../../src/backend/native/load";
import { reference } from "../../src/backend/reference/index";
import { isBuilt, nativeFile, nativeFolder } from "./built";

const folder = mkdtempSync(path.join(tmpdir(), "gradbook-choose-"));
const addon = path.join(folder, `${process.platform}-${process.arch}`, "gradbook.node");
const trial = path.join(folder, "try-addon.cjs");
const wasm = path.join(folder, "gradbook.wasm");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(addon), { recursive: true });
});

function choose(wishes: Record<string, string> = {}): Choice & { said: string[] } {
  const said: string[] = [];
  return { ...chooseBackend({ folder, wishes, say: (sentence) => said.push(sentence) }), said };
}

describe("when nothing is compiled", () => {
  it("plain TypeScript serves, quietly", () => {
    const { backend, kernels, said } = choose();
    expect({ backend, said }).toEqual({ backend: "reference", said: [] });
    expect(kernels).toBe(reference);
  });

  it("a backend that is asked for says that it is not built", () => {
    expect(choose({ GRADBOOK_BACKEND: "native" }).said).toEqual([
      expect.stringMatching(/^The native kernels are not used: they are not built for .+ \(npm run build\)/),
      "The WebAssembly kernels are not used: they are not built (npm run build). Plain TypeScript computes the same, much slower.",
    ]);
    expect(choose({ GRADBOOK_BACKEND: "wasm" }).said).toHaveLength(1);
    expect(choose({ GRADBOOK_BACKEND: "reference" }).said).toEqual([]);
  });
});

describe("wishes", () => {
  it.each([
    ["GRADBOOK_BACKEND", "gpu", 'GRADBOOK_BACKEND is "gpu"; it can be native, wasm or reference'],
    ["GRADBOOK_CPU", "sse", 'GRADBOOK_CPU is "sse"; it can be avx512, avx2 or baseline'],
    ["GRADBOOK_THREADS", "0", 'GRADBOOK_THREADS is "0"; it can be 1, 2, 3 ...'],
    ["GRADBOOK_THREADS", "many", 'GRADBOOK_THREADS is "many"; it can be 1, 2, 3 ...'],
  ])("%s=%s is an error that says what it can be", (name, value, words) => {
    expect(() => choose({ [name]: value })).toThrow(words);
  });

  it("an empty variable is none", () => {
    expect(choose({ GRADBOOK_BACKEND: "", GRADBOOK_CPU: "", GRADBOOK_THREADS: "" }).said).toEqual([]);
  });
});

/** The built files, the addon and its trial possibly others. */
function install({
  native = readFileSync(nativeFile!),
  program = readFileSync(`${nativeFolder}try-addon.cjs`),
} = {}): void {
  copyFileSync(`${nativeFolder}gradbook.wasm`, wasm);
  writeFileSync(addon, native);
  writeFileSync(trial, program);
}

function expectWasm(choice: Choice & { said: string[] }, reason: RegExp): void {
  expect(choice.backend).toBe("wasm");
  expect(choice.said).toEqual([expect.stringMatching(reason)]);
  expect(choice.said[0]).toContain("WebAssembly computes the same");
  expect(firstDifference(choice.kernels, reference)).toBeUndefined();
}

function compiledTests(): void {
  it("takes the addon, then WebAssembly, then TypeScript, and says nothing where that is the wish", () => {
    install();
    expect(choose()).toMatchObject({ backend: "native", said: [] });
    expect(choose({ GRADBOOK_BACKEND: "native" })).toMatchObject({ backend: "native", said: [] });
    expect(choose({ GRADBOOK_BACKEND: "wasm" })).toMatchObject({ backend: "wasm", said: [] });
    expect(choose({ GRADBOOK_BACKEND: "reference" })).toMatchObject({ backend: "reference", said: [] });
  });

  it("remembers that the addon passed its trial, and tries another one anew", () => {
    install();
    choose();
    writeFileSync(trial, "process.exit(1)");
    expect(choose().backend).toBe("native");
    rmSync(addon); // it is in use: its bytes must not be changed
    writeFileSync(addon, "another");
    expectWasm(choose(), /it failed when it was tried/);
  });

  it("refuses a file that is no addon", () => {
    install({ native: Buffer.from("this is no addon") });
    expectWasm(choose(), /^The native kernels are not used: it failed when it was tried \(Error: /);
  });

  it("refuses an addon that crashes", () => {
    const native = readFileSync(nativeFile!);
    // Traps in the place of machine code.
    native.fill(0xcc, Math.floor(native.length * 0.1), Math.floor(native.length * 0.95));
    install({ native });
    expectWasm(choose(), /^The native kernels are not used: it (crashed|failed) when it was tried/);
  });

  it.runIf(process.platform !== "win32")("says by which signal it crashed", () => {
    install({ program: Buffer.from('process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 1e4)') });
    expectWasm(choose(), /it crashed when it was tried \(SIGSEGV\)/);
  });

  it("a trial that fails once is repeated, and not held against the addon", () => {
    const mark = JSON.stringify(path.join(folder, "tried"));
    const real = JSON.stringify(`${nativeFolder}try-addon.cjs`);
    const program = `const fs = require("fs"); if (!fs.existsSync(${mark})) { fs.writeFileSync(${mark}, ""); process.abort(); } require(${real})`;
    install({ program: Buffer.from(program) });
    expect(choose()).toMatchObject({ backend: "native", said: [] });
  });

  it("refuses an addon that computes wrong numbers, and names where", () => {
    install({ program: Buffer.from('process.stdout.write(JSON.stringify({ difference: "softmax" }))') });
    expectWasm(choose(), /it computed wrong numbers when it was tried \(softmax\)/);
  });

  it("goes on to TypeScript when WebAssembly is broken too", () => {
    install({ native: Buffer.from("no addon") });
    writeFileSync(wasm, "no module");
    const { backend, said } = choose();
    expect(backend).toBe("reference");
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(/^The WebAssembly kernels are not used: .+ Plain TypeScript computes the same/);
  });

  it("the trial finds a wrong kernel of every kind that it knows", () => {
    const { kernels } = choose({ GRADBOOK_BACKEND: "reference" });
    expect(firstDifference(kernels, reference)).toBeUndefined();
    const wrong = { ...kernels, matmul: () => {} };
    expect(firstDifference(wrong, reference)).toMatch(/^matmul/);
  });

  it("caps the instruction set and the threads", () => {
    const cpus = instructionSets.map((cap) => loadNative(nativeFile!, { cap }).instructions);
    const ranks = cpus.map((cpu) => instructionSets.indexOf(cpu));
    ranks.forEach((rank, i) => expect(rank).toBeGreaterThanOrEqual(i));
    expect(cpus.at(-1)).toBe("baseline");
    install();
    for (const cap of instructionSets) {
      const { cpu, said } = choose({ GRADBOOK_CPU: cap });
      expect(said).toEqual(
        cpu === cap ? [] : [`GRADBOOK_CPU=${cap}: this processor does not have it; ${cpu} is used.`],
      );
    }
  });
}

if (isBuilt) describe("when the kernels are compiled", compiledTests);
