// All posteriors given five findings: node posteriors.mjs FOLDERS EVIDENCE --only=NETWORK [--first]
import { readFileSync } from "node:fs";
import { JunctionTree, readBif } from "../../src/bn/index";
import type { BayesianNetwork, Evidence, Posteriors, SoftEvidence } from "../../src/bn/index";
import { middle, networkText, option, say } from "./inputs";

const [folders = "", evidenceFile = ""] = process.argv.slice(2);
const name = option("only");
const text = networkText(folders, name);
const findings = JSON.parse(readFileSync(evidenceFile, "utf8")) as Record<string, Record<"A" | "B" | "C", Evidence>>;
const { A, B, C } = findings[name] ?? { A: {}, B: {}, C: {} };

/** Median milliseconds after a warm-up, and what the first call gave. */
function measure(workload: string, act: (i: number) => number, seconds = 0.15): void {
  const check = act(0);
  let count = 1;
  for (const warm = performance.now() + 2000 * seconds; performance.now() < warm;) act(count++);
  const times: number[] = [];
  for (
    let end = performance.now() + 1000 * seconds;
    times.length < 3 || (performance.now() < end && times.length < 500);
  ) {
    const start = performance.now();
    act(count++);
    times.push(performance.now() - start);
  }
  say(`${name} ${workload}`, middle(times), "ms", Number.isNaN(check) ? {} : { check });
}

/**
 * A tree remembers what it last computed. Where A and C have trees of their own, or A and B are equal, that would be all that
 * is measured: a soft finding that changes by 1e-12 each time makes every call compute.
 */
function nudgeOf(net: BayesianNetwork, tree: JunctionTree): (i: number) => { soft?: SoftEvidence } {
  const used = { ...A, ...B, ...C };
  const free = net.variables.find((variable) => !Object.hasOwn(used, variable.name));
  if (tree.size.entries <= 200_000 || !free) return () => ({});
  return (i) => ({ soft: { [free.name]: free.states.map((_, s) => (s === 0 ? 1 + 1e-12 * i : 1)) } });
}

const net = readBif(text);
const total = (posteriors: Posteriors): number =>
  net.nodes.reduce((sum, node) => sum + (posteriors.values(node)[0] ?? NaN), 0);

if (process.argv.includes("--first")) {
  const start = performance.now();
  const check = total(new JunctionTree(net).posteriors(A));
  say(`${name} first`, performance.now() - start, "ms", { check });
} else {
  measure("read", () => (readBif(text), NaN));
  measure("cold", () => total(new JunctionTree(net).posteriors(A)));
  const tree = new JunctionTree(net);
  const nudge = nudgeOf(net, tree);
  measure("warm-same", (i) => total(tree.posteriors(i % 2 === 0 ? B : A, nudge(i))));
  measure("warm-other", (i) => total(tree.posteriors(i % 2 === 0 ? C : A, nudge(i))));
}
