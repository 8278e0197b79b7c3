// Runs several programs in turn, several rounds, and puts the medians of what they print side by side.
import { spawn } from "node:child_process";

/**
 * Runs one program: what it printed, by workload, and why it failed if it did (what it had measured before still counts). Slow
 * machines and hung peers are cut off after `timeout` ms.
 */
function runProgram({ command, args, cwd, env }, timeout) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout,
    });
    let out = "";
    let errors = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    const end = (failure) => {
      const lines = out.split("\n").filter((line) => /^\{.*\}$/.test(line));
      const results = lines.map((line) => JSON.parse(line));
      resolve({ figures: new Map(results.map((result) => [`${result.workload} ${result.unit}`, result])), failure });
    };
    child.on("error", ({ message }) => end(message));
    child.on("close", (code, signal) =>
      end(code === 0 ? undefined : signal ? `cut off (${signal})` : lastLines(errors) || `ended with code ${code}`),
    );
  });
}

/** What went wrong: the line that names the error, or the last ones. */
function lastLines(text) {
  const lines = text.trim().split("\n");
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.slice(-3).join(" ");
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value) => (value === null ? null : Number(value.toPrecision(4)));

/** Losses and check sums are compared to five digits: float32 sums differ in the last ones. */
export function agrees(a, b) {
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(b));
}

/**
 * One line a comparison.
 *
 * @param contenders programs `{ key, label, backend?, command?, missing? }`: without a command it is not installed, or what
 * `missing` says, and `limit` ms, where it should be cut off before the others; `backend` is what it was asked to run on, unless its lines say where it did
 * @param comparisons `{ workload, unit, ours, peer?, goal?, most?, check? }`: keys of the contenders that are compared. `goal` bounds our
 * time over the peer's, or without a peer our own figure; `most` bounds our own figure, whatever the peer's. `check` is what the first loss or the check sum must be; without it,
 * ours and the peer's must be the same.
 */
export async function sideBySide({ contenders, comparisons, rounds, timeout = 300_000, log }) {
  const results = new Map(contenders.map(({ key }) => [key, []]));
  const failures = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const { key, label, command, limit = timeout } of contenders) {
      if (!command || failures.has(key)) continue;
      log(`round ${round + 1}/${rounds}: ${label}`);
      const { figures, failure } = await runProgram(command, limit);
      results.get(key).push(figures);
      if (failure === undefined) continue;
      log(`${label} failed: ${failure}`);
      failures.set(key, `failed: ${failure}`);
    }
  }
  /** A contender's figure for a workload, with its check sum and what else it says. */
  const figure = (key, workload, unit) => {
    const contender = contenders.find((one) => one.key === key);
    const lines = results
      .get(key)
      .map((round) => round.get(`${workload} ${unit}`))
      .filter(Boolean);
    const value = lines.length === 0 ? null : median(lines.map((line) => line.value));
    const missing = contender.command ? undefined : (contender.missing ?? "not installed");
    const backend = lines[0]?.backend ?? contender.backend;
    return { label: contender.label, backend, value, wrong: failures.get(key) ?? missing, lines };
  };
  return comparisons.map((comparison) => lineOf(comparison, figure));
}

function lineOf({ workload, unit, ours, peer, goal = null, most, check }, figure) {
  const own = figure(ours, workload, unit);
  const other = peer === undefined ? undefined : figure(peer, workload, unit);
  const wrong = own.lines.find((line) => line.wrong || (check !== undefined && !agrees(line.check, check)));
  const right = own.value !== null && wrong === undefined;
  const same = other === undefined || other.lines.every((line) => sameCheck(line.check, own.lines[0]?.check));
  const ratio = own.value === null || (other?.value ?? null) === null ? null : own.value / other.value;
  const bound = most ?? goal;
  const judged = other === undefined || most !== undefined ? own.value : ratio;
  const note = noteOf({ own, other, wrong, same });
  return {
    workload,
    ...(own.backend && { backend: own.backend }),
    ours: rounded(own.value),
    peer: rounded(other?.value ?? null),
    peerName: other?.label ?? "none",
    unit,
    ratio: rounded(ratio),
    goal: bound,
    met: right && same && (bound === null || judged === null ? null : judged <= bound),
    ...(note && { note }),
  };
}

/** A peer that has no check sum (the machine's peak speed computes nothing) has none to differ. */
function sameCheck(theirs, ours) {
  return theirs === undefined || agrees(theirs, ours);
}

function noteOf({ own, other, wrong, same }) {
  if (own.value === null) return own.wrong ?? "not measured";
  if (wrong) return wrong.wrong ?? `our first loss or check sum is wrong: ${wrong.check}`;
  if (other?.value === null) return other.wrong ?? "the peer does not measure it";
  if (!same) return `the peer's first loss or check sum differs: ${other.lines[0].check}, ours ${own.lines[0].check}`;
  return [own.lines[0].note, other?.lines[0].note].filter(Boolean).join("; ");
}
