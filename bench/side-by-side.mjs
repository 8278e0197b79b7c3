// Runs our program and the peers' programs in turn, several rounds, and puts their medians side by side.
import { spawn } from "node:child_process";

/** Runs one program to its end; its lines by workload. Slow machines and hung peers are cut off after `timeout` ms. */
function runProgram({ command, args, cwd, env }, timeout) {
  return new Promise((resolve, reject) => {
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
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0)
        return reject(new Error(errors.trim().split("\n").slice(-3).join(" ") || `ended with code ${code}`));
      const lines = out.split("\n").filter((line) => line.startsWith("{"));
      return resolve(new Map(lines.map((line) => JSON.parse(line)).map((result) => [result.workload, result])));
    });
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Losses and check sums are compared to five digits: float32 sums differ in the last ones. */
function agrees(a, b) {
  return a !== undefined && b !== undefined && Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(b));
}

/**
 * One result a workload and peer.
 *
 * @param workloads `{ name, check?, goals: { peer: ratio } }`
 * @param ours the command of our program
 * @param peers `{ key, label, command? }`: without a command it is not installed
 */
export async function sideBySide({ workloads, ours, peers, rounds, timeout = 60_000, log }) {
  const contenders = [{ key: "ours", label: "gradbook", command: ours }, ...peers.filter(({ command }) => command)];
  const results = new Map(contenders.map(({ key }) => [key, []]));
  const failed = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const { key, label, command } of contenders) {
      if (failed.has(key)) continue;
      log(`round ${round + 1}/${rounds}: ${label}`);
      try {
        results.get(key).push(await runProgram(command, timeout));
      } catch (error) {
        if (key === "ours") throw error;
        log(`${label} failed: ${error.message}`);
        failed.set(key, error.message);
      }
    }
  }
  const valuesOf = (key, workload) => (results.get(key) ?? []).map((round) => round.get(workload)).filter(Boolean);
  return workloads.flatMap(({ name, check, goals }) => {
    const own = valuesOf("ours", name);
    const right = own.length > 0 && own.every((result) => check === undefined || agrees(result.check, check));
    return peers.map(({ key, label }) => {
      const theirs = failed.has(key) ? [] : valuesOf(key, name);
      const time = own.length > 0 ? median(own.map(({ value }) => value)) : null;
      const peer = theirs.length > 0 ? median(theirs.map(({ value }) => value)) : null;
      const ratio = peer === null || time === null ? null : time / peer;
      const goal = goals[key] ?? null;
      const same = theirs.every((result) => agrees(result.check, own[0]?.check));
      return {
        workload: name,
        ours: time === null ? null : round(time),
        peer: peer === null ? null : round(peer),
        peerName: label,
        unit: own[0]?.unit ?? "",
        ratio: ratio === null ? null : round(ratio),
        goal,
        met: right && same && (goal === null || ratio === null ? null : ratio <= goal),
        note: noteOf({ right, same, command: peers.find((one) => one.key === key)?.command, failure: failed.get(key) }),
      };
    });
  });
}

function round(value) {
  return Number(value.toPrecision(4));
}

function noteOf({ right, same, command, failure }) {
  if (!right) return "our first loss or check sum is wrong";
  if (failure) return `failed: ${failure}`;
  if (!command) return "not installed";
  return same ? undefined : "the peer's first loss or check sum differs from ours";
}
