// The kernel beside stock tslab and Deno's kernel: start, an empty cell, output, loops, completion, memory.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "../bundle.mjs";
import { peers } from "../peers.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));

/** Goals: our time over the peer's, in the same run. */
const workloads = [
  { name: "start", says: "start to the first result", goals: { tslab: 1 } },
  { name: "empty", says: "an empty cell", goals: { tslab: 1 } },
  { name: "lines", says: "10,000 lines printed", goals: { limit: 500 } },
  { name: "loop", says: "a cell's own loop of 1e7 turns", goals: { function: 3 } },
  { name: "otherCell", says: "1e6 reads of another cell's array", goals: { function: 3 } },
  { name: "interrupt", says: "a synchronous loop stops after an interrupt", goals: { limit: 500 } },
  {
    name: "interruptLibrary",
    says: "a product of 3000 x 3000 matrices stops after an interrupt",
    goals: { limit: 500 },
  },
  { name: "firstComplete", says: "the first completion, of `Math.`", goals: {} },
  { name: "complete", says: "completion of `Math.`", goals: { tslab: 1 } },
  { name: "import", says: "a first session's cell that imports the library, at once", goals: { tslab: 0.5 } },
  { name: "importLater", says: "the same import, 2 s after the start", goals: { tslab: 0.5 } },
  { name: "memory", says: "resident memory after start", unit: "MB", goals: { tslab: 1 } },
];

/** Our client and workloads, bundled from the sources. */
async function program(root) {
  return import(pathToFileURL(await bundle(root, "kernel", path.join(folder, "workloads.ts"))).href);
}

/** Deno's own program, which its npm package lays out when it is first called: the script around it would outlive its end. */
function denoProgram(folder) {
  const program = path.join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  if (existsSync(folder) && !existsSync(program))
    spawnSync(process.execPath, [path.join(folder, "bin.cjs"), "--version"]);
  return existsSync(program) ? program : undefined;
}

/** A folder where every kernel finds the library as an installed package: stock tslab cannot follow `exports`. */
function learnersFolder(root) {
  const folder = path.join(root, ".cache", "bench-kernel");
  const link = path.join(folder, "node_modules", "gradbook");
  mkdirSync(path.dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync(root, link, "junction");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ dependencies: { gradbook: "*" } }));
  writeFileSync(path.join(folder, "deno.json"), JSON.stringify({ nodeModulesDir: "manual" }));
  return folder;
}

function contenders(root) {
  const cwd = learnersFolder(root);
  const tslab = path.join(root, "node_modules", "tslab", "bin", "tslab");
  const deno = denoProgram(path.join(peers.deno.folder(root), "node_modules", "deno"));
  return [
    { key: "ours", label: "gradbook", options: { cwd } },
    {
      key: "tslab",
      label: "tslab 1.0.22",
      options: existsSync(tslab) && {
        cwd,
        command: (file) => [process.execPath, tslab, "kernel", `--config-path=${file}`],
      },
    },
    {
      key: "deno",
      label: peers.deno.label,
      options: deno && {
        cwd,
        command: (file) => [deno, "jupyter", "--kernel", "--conn", file],
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
      ? [line("the same in a function, ours", figure("ours", `${name}InFunction`), goals.function)]
      : [];
    const limit = goals.limit ? [line("the limit", goals.limit, 1)] : [];
    return [...own, ...limit, ...(name.startsWith("interrupt") ? [] : peersLines)];
  });
}
