// `npm run bench -- [engine, ...] [--json] [--install] [--full] [--rounds N] [--only tiny,mlp]`: side-by-side benchmarks against pinned peers.
//
// A room's benchmarks stand in bench/<room>/bench.mjs, which exports `run({ root, full, rounds, only, log })` and returns lines of
// the form { workload, ours, peer, peerName, unit, ratio, goal, met }: times, `ratio` = ours over the peer's, `ratio: null`
// for a peer that is not installed, `met: false` also when a first loss or check sum is wrong. See docs/benchmarks.md.
import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installPeers } from "./peers.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(folder, "..");
const rooms = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "bench.mjs")));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    install: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    only: { type: "string" },
  },
});
const log = (text) => process.stderr.write(`${text}\n`);
const unknown = positionals.filter((name) => !rooms.includes(name));
if (unknown.length > 0) {
  log(`bench: '${unknown.join("', '")}' has no benchmarks; there are: ${rooms.join(", ")}`);
  process.exit(2);
}
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  log(`bench: --rounds must be a whole number of 1 or more, got '${values.rounds}'`);
  process.exit(2);
}
if (values.install) installPeers(root, { full: values.full, log });

const busy = await busyShare(1000);
if (busy > 0.1) {
  const percent = Math.round(100 * busy);
  log(`bench: other programs use ${percent} % of this machine; the figures are worth little until it is idle`);
}

let failures = 0;
for (const room of positionals.length > 0 ? positionals : rooms) {
  const { run } = await import(`./${room}/bench.mjs`);
  const lines = await run({ root, full: values.full, rounds, only: values.only?.split(","), log });
  failures += lines.filter(({ met }) => met === false).length;
  for (const line of lines) console.log(values.json ? JSON.stringify(line) : inWords(line));
}
log(failures === 0 ? "bench: no goal is missed" : `bench: ${failures} goals are missed`);

/** The part of all cores' time that was used while this program waited. */
async function busyShare(milliseconds) {
  const sum = (kind) => os.cpus().reduce((total, { times }) => total + kind(times), 0);
  const measured = () => [sum(({ idle }) => idle), sum((times) => Object.values(times).reduce((a, b) => a + b))];
  const [idleBefore, allBefore] = measured();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const [idleAfter, allAfter] = measured();
  return allAfter > allBefore ? 1 - (idleAfter - idleBefore) / (allAfter - allBefore) : 0;
}

function inWords({ workload, backend, ours, peer, peerName, unit, ratio, goal, met, note }) {
  const own = `${workload.padEnd(18)} ${String(ours ?? "-").padStart(9)} ${unit.padEnd(10)}`;
  const versus = peerName === "none" ? "" : `${peerName}: ${peer ?? "-"}${ratio === null ? "" : `, ratio ${ratio}`}`;
  const target = goal === null ? "" : `goal ${goal}${met === null ? "" : met ? ", met" : ", missed"}`;
  return [own, backend ?? "", versus, target, note ? `(${note})` : ""].filter(Boolean).join("  ");
}
