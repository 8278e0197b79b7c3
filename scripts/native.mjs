// Compiles the kernels in native/ with Zig's C compiler (Python package `ziglang`, in .venv): dist/native/gradbook.wasm, and the addon
// dist/native/<platform>-<arch>/gradbook.node for the machine at hand. As a command (`npm run build:native`) it compiles the addon for every
// platform that Gradbook knows, all from this one.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { venvPython } from "../bin/python.mjs";
import { hashOf, readStamp, writeStamp } from "../bin/stamp.mjs";

const sources = ["native", "scripts/native.mjs", "node_modules/node-api-headers/package.json"];

const trialSources = ["src/backend", "src/tensor", "src/errors.ts", "scripts/native.mjs"];

/** One way to compile the kernels: an instruction set, how many floats its vectors hold, and the name of its table. */
const x64 = [
  { table: "kernels_avx512", cpu: "x86_64_v4", width: 16 },
  { table: "kernels_avx2", cpu: "x86_64_v3", width: 8 },
  { table: "kernels_baseline", cpu: "x86_64", width: 4 },
];
const arm64 = [{ table: "kernels_baseline", cpu: "generic", width: 4 }];

/** What is compiled for whom: Zig's names of the platforms, the oldest systems among them that Node 20 supports. */
const targets = {
  wasm: { zig: "wasm32-freestanding" },
  "linux-x64": { zig: "x86_64-linux-gnu.2.28", variants: x64 },
  "linux-arm64": { zig: "aarch64-linux-gnu.2.28", variants: arm64 },
  "darwin-x64": { zig: "x86_64-macos.10.15", variants: x64 },
  "darwin-arm64": { zig: "aarch64-macos.11.0", variants: [{ ...arm64[0], cpu: "apple_m1" }] },
  "win32-x64": { zig: "x86_64-windows-gnu", variants: x64 },
  "win32-arm64": { zig: "aarch64-windows-gnu", variants: arm64 },
};

const common = [
  "-O3",
  "-std=gnu23",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-fno-math-errno",
  "-fno-sanitize=undefined",
  "-fvisibility=hidden",
  "-g0",
];
const wasmFlags = [
  "-mcpu=generic+simd128",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--strip-all",
  "-Wl,--export-dynamic",
  "-Wl,--import-memory",
  "-Wl,--export=__heap_base",
];

/** Where a target's result lies. */
export const nativeFile = (root, target) =>
  path.join(
    root,
    "dist",
    "native",
    { wasm: "gradbook.wasm", trial: "try-addon.cjs" }[target] ?? `${target}/gradbook.node`,
  );

/** Runs Zig's C compiler; throws its words when it fails. */
function zig(root, args) {
  const cache = path.join(root, ".cache", "zig");
  const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  const python = process.env.GRADBOOK_ZIG_PYTHON ?? venvPython(root);
  return new Promise((resolve, reject) => {
    const child = spawn(python, ["-m", "ziglang", ...args], { cwd: root, env, windowsHide: true });
    let words = "";
    child.stdout.on("data", (part) => (words += part));
    child.stderr.on("data", (part) => (words += part));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(words) : reject(new Error(words.trim() || `it ended with ${code}`)),
    );
  });
}

async function compileWasm(root, out) {
  await zig(root, ["cc", "-target", targets.wasm.zig, ...common, ...wasmFlags, "native/kernels.c", "-o", out]);
}

async function compileAddon(root, target, out) {
  const { zig: platform, variants } = targets[target];
  const headers = path.join(root, "node_modules", "node-api-headers");
  const flags = [...common, "-target", platform, ...(target.startsWith("win32") ? [] : ["-fPIC"])];
  const parts = await Promise.all(
    variants.map(async ({ table, cpu, width }) => {
      const object = `${out}.${table}.o`;
      const names = [`-mcpu=${cpu}`, `-DWIDTH=${width}`, `-DTABLE=${table}`];
      await zig(root, ["cc", ...flags, ...names, "-c", "native/kernels.c", "-o", object]);
      return object;
    }),
  );
  const link = target.startsWith("darwin") ? ["-Wl,-undefined,dynamic_lookup"] : [];
  const files = ["native/addon.c", "native/parallel.c", "native/cpu.c", ...parts];
  await zig(root, ["cc", ...flags, "-shared", "-s", "-I", path.join(headers, "include"), ...files, ...link, "-o", out]);
  for (const part of parts) rmSync(part, { force: true });
}

/** The program that tries an addon in a process of its own before the library trusts it. */
async function bundleTrial(root, out) {
  await esbuild.build({
    entryPoints: [path.join(root, "src", "backend", "native", "try-addon.ts")],
    outfile: out,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
  });
}

const makers = { wasm: compileWasm, trial: bundleTrial };

/** Makes one target unless that was done of the same sources. */
async function buildTarget(root, target) {
  const file = nativeFile(root, target);
  const stamp = path.join(root, "dist", "native", `.${target}-stamp`);
  const hash = hashOf(root, target === "trial" ? trialSources : sources);
  if (existsSync(file) && readStamp(stamp) === hash) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  try {
    await (makers[target]?.(root, partial) ?? compileAddon(root, target, partial));
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
  writeStamp(stamp, hash);
}

const here = `${process.platform}-${process.arch}`;

/** Compiles for this machine. The reason in one sentence where that fails: the library then runs without, only slower. */
export async function buildNative(root) {
  const wanted = ["trial", "wasm", ...(here in targets ? [here] : [])];
  const results = await Promise.allSettled(wanted.map((target) => buildTarget(root, target)));
  const failed = results.find(({ status }) => status === "rejected");
  if (!failed) return undefined;
  const lines = failed.reason.message.split("\n");
  return lines.find((line) => /error/i.test(line)) ?? lines[0];
}

/** Whether `buildNative` has nothing to do. */
export const nativeReady = (root) =>
  ["trial", "wasm", ...(here in targets ? [here] : [])].every(
    (target) =>
      existsSync(nativeFile(root, target)) &&
      readStamp(path.join(root, "dist", "native", `.${target}-stamp`)) ===
        hashOf(root, target === "trial" ? trialSources : sources),
  );

async function buildEverything(root) {
  for (const target of Object.keys(targets)) {
    await buildTarget(root, target);
    const tested = target === "wasm" || target === here;
    console.log(
      `${path.relative(root, nativeFile(root, target))}${tested ? "" : " (untested: it was built but never run)"}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildEverything(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."));
}
