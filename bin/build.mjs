// The build: library, kernel, commands, exercises and extension, when the sources are not those of the last one.
import { existsSync } from "node:fs";
import path from "node:path";
import { explain } from "./problem.mjs";
import { run } from "./run.mjs";
import { hashOf, readStamp } from "./stamp.mjs";

const sources = [
  "package-lock.json",
  "package.json",
  "scripts/build.mjs",
  "scripts/declarations.mjs",
  "src",
  "notebooks",
  "extension",
  "tsconfig.json",
  "tsconfig.base.json",
  "tsconfig.kernels.json",
];
export const buildStamp = (root) => path.join(root, "dist", ".stamp");
export const sourcesHash = (root) => hashOf(root, sources);

/** Whether dist/ was built of these sources. An installed package comes built. */
export function buildReady(root) {
  if (!existsSync(path.join(root, "scripts", "build.mjs"))) return true;
  return readStamp(buildStamp(root)) === sourcesHash(root);
}

/** Builds everything but the kernels, which wait for their compiler; the script stamps what it built. */
export async function build(root, { log, onStart }) {
  const result = await run(process.execPath, [path.join(root, "scripts", "build.mjs"), "--no-native"], {
    cwd: root,
    log,
    onStart,
  });
  if (result.code !== 0) throw explain("The build", result, log.name);
}
