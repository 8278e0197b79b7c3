/** The kernel that the tests start: built from the sources as they are now. */
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
const sources = path.join(repository, "src", "kernel");
export const built = path.join(repository, "dist", "kernel", "main.cjs");

/** Path of dist/kernel/main.cjs, built again when a source is newer. */
export async function kernelFile(): Promise<string> {
  if (existsSync(built) && statSync(built).mtimeMs >= newestSource()) return built;
  // Another test file may build at the same time: the file appears whole or not at all.
  const part = path.join(path.dirname(built), `main.${process.pid}.${Math.random().toString(36).slice(2)}.cjs`);
  await build({
    entryPoints: [path.join(sources, "main.ts")],
    outfile: part,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
    logLevel: "warning",
  });
  renameSync(part, built);
  return built;
}

function newestSource(): number {
  const files = readdirSync(sources, { recursive: true }).map((name) => path.join(sources, String(name)));
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
