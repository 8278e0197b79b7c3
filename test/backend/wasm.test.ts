// The memory of WebAssembly: as large as it gets, made once, never moved.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadWasm } from "../../src/backend/wasm/module";
import { isBuilt, nativeFolder } from "./built";

afterEach(() => vi.unstubAllGlobals());

/** A platform that grants at most so many pages of memory. */
function grantAtMost(pages: number): void {
  class Memory extends WebAssembly.Memory {
    constructor(size: WebAssembly.MemoryDescriptor) {
      if (size.initial > pages) throw new RangeError("could not allocate memory");
      super(size);
    }
  }
  vi.stubGlobal("WebAssembly", { Memory, Module: WebAssembly.Module, Instance: WebAssembly.Instance });
}

it("bytes that are no module are refused", () => {
  grantAtMost(1024);
  expect(() => loadWasm(new Uint8Array([1, 2, 3]))).toThrow(WebAssembly.CompileError);
});

it("no memory at all is an error", () => {
  grantAtMost(0);
  expect(() => loadWasm(new Uint8Array())).toThrow(RangeError);
});

function builtTests(): void {
  const bytes = readFileSync(`${nativeFolder}gradbook.wasm`);

  it("takes what the platform grants, costs nothing before it is used, and hands it out in aligned pieces of zeros", () => {
    const before = process.memoryUsage().rss;
    const machine = loadWasm(bytes);
    const pieces = [machine.reserve(1000)!, machine.reserve(2 ** 20)!];
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
    for (const { buffer, offset, address, bytes: size } of pieces) {
      expect(address % 64).toBe(0);
      expect(new Uint8Array(buffer, offset, size).every((byte) => byte === 0)).toBe(true);
    }
    expect(pieces[0]!.buffer).toBe(pieces[1]!.buffer);
    expect(pieces[1]!.offset).toBe(pieces[0]!.offset + 1024);
  });

  it("asks for half as long as it is too much, and says when no more is left", () => {
    grantAtMost(1024); // 64 MiB
    const machine = loadWasm(bytes);
    expect(machine.reserve(2 ** 20)?.buffer.byteLength).toBe(1024 * 65_536);
    expect(machine.reserve(64 * 2 ** 20)).toBeUndefined();
    expect(machine.reserve(50 * 2 ** 20)).toBeDefined();
  });
}

if (isBuilt) describe("the compiled module", builtTests);
