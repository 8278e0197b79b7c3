// Bayesian networks: reading a file, and all posteriors given five findings, beside pyAgrum's faster engine.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";
import { sideBySide } from "../side-by-side.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));
// child is missing: pyAgrum's reader refuses its state 'Asy/Patch'.
const small = ["asia", "alarm", "insurance", "hepar2", "hailfinder", "win95pts"];
const large = ["andes", "pigs", "pathfinder", "munin2", "munin", "diabetes", "mildew", "barley"];
/** Our time over pyAgrum's. */
const goals = {
  small: { "warm-same": 0.05, "warm-other": 0.08, cold: 0.15, read: 1 },
  large: { "warm-same": 0.5, "warm-other": 0.8, cold: 1, read: 0.5 },
};
/** Milliseconds of the first call in a fresh process. */
const first = { asia: 2, alarm: 4, hepar2: 8, andes: 80, pigs: 80, pathfinder: 80, munin1: 400, link: 1000 };

export async function run({ root, rounds, only, log }) {
  const chosen = (names) => names.filter((name) => !only || only.includes(name));
  const program = await bundle(root, "bn", path.join(folder, "ours.ts"));
  const options = [
    [path.join(root, "share", "networks"), path.join(root, "test", "networks")].join(path.delimiter),
    path.join(folder, "evidence.json"),
  ];
  const firsts = chosen(Object.keys(first));
  const both = chosen([...small, ...large]);
  const ours = (names) => ({
    command: process.execPath,
    args: [program, ...options, `--only=${names.join(",")}`, "--repeats=3"],
    cwd: root,
  });
  const peer = peers.pyagrum;
  const home = peer.folder(root);
  const theirs = peer.installed(home)
    ? peer.command(
        home,
        path.join(folder, "..", "peers", "pyagrum_bn.py"),
        ...options,
        `--only=${both.join(",")}`,
        "--repeats=3",
      )
    : undefined;
  const contenders = [
    ...(both.length > 0 ? [{ key: "ours", label: "gradbook", command: ours(both) }] : []),
    {
      key: "pyagrum",
      label: peer.label,
      command: both.length > 0 ? theirs : undefined,
      missing: "not installed: npm run bench -- bn --install --full",
    },
    // Each in a process of its own: nothing is warm.
    ...firsts.map((name) => ({ key: `first ${name}`, label: `gradbook, ${name}`, command: ours([name]) })),
  ];
  const comparisons = [
    ...Object.entries({ small, large }).flatMap(([size, names]) =>
      chosen(names).flatMap((name) =>
        Object.entries(goals[size]).map(([workload, goal]) => ({
          workload: `${name} ${workload}`,
          unit: "ms",
          ours: "ours",
          peer: "pyagrum",
          goal,
        })),
      ),
    ),
    ...firsts.map((name) => ({ workload: `${name} first`, unit: "ms", ours: `first ${name}`, goal: first[name] })),
  ];
  return sideBySide({ contenders, comparisons, rounds, log });
}
