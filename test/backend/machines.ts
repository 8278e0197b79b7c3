// The compiled backends as they were built for this machine. Right after `npm ci` there are none; `npm test` builds before it tests.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe } from "vitest";
import type { Backend } from "../../src/backend/backend";
import { compiledBackend } from "../../src/backend/compiled/index";
import { backend, useBackend } from "../../src/backend/current";
import type { Machine } from "../../src/backend/machine";
import { loadNative, type Instructions, type NativeMachine } from "../../src/backend/native/load";
import { reference } from "../../src/backend/reference/index";
import { loadWasm } from "../../src/backend/wasm/module";

const folder = fileURLToPath(new URL("../../dist/native/", import.meta.url));
const wasmFile = `${folder}gradbook.wasm`;
const nativeFile = `${folder}${process.platform}-${process.arch}/gradbook.node`;

/** Loads the addon, if it is built, with an instruction set of choice. */
export const loadAddon: ((options: { cap: Instructions }) => NativeMachine) | undefined = existsSync(nativeFile)
  ? (options) => loadNative(nativeFile, options)
  : undefined;

/** Starts the machines that are built. */
export const machines: Record<string, () => Machine> = {
  ...(existsSync(wasmFile) && { wasm: () => loadWasm(readFileSync(wasmFile)) }),
  ...(existsSync(nativeFile) && { native: () => loadNative(nativeFile) }),
};

/** All backends that can be tested here, the reference among them; each is started once. */
export const backends: Record<string, () => Backend> = {
  reference: () => reference,
  ...Object.fromEntries(Object.entries(machines).map(([name, start]) => [name, once(() => compiledBackend(start()))])),
};

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The tests of `body` on every backend. */
export function onEachBackend(title: string, body: () => void): void {
  describe.each(Object.entries(backends))(`${title}, on %s`, (_, start) => {
    let before: Backend;
    beforeAll(() => {
      before = backend();
      useBackend(start());
    });
    afterAll(() => useBackend(before));
    body();
  });
}

/** Runs `compute` on a backend. */
export function on<T>(chosen: Backend, compute: () => T): T {
  const before = backend();
  useBackend(chosen);
  try {
    return compute();
  } finally {
    useBackend(before);
  }
}
