import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { totalmem } from "node:os";
import path from "node:path";
import { GradbookError } from "../errors";
import { useCollector } from "../tensor/memory";
import type { Backend } from "./backend";
import { compiledBackend } from "./compiled/index";
import { useBackend } from "./current";
import { garbageCollector } from "./native/collect-garbage";
import { instructionSets, loadNative, type Instructions } from "./native/load";
import { availableThreads } from "./native/threads";
import { verdict } from "./native/verdict";
import { reference } from "./reference/index";
import { loadWasm } from "./wasm/module";

/** What computes. `cpu` and `threads` only with the addon. */
export interface Engine {
  readonly backend: BackendName;
  readonly cpu?: Instructions;
  readonly threads?: number;
}

const backendNames = ["native", "wasm", "reference"] as const;
type BackendName = (typeof backendNames)[number];

/** Where the compiled kernels lie, what the user wishes, and how to tell them what did not come true. */
export interface Surroundings {
  readonly folder: string;
  readonly wishes: Readonly<Record<string, string | undefined>>;
  say(sentence: string): void;
}

export interface Choice extends Engine {
  readonly kernels: Backend;
}

/**
 * The fastest backend that works here: the addon, then WebAssembly, then plain TypeScript.
 * `GRADBOOK_BACKEND=native|wasm|reference` begins further down, `GRADBOOK_CPU=avx512|avx2|baseline` caps the addon's instruction set, and
 * `GRADBOOK_THREADS` its threads.
 *
 * @throws if one of these is set to anything else.
 */
export function chooseBackend({ folder, wishes, say }: Surroundings): Choice {
  const wish = oneOf("GRADBOOK_BACKEND", wishes.GRADBOOK_BACKEND, backendNames);
  const cap = oneOf("GRADBOOK_CPU", wishes.GRADBOOK_CPU, instructionSets);
  const threads = threadsWished(wishes.GRADBOOK_THREADS);
  // Right after `npm ci` nothing is compiled, and nothing is amiss.
  const compiled = wish !== undefined || existsSync(path.join(folder, "gradbook.wasm"));
  if (wish === "reference" || !compiled) return { backend: "reference", kernels: reference };
  if (wish !== "wasm") {
    const native = tryNative(folder, cap, threads);
    if (typeof native !== "string") {
      if (cap && native.cpu !== cap)
        say(`GRADBOOK_CPU=${cap}: this processor does not have it; ${native.cpu} is used.`);
      return native;
    }
    say(`The native kernels are not used: ${native}. WebAssembly computes the same, on one thread, slower.`);
  }
  const wasm = tryWasm(folder);
  if (typeof wasm !== "string") return wasm;
  say(`The WebAssembly kernels are not used: ${wasm}. Plain TypeScript computes the same, much slower.`);
  return { backend: "reference", kernels: reference };
}

function tryNative(folder: string, cap: Instructions | undefined, threads: number): Choice | string {
  const platform = `${process.platform}-${process.arch}`;
  const file = path.join(folder, platform, "gradbook.node");
  const program = path.join(folder, "try-addon.cjs");
  if (!existsSync(file) || !existsSync(program)) return `they are not built for ${platform} (npm run build)`;
  try {
    const fault = verdict({ file, cap: cap ?? instructionSets[0], threads, program });
    if (fault) return fault;
    const machine = loadNative(file, { cap: cap ?? instructionSets[0], threads });
    return {
      backend: "native",
      cpu: machine.instructions,
      threads: machine.threads,
      kernels: compiledBackend(machine),
    };
  } catch (error) {
    return messageOf(error);
  }
}

function tryWasm(folder: string): Choice | string {
  try {
    return { backend: "wasm", kernels: compiledBackend(loadWasm(readFileSync(path.join(folder, "gradbook.wasm")))) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "they are not built (npm run build)" : messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}

function oneOf<T extends string>(name: string, value: string | undefined, choices: readonly T[]): T | undefined {
  if (value === undefined || value === "") return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen) return chosen;
  const words = `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
  throw new GradbookError(`${name} is "${value}"; it can be ${words}`);
}

function threadsWished(value: string | undefined): number {
  if (value === undefined || value === "") return availableThreads();
  const threads = Number(value);
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new GradbookError(
    `GRADBOOK_THREADS is "${value}"; it can be 1, 2, 3 ...; left out, all ${availableThreads()} cores are used`,
  );
}

let current: Engine = { backend: "reference" };

/** What computes at present, on which processor's instructions and on how many threads. */
export function engine(): Engine {
  return current;
}

/** Chooses by the environment variables, and has everything from now on computed by what was chosen. */
export function installBackend(surroundings: Surroundings = ownSurroundings()): void {
  const { kernels, ...chosen } = chooseBackend(surroundings);
  current = chosen;
  useBackend(kernels);
  if (kernels !== reference) useCollector(garbageCollector(), { bytes: Math.min(2 ** 29, totalmem() / 16) });
}

/** The kernels that were compiled for this package, wherever in it this code was bundled to. */
function ownSurroundings(): Surroundings {
  // Only an ES module has a URL; `node --eval` and the REPL have a global __filename that is no file.
  const url: string | undefined = import.meta.url;
  const { resolve } = createRequire(url ?? __filename);
  return {
    folder: path.join(path.dirname(resolve("gradbook/package.json")), "dist", "native"),
    wishes: process.env,
    say: sayOnce,
  };
}

const said = Symbol.for("gradbook.backend.said");

/** The library may be loaded twice in a process, as an ES module and by `require`. */
function sayOnce(sentence: string): void {
  const host = globalThis as { [said]?: boolean };
  if (host[said]) return;
  host[said] = true;
  process.stderr.write(`gradbook: ${sentence}\n`);
}
