// All posteriors given five findings: node ours.mjs NETWORKS EVIDENCE --only=a,b --repeats=N
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { JunctionTree, readBif } from "../../src/bn/index";
import type { BayesianNetwork, Evidence, Posteriors, SoftEvidence } from "../../src/bn/index";

const [networks = "", evidenceFile = "", ...options] = process.argv.slice(2);
const option = (name: string): string =>
  options.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
const repeats = Number(option("repeats"));
const evidence = JSON.parse(readFileSync(evidenceFile, "utf8")) as Record<string, Record<"A" | "B" | "C", Evidence>>;

function textOf(name: string): string {
  const files = networks
    .split(path.delimiter)
    .flatMap((folder) => [".bif", ".bif.gz"].map((end) => path.join(folder, name + end)));
  const file = files.find(existsSync) ?? "";
  return file.endsWith(".gz") ? gunzipSync(readFileSync(file)).toString("utf8") : readFileSync(file, "utf8");
}

/** Median milliseconds after a warm-up, and what the first call gave. */
function median(act: (i: number) => number, seconds: number): { value: number; check: number } {
  const check = act(0);
  const times: number[] = [];
  for (const warm = performance.now() + 1000 * seconds; performance.now() < warm;) act(times.length);
  for (let i = 0, end = performance.now() + 1000 * seconds; i < repeats || (performance.now() < end && i < 500); i++) {
    const start = performance.now();
    act(i);
    times.push(performance.now() - start);
  }
  return { value: times.sort((a, b) => a - b)[times.length >> 1] ?? NaN, check };
}

const say = (workload: string, figure: { value: number; check?: number }): void =>
  console.log(JSON.stringify({ workload, ...figure, unit: "ms" }));

function measure(name: string): void {
  const text = textOf(name);
  const net = readBif(text);
  const total = (posteriors: Posteriors): number =>
    net.nodes.reduce((sum, node) => sum + (posteriors.values(node)[0] ?? NaN), 0);
  const { A, B, C } = evidence[name] ?? { A: {}, B: {}, C: {} };
  const start = performance.now();
  total(new JunctionTree(net).posteriors(A));
  say(`${name} first`, { value: performance.now() - start });
  say(`${name} read`, { value: median(() => readBif(text).nodes.length, 0.1).value });
  say(
    `${name} cold`,
    median(() => total(new JunctionTree(net).posteriors(A)), 0.1),
  );
  const tree = new JunctionTree(net);
  const nudge = nudgeOf(net, tree, { ...A, ...B, ...C });
  say(
    `${name} warm-same`,
    median((i) => total(tree.posteriors(i % 2 === 0 ? B : A, nudge(i))), 0.1),
  );
  say(
    `${name} warm-other`,
    median((i) => total(tree.posteriors(i % 2 === 0 ? C : A, nudge(i))), 0.1),
  );
}

/**
 * A tree remembers what it last computed. Where A and C have trees of their own, or A and B are equal, that would be all that
 * is measured: a soft finding that changes by 1e-12 each time makes every call compute.
 */
function nudgeOf(net: BayesianNetwork, tree: JunctionTree, used: Evidence): (i: number) => { soft?: SoftEvidence } {
  if (tree.size.entries <= 200_000) return () => ({});
  const free = net.variables.find((variable) => !Object.hasOwn(used, variable.name));
  if (!free) return () => ({});
  let count = 0;
  return () => ({ soft: { [free.name]: free.states.map((_, s) => (s === 0 ? 1 + 1e-12 * ++count : 1)) } });
}

for (const name of option("only").split(",")) measure(name);
