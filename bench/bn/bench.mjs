// Bayesian networks: reading a file, all posteriors given five findings, sampling and learning, beside pyAgrum (its faster engine),
// pgmpy and bayesjs. Every program runs one network in a process of its own, in turn with its peers.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";
import { sideBySide } from "../side-by-side.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));
// child is missing: pyAgrum's reader refuses its state 'Asy/Patch'.
const small = ["asia", "alarm", "insurance", "hepar2", "hailfinder", "win95pts"];
const large = ["andes", "pigs", "pathfinder", "munin2", "munin", "diabetes", "mildew", "barley"];
/** Where pyAgrum and pgmpy fail or take minutes: milliseconds of ours, cold. */
const widest = { link: 1000, munin1: 400 };
/** Networks that pgmpy and bayesjs are asked for too. */
const others = { pgmpy: ["asia", "alarm"], bayesjs: ["asia", "alarm"] };
/** Our time over pyAgrum's. */
const goals = {
  small: { "warm-same": 0.05, "warm-other": 0.08, cold: 0.15, read: 1 },
  large: { "warm-same": 0.5, "warm-other": 0.8, cold: 1, read: 0.5 },
};
/** Milliseconds of the first call in a fresh process. */
const first = { asia: 2, alarm: 4, hepar2: 8, andes: 80, pigs: 80, pathfinder: 80 };
/** Sampling and learning: what is asked of our own figure. EM by pyAgrum takes minutes: with --full only. */
const learning = {
  sample: { workload: "alarm sample", unit: "ns/row", most: 667, peers: ["pyagrum", "pgmpy"] },
  "climb-asia": { workload: "asia hill climbing", unit: "ms", peers: ["pyagrum", "pgmpy"] },
  "climb-alarm": { workload: "alarm hill climbing", unit: "ms", most: 500, peers: ["pyagrum", "pgmpy"] },
  pc: { workload: "alarm PC", unit: "ms", most: 2000, peers: ["pyagrum"], slow: ["pgmpy"] },
  "em-asia": { workload: "asia EM", unit: "ms", most: 1000, slow: ["pyagrum"] },
  "em-alarm": { workload: "alarm EM", unit: "ms", most: 3000, slow: ["pyagrum"] },
};

export async function run({ root, rounds, full, only, log }) {
  const wanted = (name) => !only || only.includes(name);
  const networks = [path.join(root, "share", "networks"), path.join(root, "test", "networks")].join(path.delimiter);
  const evidence = path.join(folder, "evidence.json");
  const data = path.join(root, "test", "golden", "bn-learning");
  const [posteriors, learn] = await Promise.all(
    ["posteriors", "learning"].map((name) => bundle(root, `bn-${name}`, path.join(folder, `${name}.ts`))),
  );
  const contenders = new Map();
  /** Adds a program once, whichever line asks for it; gives its key. */
  const contender = (key, label, command, more) => {
    if (!contenders.has(key)) contenders.set(key, { key, label, command, ...more });
    return key;
  };
  const ours = (label, program, ...args) =>
    contender(`ours ${label}`, `gradbook, ${label}`, {
      command: process.execPath,
      args: [program, networks, ...args],
      cwd: root,
    });
  const theirs = (name, label, program, limit, ...args) => {
    const peer = peers[name];
    const home = peer.folder(root);
    const file = path.join(folder, "..", "peers", program);
    const command = peer.installed(home) ? peer.command(home, file, networks, ...args) : undefined;
    const missing = "not installed: npm run bench -- bn --install --full";
    return contender(`${name} ${label}`, peer.label, command, { missing, limit });
  };
  const comparisons = [];

  const compare = (name, names, workloads, limit) => {
    for (const network of names.filter(wanted)) {
      const mine = ours(network, posteriors, evidence, `--only=${network}`);
      const file = name === "bayesjs" ? "bayesjs_bn.cjs" : `${name}_bn.py`;
      const peer = theirs(name, network, file, limit, evidence, `--only=${network}`);
      for (const [workload, goal] of Object.entries(workloads)) {
        comparisons.push({ workload: `${network} ${workload}`, unit: "ms", ours: mine, peer, goal });
      }
    }
  };
  compare("pyagrum", small, goals.small, 60_000);
  compare("pyagrum", large, goals.large, 60_000);
  const read = { read: null };
  const ask = { "warm-same": null, "warm-other": null, cold: null };
  compare("pgmpy", others.pgmpy, { ...ask, ...read }, 60_000);
  compare("bayesjs", others.bayesjs, ask, 60_000);

  for (const [network, most] of Object.entries(widest).filter(([network]) => wanted(network))) {
    const mine = ours(network, posteriors, evidence, `--only=${network}`);
    for (const name of ["pyagrum", "pgmpy"]) {
      const slow = { workload: `${network} cold`, unit: "ms", ours: mine, most };
      if (!full) comparisons.push(slow);
      else
        comparisons.push({
          ...slow,
          peer: theirs(name, network, `${name}_bn.py`, 120_000, evidence, `--only=${network}`),
        });
      if (!full) break;
    }
    comparisons.push({ workload: `${network} warm-other`, unit: "ms", ours: mine });
  }

  for (const [network, goal] of Object.entries(first).filter(([network]) => wanted(network))) {
    const label = `${network}, first call`;
    const mine = ours(label, posteriors, evidence, `--only=${network}`, "--first");
    comparisons.push({ workload: `${network} first`, unit: "ms", ours: mine, goal });
  }

  for (const [id, { workload, unit, most, peers: quick = [], slow = [] }] of Object.entries(learning)) {
    if (!wanted(id)) continue;
    const line = { workload, unit, ours: ours(id, learn, data, `--only=${id}`), ...(most && { most }) };
    const asked = full ? [...quick, ...slow] : quick;
    if (asked.length === 0) comparisons.push(line);
    for (const name of asked) {
      const limit = quick.includes(name) ? 60_000 : 600_000;
      const peer = theirs(name, id, "bn_learning.py", limit, data, `--tool=${name}`, `--only=${id}`);
      comparisons.push({ ...line, peer });
    }
  }
  return sideBySide({ contenders: inTurn([...contenders.values()]), comparisons, rounds, log });
}

/** Whoever runs the same network stands next to each other. */
function inTurn(contenders) {
  const about = ({ key }) => key.slice(key.indexOf(" ") + 1);
  const order = new Map(contenders.map((one, i) => [about(one), i]));
  return contenders.toSorted((a, b) => order.get(about(a)) - order.get(about(b)));
}
