// The engine: training steps and matrix products, through the public API.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";
import { sideBySide } from "../side-by-side.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));

/** First losses that every contender must print, and the goals: our time over the peer's. */
const workloads = [
  { name: "tiny", check: 1.01093, goals: { jax: 0.15, tfjs: 0.12, torch: 0.2 } },
  { name: "mlp", check: 2.30516, goals: { jax: 0.55, tfjs: 0.2, torch: 0.4 } },
  { name: "gemm-256", goals: {} },
  { name: "gemm-512", goals: {} },
];

const programs = { jax: "jax.mjs", tfjs: "tfjs.mjs", torch: "torch_engine.py" };

export async function run({ root, full, rounds, log }) {
  const contenders = Object.entries(programs)
    .map(([key, program]) => ({ key, peer: peers[key], program: path.join(folder, "..", "peers", program) }))
    .filter(({ peer }) => full || !peer.slow)
    .map(({ key, peer, program }) => {
      const home = peer.folder(root);
      return { key, label: peer.label, command: peer.installed(home) ? peer.command(home, program) : undefined };
    });
  const program = await bundle(root, "engine", path.join(folder, "ours.ts"));
  const ours = { command: process.execPath, args: [program], cwd: root };
  return sideBySide({ workloads, ours, peers: contenders, rounds, log });
}
