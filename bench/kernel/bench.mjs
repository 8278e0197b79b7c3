// The kernel beside stock tslab and Deno's kernel: start, an empty cell, output, loops, completion, memory.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));

/** Goals: our time over the peer's, in the same run. */
const workloads = [
  { name: "start", says: "start to the first result", goals: { tslab: 1 } },
  { name: "empty", says: "an empty cell", goals: { tslab: 1 } },
  { name: "lines", says: "10,000 lines printed", goals: {} },
  { name: "loop", says: "a cell's own loop of 1e7 turns", goals: { function: 3 } },
  { name: "otherCell", says: "1e6 reads of another cell's array", goals: {} },
  { name: "complete", says: "completion of `Math.`", goals: {} },
  { name: "import", says: "first cell that imports the library", goals: { tslab: 0.5 } },
  { name: "memory", says: "resident memory after start", unit: "MB", goals: { tslab: 1 } },
];

/** Our client and workloads, bundled from the sources. */
async function program(root) {
  return import(pathToFileURL(await bundle(root, "kernel", path.join(folder, "workloads.ts"))).href);
}

function contenders(root) {
  const tslab = path.join(root, "node_modules", "tslab", "bin", "tslab");
  const deno = path.join(peers.deno.folder(root), "node_modules", "deno", "bin.cjs");
  return [
    { key: "ours", label: "gradbook", options: { cwd: root } },
    {
      key: "tslab",
      label: "tslab 1.0.22",
      options: existsSync(tslab) && {
        cwd: root,
        command: (file) => [process.execPath, tslab, "kernel", `--config-path=${file}`],
      },
    },
    {
      key: "deno",
      label: peers.deno.label,
      options: existsSync(deno) && {
        cwd: root,
        command: (file) => [process.execPath, deno, "jupyter", "--kernel", "--conn", file],
      },
    },
  ];
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value) => (value === null ? null : Number(value.toPrecision(3)));

export async function run({ root, rounds, log }) {
  const { measureKernel } = await program(root);
  const all = contenders(root);
  const figures = new Map(all.map(({ key }) => [key, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { key, label, options } of all) {
      if (!options) continue;
      log(`round ${round + 1}/${rounds}: ${label}`);
      figures.get(key).push(await measureKernel(options));
    }
  }
  /** Median over the rounds; null when it failed once. */
  const figure = (key, name) => {
    const values = figures.get(key).map((one) => one[name]);
    return values.length === 0 || values.includes(null) ? null : median(values);
  };
  return workloads.flatMap(({ name, says, unit = "ms", goals }) => {
    const ours = figure("ours", name);
    const line = (peerName, peer, goal, note) => {
      const ratio = ours === null || peer === null ? null : rounded(ours / peer);
      const met = goal === undefined ? null : ours === null ? false : ratio === null ? null : ratio <= goal;
      return {
        workload: name,
        says,
        ours: rounded(ours),
        peer: rounded(peer),
        peerName,
        unit,
        ratio,
        goal: goal ?? null,
        met,
        ...(note && { note }),
      };
    };
    const peersLines = all.slice(1).map(({ key, label, options }) => {
      const note = !options ? "not installed" : figure(key, name) === null ? "failed or lost output" : undefined;
      return line(label, figure(key, name), goals[key], note);
    });
    const own = goals.function
      ? [line("the same loop in a function, ours", figure("ours", "loopInFunction"), goals.function)]
      : [];
    return [...own, ...peersLines];
  });
}
