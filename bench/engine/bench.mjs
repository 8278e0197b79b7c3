// The engine: training steps, matrix products and single operations, through the public API.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";
import { sideBySide } from "../side-by-side.mjs";
import { comparisons, workloadsOf } from "./workloads.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));
/** Each round is a sample of its own, so that a program need not repeat often. */
const REPEATS = 3;

const ourselves = {
  native: { backend: "native, 2 threads", env: { GRADBOOK_BACKEND: "native", GRADBOOK_THREADS: "2" } },
  native1: { backend: "native, 1 thread", env: { GRADBOOK_BACKEND: "native", GRADBOOK_THREADS: "1" } },
  avx2: {
    backend: "native with AVX2, 2 threads",
    env: { GRADBOOK_BACKEND: "native", GRADBOOK_CPU: "avx2", GRADBOOK_THREADS: "2" },
  },
  wasm: { backend: "wasm", env: { GRADBOOK_BACKEND: "wasm" } },
};
const programs = { torch: "torch_engine.py", jax: "jax.mjs", tfjs: "tfjs.mjs" };

const options = (key, asked) => [`--only=${workloadsOf(key, asked).join(",")}`, `--repeats=${REPEATS}`];

async function ours(root, asked) {
  const program = await bundle(root, "engine", path.join(folder, "ours.ts"));
  return Object.entries(ourselves)
    .filter(([key]) => key !== "avx2" || process.arch === "x64")
    .map(([key, { backend, env }]) => {
      const command = { command: process.execPath, args: [program, ...options(key, asked)], cwd: root, env };
      return { key, label: `gradbook, ${backend}`, backend, command };
    });
}

function theirs(root, asked) {
  return Object.entries(programs).map(([key, program]) => {
    const peer = peers[key];
    const home = peer.folder(root);
    const file = path.join(folder, "..", "peers", program);
    const command = peer.installed(home) ? peer.command(home, file, ...options(key, asked)) : undefined;
    const missing = `not installed: npm run bench -- engine --install${peer.slow ? " --full" : ""}`;
    return { key, label: peer.label, command, missing };
  });
}

/** The speed of the machine itself: multiplications and additions in registers, nothing fetched. */
async function peaks(root) {
  const addon = path.join(root, "dist", "native", `${process.platform}-${process.arch}`, "gradbook.node");
  const program = await bundle(root, "peak", path.join(folder, "peak.ts"));
  const peak = (key, label, ...args) => ({
    key,
    label,
    command: existsSync(addon) ? { command: process.execPath, args: [program, addon, ...args], cwd: root } : undefined,
    missing: "the addon is not built: npm start, or npm run build",
  });
  return [
    peak("peak1", "peak of one core", "1"),
    peak("peak2", "peak of two cores", "2"),
    ...(process.arch === "x64" ? [peak("peakAvx2", "peak of two cores with AVX2", "2", "avx2")] : []),
  ];
}

async function alone(root) {
  const built = existsSync(path.join(root, "dist", "index.js"));
  const home = peers.mnist.folder(root);
  const program = await bundle(root, "mnist", path.join(folder, "mnist.ts"));
  return [
    {
      key: "import",
      label: "gradbook, built",
      command: built ? { command: process.execPath, args: [path.join(folder, "import.mjs")], cwd: root } : undefined,
      missing: "not built: npm run build",
    },
    {
      key: "mnist",
      label: "gradbook in a notebook",
      command: peers.mnist.installed(home)
        ? { command: process.execPath, args: [program, home], cwd: root }
        : undefined,
      missing: "the data set is not installed: npm run bench -- engine --install",
    },
  ];
}

export async function run({ root, rounds, only, log }) {
  const asked = comparisons.filter(({ workload }) => only === undefined || only.includes(workload));
  const all = [...(await ours(root, asked)), ...theirs(root, asked), ...(await peaks(root)), ...(await alone(root))];
  const contenders = all.filter(({ key }) => asked.some(({ ours, peer }) => ours === key || peer === key));
  const known = new Set(contenders.map(({ key }) => key));
  const possible = asked.filter(({ ours, peer }) => known.has(ours) && (peer === undefined || known.has(peer)));
  return sideBySide({ contenders, comparisons: possible, rounds, log });
}
