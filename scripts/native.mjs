// Compiles the kernels in native/ with Zig's C compiler (Python package `ziglang`, in .venv): dist/native/gradbook.wasm, and the addon
// dist/native/<platform>-<arch>/gradbook.node for the machine at hand. As a command (`npm run build:native`) it compiles the addon for every
// platform that Gradbook knows, all from this one.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { venvPython } from "../bin/python.mjs";
import { nativeHash, nativeReady, nativeStamp } from "../bin/native.mjs";
import { writeStamp } from "../bin/stamp.mjs";

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
  // It would turn fixed distances between elements into sums: WebAssembly's loads add them for nothing.
  "-mllvm",
  "-disable-lsr",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--strip-all",
  "-Wl,--export-dynamic",
  "-Wl,--import-memory",
  "-Wl,--export=__heap_base",
];

const headers = path.join("node_modules", "node-api-headers");

/** Where a target's result lies. */
export const nativeFile = (root, target) =>
  path.join(
    root,
    "dist",
    "native",
    { wasm: "gradbook.wasm", trial: "try-addon.cjs" }[target] ?? `${target}/gradbook.node`,
  );

/** The Python that has `ziglang`. */
const python = (root) => process.env.GRADBOOK_ZIG_PYTHON ?? venvPython(root);

/** Runs Zig's C compiler; throws its words when it fails. */
function zig(root, args) {
  const cache = path.join(root, ".cache", "zig");
  const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  return new Promise((resolve, reject) => {
    const child = spawn(python(root), ["-m", "ziglang", ...args], { cwd: root, env, windowsHide: true });
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

/** How the linker is told of the functions that Node itself provides: only Windows wants to know who does. */
async function nodeFunctions(root, target, folder) {
  if (target.startsWith("darwin")) return ["-Wl,-undefined,dynamic_lookup"];
  if (!target.startsWith("win32")) return [];
  const list = path.join(root, headers, "def", "js_native_api.def");
  const library = path.join(folder, "node.lib");
  const machine = target.endsWith("arm64") ? "arm64" : "i386:x86-64";
  await zig(root, ["dlltool", "-m", machine, "-d", list, "-l", library]);
  return [library];
}

async function compileAddon(root, target, out) {
  const { zig: platform, variants } = targets[target];
  const flags = [...common, "-target", platform, ...(target.startsWith("win32") ? [] : ["-fPIC"])];
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-native-"));
  try {
    const link = nodeFunctions(root, target, folder);
    const compiled = variants.map(async ({ table, cpu, width }) => {
      const object = path.join(folder, `${table}.o`);
      const names = [`-mcpu=${cpu}`, `-DWIDTH=${width}`, `-DTABLE=${table}`];
      await zig(root, ["cc", ...flags, ...names, "-c", "native/kernels.c", "-o", object]);
      return object;
    });
    const include = ["-I", path.join(root, headers, "include")];
    const files = ["native/addon.c", "native/parallel.c", "native/cpu.c", ...(await Promise.all(compiled))];
    await zig(root, ["cc", ...flags, "-shared", "-s", ...include, ...files, ...(await link), "-o", out]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(path.join(path.dirname(out), "verdicts.json"), { force: true });
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

async function buildTarget(root, target) {
  const file = nativeFile(root, target);
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  try {
    await (makers[target]?.(root, partial) ?? compileAddon(root, target, partial));
    renameSync(partial, file);
  } catch (error) {
    rmSync(file, { force: true }); // the old one is of other sources
    throw error;
  } finally {
    rmSync(partial, { force: true });
  }
}

const here = `${process.platform}-${process.arch}`;

/** Compiles for this machine, if anything changed. The reason in one sentence where that fails: the library then runs without, only slower. */
export async function buildNative(root) {
  const wanted = ["trial", "wasm", ...(here in targets ? [here] : [])];
  // What failed before is not tried again at every start, but whenever a build is asked for.
  if (nativeReady(root) && wanted.every((target) => existsSync(nativeFile(root, target)))) return undefined;
  if (!existsSync(python(root))) return noCompiler;
  const hash = nativeHash(root);
  const results = await Promise.allSettled(wanted.map((target) => buildTarget(root, target)));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.reason.message.includes("No module named")) return noCompiler;
  writeStamp(nativeStamp(root), hash);
  if (!failed) return undefined;
  const lines = failed.reason.message.split("\n");
  return `${notBuilt}${lines.find((line) => /error/i.test(line)) ?? lines[0]}`;
}
const notBuilt = "The fast kernels were not compiled, slower ones serve: ";
const noCompiler = `${notBuilt}Zig's C compiler is not there; \`npm start\` installs it into .venv.`;

/** Has the library try a new addon now, which takes a moment, instead of at a learner's first import. It says what is wrong with it. */
export function tryAddon(root) {
  const library = path.join(root, "dist", "index.cjs");
  const tried = path.join(path.dirname(nativeFile(root, here)), "verdicts.json");
  if (!existsSync(library) || !existsSync(nativeFile(root, here)) || existsSync(tried)) return;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GRADBOOK_")));
  spawnSync(process.execPath, [library], { env, stdio: ["ignore", "ignore", "inherit"], windowsHide: true });
}

async function buildEverything(root) {
  await buildTarget(root, "trial");
  for (const target of Object.keys(targets)) {
    await buildTarget(root, target);
    const note = target === "wasm" || target === here ? "" : " (untested: built, but never run)";
    console.log(`${path.relative(root, nativeFile(root, target))}${note}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
  if (process.argv[2] === "here") {
    const problem = await buildNative(root);
    if (problem) console.log(problem);
    tryAddon(root);
    process.exitCode = problem ? 1 : 0;
  } else {
    await buildEverything(root);
  }
}
