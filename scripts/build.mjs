// Builds the library, the kernel, the commands, the figures' bundle and the exercises into dist/, then the JupyterLab
// extension. `--watch` rebuilds on change; `--no-extension` leaves the extension out.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const watch = process.argv.includes("--watch");

/** Every file below `directory` whose name ends in `suffix`. */
function filesBelow(directory, suffix) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true })
    .map((name) => path.join(directory, name))
    .filter((file) => file.endsWith(suffix) && statSync(file).isFile());
}

const node = { bundle: true, platform: "node", target: "node20", packages: "external", sourcemap: true, logLevel: "warning" };
const exercises = Object.fromEntries(
  filesBelow("notebooks", ".exercises.ts").map((file) => [path.basename(file, ".exercises.ts"), file]),
);
const bundles = [
  { ...node, entryPoints: ["src/index.ts"], outfile: "dist/index.js", format: "esm" },
  { ...node, entryPoints: ["src/index.ts"], outfile: "dist/index.cjs", format: "cjs" },
  { ...node, entryPoints: ["src/kernel/main.ts"], outfile: "dist/kernel/main.cjs", format: "cjs" },
  { ...node, entryPoints: ["src/cli/main.ts"], outfile: "dist/cli.js", format: "esm" },
  { ...node, entryPoints: exercises, outdir: "dist/exercises", format: "cjs", outExtension: { ".js": ".cjs" }, external: ["gradbook"] },
  { bundle: true, platform: "browser", target: "es2022", sourcemap: false, minify: true, logLevel: "warning", entryPoints: ["src/figures/index.ts"], outfile: "dist/figures.js", format: "esm" },
].filter(({ entryPoints }) => (Array.isArray(entryPoints) ? entryPoints : Object.values(entryPoints)).some((file) => existsSync(file)));

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", shell: process.platform === "win32" });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

if (watch) {
  for (const options of bundles) await (await esbuild.context(options)).watch();
  await run("npx", ["tsc", "-b", "--watch", "--preserveWatchOutput"]);
} else {
  const types = run("npx", ["tsc", "-b"]);
  await Promise.all(bundles.map((options) => esbuild.build(options)));
  let code = await types;
  if (!process.argv.includes("--no-extension") && existsSync("extension/src")) {
    code ||= await run("npm", ["run", "build", "--silent", "-w", "extension"]);
  }
  process.exitCode = code;
}
