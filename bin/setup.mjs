// Sets up what is missing: packages and the build, beside them Jupyter, then the kernels, whose compiler comes with it. Does nothing, and asks no network, when all is there.
import { accessSync, constants } from "node:fs";
import { build, buildReady } from "./build.mjs";
import { lock } from "./lock.mjs";
import { installPackages, packagesReady } from "./packages.mjs";
import { explainFileError } from "./problem.mjs";
import { buildNativeKernels, nativeReady } from "./native.mjs";
import { findPython, installPython, pythonReady } from "./python.mjs";
import { endAll } from "./run.mjs";

const titles = {
  packages: "JavaScript packages (npm ci)",
  python: "JupyterLab in .venv (pip)",
  build: "Library, kernel and extension (build)",
  native: "Fast kernels (C, compiled by Zig)",
};

/** Makes `root` ready. `parts` says what is needed of packages, python, build and native. */
export async function setUp(root, { steps, log, parts = ["packages", "python", "build", "native"] }) {
  const need = (part) => parts.includes(part);
  const missing = () => ({
    packages: need("packages") && !packagesReady(root),
    python: need("python") && !pythonReady(root),
    build: need("build") && !buildReady(root),
    native: need("native") && !nativeReady(root),
  });
  const show = (what) => {
    for (const part of parts) if (!what[part]) steps.ready(titles[part]);
  };
  if (!Object.values(missing()).some(Boolean)) return show({});
  try {
    accessSync(root, constants.W_OK);
    const held = await lock(root, () =>
      steps.out.write("  Another set-up is at work in this folder: waiting for it.\n"),
    );
    try {
      const what = missing();
      show(what);
      if (what.python) findPython(); // before anything takes time
      await work(root, { steps, log, onStart: held.note }, what);
    } finally {
      held.release();
    }
  } catch (error) {
    throw explainFileError(error, root);
  }
}

async function work(root, { steps, log, onStart }, what) {
  const options = { log, onStart };
  const packagesThenBuild = async () => {
    if (what.packages) await steps.run(titles.packages, () => installPackages(root, options));
    if (what.build) await steps.run(titles.build, () => build(root, options));
  };
  const python = async () => {
    if (what.python) await steps.run(titles.python, () => installPython(root, options));
  };
  // When one fails the other is ended too: what it has done so far is not lost, and nobody waits for a known end.
  let first;
  const orEndAll = (error) => {
    first ??= error;
    endAll("SIGKILL"); // npm takes no notice of SIGTERM while it fetches
  };
  await Promise.all([packagesThenBuild().catch(orEndAll), python().catch(orEndAll)]);
  if (first) throw first;
  if (what.native) await steps.run(titles.native, () => buildNativeKernels(root, options));
}
