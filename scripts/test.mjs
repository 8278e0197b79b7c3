// `npm test [-- room ...] [--deep]`: runs every part, or those named, and ends with one summary.
import { readdirSync } from "node:fs";
import path from "node:path";
import { buildReady } from "../bin/build.mjs";
import { nativeReady } from "../bin/native.mjs";
import { Problem } from "../bin/problem.mjs";
import { allParts, buildPart, roomPart } from "./test/parts.mjs";

/** Rooms whose tests need nothing built: they run right after `npm ci`. */
const pure = ["tensor", "autograd", "nn", "optim", "data", "train", "bn", "figures", "text", "io", "models", "peft"];

const help = `npm test [-- room ...] [--deep] [-t name]

  room      one or more of the parts or rooms below; everything when none is named
  --deep    fuzz, kill and seed tests at full counts
  -t name   only Vitest's tests whose names match`;

/** The rooms that have tests: the folders of test/ that Vitest's main configuration runs. */
function roomsOf(root) {
  const folders = readdirSync(path.join(root, "test"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => !["golden", "browser", "lessons"].includes(name));
}

function choose(root, names, deep) {
  const parts = allParts(root);
  if (names.length === 0) return parts.filter(({ deepOnly }) => deep || !deepOnly);
  const rooms = roomsOf(root);
  return names.flatMap((name) => {
    if (name === "check")
      return parts.slice(
        0,
        parts.findIndex((part) => part.name === "unit"),
      );
    const part = parts.find((candidate) => candidate.name === name);
    if (part) return [part];
    if (rooms.includes(name)) return [roomPart(name)];
    throw new Problem(
      `There are no tests called ${JSON.stringify(name)}.`,
      `There are: check, ${[...parts.map((part) => part.name), ...rooms].join(", ")}.`,
    );
  });
}

function readArguments(args) {
  const names = [];
  const vitestArgs = [];
  let deep = process.env.GRADBOOK_DEEP === "1";
  for (let at = 0; at < args.length; at++) {
    if (args[at] === "--deep") deep = true;
    else if (args[at] === "-t") vitestArgs.push("-t", args[++at] ?? "");
    else if (args[at].startsWith("-")) throw new Problem(`npm test has no option ${args[at]}.`, help);
    else names.push(args[at]);
  }
  return { names, deep, vitestArgs };
}

/** Runs the chosen parts; returns the exit code. */
export async function main(_name, args, { root, endAll }) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help);
    return 0;
  }
  const { names, deep, vitestArgs } = readArguments(args);
  const chosen = choose(root, names, deep);
  const needsBuild = chosen.some(
    ({ name }) => !pure.includes(name) && !["lint", "format", "import-rules"].includes(name),
  );
  const needsExtension = chosen.some(({ name }) => name === "browser");
  if (needsBuild && !(buildReady(root) && nativeReady(root))) chosen.unshift(buildPart(needsExtension));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      endAll("SIGTERM");
      console.log("\nstopped\n0 passed, 1 failed");
      process.exit(130);
    });
  }
  const context = { root, deep, vitestArgs, env: deep ? { GRADBOOK_DEEP: "1" } : {} };
  const outcomes = [];
  for (const part of chosen) {
    console.log(`  … ${part.title}`);
    const start = performance.now();
    const outcome = { ...part, ...(await part.work(context)), seconds: (performance.now() - start) / 1000 };
    outcomes.push(outcome);
    for (const { title, message } of outcome.failures)
      console.log(`\n✗ ${title}\n${message.split("\n").slice(0, 60).join("\n")}\n`);
  }
  return summarise(outcomes);
}

function summarise(outcomes) {
  const total = (key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  const row = (title, passed, failed, skipped, seconds) =>
    `${title.padEnd(34)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(skipped).padStart(9)}${seconds.toFixed(1).padStart(10)} s`;
  console.log(`\n${"".padEnd(34)}  passed  failed  skipped        time`);
  for (const { title, passed, failed, skipped, seconds } of outcomes)
    console.log(row(title, passed, failed, skipped, seconds));
  console.log(row("", total("passed"), total("failed"), total("skipped"), total("seconds")));
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map(({ title }) => `  ${title}`).join("\n")}`);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") === 0 && total("passed") > 0 ? 0 : 1;
}
