// Builds the library, the kernel, the commands, the figures' bundle and the exercises into dist/, then the JupyterLab
// extension when anything that it is made of changed. `--watch` rebuilds on change; `--no-extension` leaves the
// extension out, `--no-native` the kernels in native/. What was built of which sources is stamped, so that `npm start` builds only when it must.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { buildStamp, sourcesHash } from "../bin/build.mjs";
import { npm } from "../bin/run.mjs";
import { hashOf, readStamp, writeStamp } from "../bin/stamp.mjs";
import { bundleDeclarations, bundleWhenChanged } from "./declarations.mjs";
import { buildNative, tryAddon } from "./native.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const watch = process.argv.includes("--watch");
const withNative = !process.argv.includes("--no-native");
const withExtension = !process.argv.includes("--no-extension");

/** Every file below `directory` whose name ends in `suffix`. */
function filesBelow(directory, suffix) {
  return readdirSync(directory, { recursive: true })
    .map((name) => path.join(directory, name))
    .filter((file) => file.endsWith(suffix) && statSync(file).isFile());
}

const inOneFile = {
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
  // A CommonJS bundle has none, and the sources that ask for it know that.
  logOverride: { "empty-import-meta": "silent" },
};
const node = { ...inOneFile, packages: "external" };
/** An ES module has no `require`; Papa Parse, which is none, asks for one. */
const withRequire = 'import { createRequire as from } from "node:module"; const require = from(import.meta.url);';
const exercises = Object.fromEntries(
  filesBelow("notebooks", ".exercises.ts").map((file) => [path.basename(file, ".exercises.ts"), file]),
);
/** `gradbook/bn`: Bayesian networks alone, for Node and for a plain web page; `gradbook/bn/all` has dynamic and Gaussian ones too. */
const bayesian = {
  bundle: true,
  platform: "neutral",
  target: "es2022",
  minify: true,
  logLevel: "warning",
};
const discrete = { ...bayesian, entryPoints: ["src/bn/discrete.ts"] };
const allOfBn = { ...bayesian, entryPoints: ["src/bn/index.ts"] };
const bundles = [
  { ...discrete, outfile: "dist/bn.js", format: "esm" },
  { ...discrete, outfile: "dist/bn.cjs", format: "cjs" },
  { ...allOfBn, outfile: "dist/bn-all.js", format: "esm" },
  { ...allOfBn, outfile: "dist/bn-all.cjs", format: "cjs" },
  // With its dependencies: opening their hundred small files took most of the time of an import.
  { ...inOneFile, entryPoints: ["src/index.ts"], outfile: "dist/index.js", format: "esm", banner: { js: withRequire } },
  { ...inOneFile, entryPoints: ["src/index.ts"], outfile: "dist/index.cjs", format: "cjs" },
  { ...node, entryPoints: ["src/kernel/main.ts"], outfile: "dist/kernel/main.cjs", format: "cjs" },
  // In pieces, so that a command loads only what it needs.
  {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    chunkNames: "cli/[name]-[hash]",
    splitting: true,
    format: "esm",
  },
  { ...node, entryPoints: ["src/lesson/verify/worker.ts"], outfile: "dist/verify-worker.cjs", format: "cjs" },
  {
    ...node,
    entryPoints: exercises,
    outdir: "dist/exercises",
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    external: ["gradbook"],
  },
  {
    bundle: true,
    platform: "browser",
    target: "es2022",
    sourcemap: false,
    minify: true,
    logLevel: "warning",
    entryPoints: ["src/figures/index.ts"],
    outfile: "dist/figures.js",
    format: "esm",
  },
  // The script of an exported page, which holds the figures too.
  {
    bundle: true,
    platform: "browser",
    target: "es2022",
    sourcemap: false,
    minify: true,
    logLevel: "warning",
    entryPoints: ["src/export/page/main.ts"],
    outfile: "dist/page.js",
    format: "iife",
  },
];

/** What the extension is made of. */
const extensionSources = ["extension", "package-lock.json", "src/errors.ts"].concat(
  ["figures", "bn", "export", "lesson", "nn", "autograd", "tensor", "backend"].map((room) => `src/${room}`),
);
const extensionStamp = path.join("dist", ".extension-stamp");
const extensionOutput = "share/jupyter/labextensions/@gradbook/jupyterlab/package.json";

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit" });
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

const types = (...options) =>
  run(process.execPath, [path.join("node_modules", "typescript", "bin", "tsc"), "-b", ...options]);

async function buildExtension() {
  const hash = hashOf(root, extensionSources);
  if (existsSync(extensionOutput) && readStamp(extensionStamp) === hash) return 0;
  const { command, args } = npm();
  const code = await run(command, [...args, "run", "build", "--silent", "-w", "extension"]);
  if (code === 0) writeStamp(extensionStamp, hash);
  return code;
}

async function buildAll() {
  const hash = sourcesHash(root);
  const typing = types().then((code) => {
    if (code === 0) bundleDeclarations();
    return code;
  });
  rmSync("dist/cli", { recursive: true, force: true });
  const bundling = Promise.all(bundles.map((options) => esbuild.build(options))).then(
    () => 0,
    () => 1, // esbuild has said why
  );
  const problem = withNative ? await buildNative(root) : undefined;
  if (problem) console.log(problem);
  const code = (await typing) || (await bundling) || (withExtension ? await buildExtension() : 0);
  if (withNative && (await bundling) === 0) tryAddon(root);
  if (code === 0 && withExtension) writeStamp(buildStamp(root), hash);
  return code;
}

if (watch) {
  for (const options of bundles) await (await esbuild.context(options)).watch();
  if ((await types()) === 0) bundleDeclarations();
  bundleWhenChanged();
  await types("--watch", "--preserveWatchOutput");
} else {
  process.exitCode = await buildAll();
}
