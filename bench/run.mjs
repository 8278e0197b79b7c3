// `npm run bench -- [engine, ...] [--json] [--install] [--full] [--rounds N]`: side-by-side benchmarks against pinned peers.
//
// A room's benchmarks stand in bench/<room>/bench.mjs, which exports `run({ root, full, rounds, log })` and returns lines of
// the form { workload, ours, peer, peerName, unit, ratio, goal, met }: times, `ratio` = ours over the peer's, `ratio: null`
// for a peer that is not installed, `met: false` also when a first loss or check sum is wrong.
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
  },
});
const log = (text) => process.stderr.write(`${text}\n`);
const unknown = positionals.filter((name) => !rooms.includes(name));
if (unknown.length > 0) {
  log(`bench: '${unknown.join("', '")}' has no benchmarks; there are: ${rooms.join(", ")}`);
  process.exit(2);
}
if (values.install) installPeers(root, { full: values.full, log });

const [busy] = os.loadavg();
if (busy > 0.5) {
  log(`bench: the machine is busy (load ${busy.toFixed(1)}); the figures are worth little until it is idle`);
}

let failures = 0;
for (const room of positionals.length > 0 ? positionals : rooms) {
  const { run } = await import(`./${room}/bench.mjs`);
  const lines = await run({ root, full: values.full, rounds: Number(values.rounds), log });
  failures += lines.filter(({ met }) => met === false).length;
  for (const line of lines) console.log(values.json ? JSON.stringify(line) : inWords(line));
}
log(failures === 0 ? "bench: no goal is missed" : `bench: ${failures} goals are missed`);

function inWords({ workload, ours, peer, peerName, unit, ratio, goal, met, note }) {
  const versus =
    ratio === null ? `${peerName}: ${note ?? "not measured"}` : `${peerName}: ${peer} ${unit}, ratio ${ratio}`;
  const target = goal === null ? "" : `, goal ${goal}${met === null ? "" : met ? ", met" : ", missed"}`;
  const extra = note && ratio !== null ? ` (${note})` : "";
  return `${workload.padEnd(10)} ${String(ours).padStart(9)} ${unit.padEnd(8)} ${versus}${target}${extra}`;
}
