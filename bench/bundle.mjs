// A benchmark's program, bundled from the sources, so that what is measured is what stands in the tree.
import path from "node:path";
import * as esbuild from "esbuild";

/** Bundles `entry` for Node and returns the path of the bundle. */
export async function bundle(root, name, entry) {
  const outfile = path.join(root, ".cache", "bench", `${name}.mjs`);
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { gradbook: path.join(root, "src", "index.ts") },
    logLevel: "warning",
  });
  return outfile;
}
