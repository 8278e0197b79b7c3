// The kernels in native/, compiled for this machine when their sources are not those of the last time. Without them the library works, only slower.
import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "./run.mjs";
import { hashOf, readStamp } from "./stamp.mjs";

const sources = [
  "native",
  "scripts/native.mjs",
  "src/backend",
  "src/tensor",
  "src/errors.ts",
  "node_modules/node-api-headers/package.json",
];
export const nativeStamp = (root) => path.join(root, "dist", "native", ".stamp");
export const nativeHash = (root) => hashOf(root, sources, process.platform, process.arch);

/** Whether it was compiled, or tried to, of these sources. An installed package comes compiled. */
export function nativeReady(root) {
  if (!existsSync(path.join(root, "scripts", "native.mjs"))) return true;
  return readStamp(nativeStamp(root)) === nativeHash(root);
}

/** Compiles; where that fails, one sentence says so, and the set-up goes on. */
export async function buildNativeKernels(root, { log, onStart }) {
  const script = path.join(root, "scripts", "native.mjs");
  const { code, output } = await run(process.execPath, [script, "here"], { cwd: root, log, onStart });
  return code === 0 ? {} : { note: output.trim().split("\n").at(-1) };
}
