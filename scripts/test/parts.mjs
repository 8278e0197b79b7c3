// The parts of `npm test` and how each is run. A part's outcome is `{ passed, failed, skipped, failures: [{ title, message }] }`.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "../../bin/run.mjs";
import { openLog } from "../../bin/steps.mjs";
import { checks } from "./checks.mjs";

/** A program's text without colours and without the frames of packages in its stacks. */
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "").replace(/^ +at .*node_modules.*\n?/gm, "");
const tail = (text, lines) => plain(text).trimEnd().split("\n").slice(-lines).join("\n");

/** Runs Node on `args` with the output in logs/test/<name>.log. */
async function node(name, args, { root, env }) {
  const log = openLog(root, path.join("test", name));
  const result = await run(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, log });
  log.close();
  return { ...result, log: log.name };
}

/** A part that passes or fails as one. */
function single(name, args) {
  return async (context) => {
    const { code, output, log } = await node(name, args, context);
    if (code === 0) return { passed: 1, failed: 0, skipped: 0, failures: [] };
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [{ title: name, message: `${tail(output, 40)}\n(all of it: ${log})` }],
    };
  };
}

/** A part that Vitest runs, counted by its own report. */
export function vitest(name, args, env = {}) {
  return async (given) => {
    const context = { ...given, env: { ...given.env, ...env } };
    const report = path.join(context.root, "logs", "test", `${name}.json`);
    mkdirSync(path.dirname(report), { recursive: true });
    rmSync(report, { force: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const program = path.join("node_modules", "vitest", "vitest.mjs");
    const result = await node(name, [program, "run", ...args, ...context.vitestArgs, ...reporters], context);
    return countVitest(name, existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined, result);
  };
}

/** The outcome in a Vitest report. A file that cannot be loaded, a run that crashes or one without tests has failed. */
export function countVitest(name, report, { code, output, log }) {
  const failures = [];
  let skipped = 0;
  let passed = 0;
  for (const file of report?.testResults ?? []) {
    const tests = file.assertionResults;
    const failed = tests.filter(({ status }) => status === "failed");
    passed += tests.filter(({ status }) => status === "passed").length;
    skipped += tests.filter(({ status }) => ["pending", "skipped", "todo", "disabled"].includes(status)).length;
    for (const { fullName, failureMessages } of failed) {
      failures.push({ title: `${path.basename(file.name)} > ${fullName}`, message: plain(failureMessages.join("\n")) });
    }
    if (file.status === "failed" && failed.length === 0) {
      failures.push({ title: path.basename(file.name), message: plain(file.message ?? "the file could not be run") });
    }
  }
  if (failures.length === 0 && (code !== 0 || passed === 0)) {
    failures.push({ title: name, message: `${tail(output, 40)}\n(all of it: ${log})` });
  }
  return { passed, failed: failures.length, skipped, failures };
}

/** A part that ends with the line `N passed, N failed`. */
function counted(name, args) {
  return async (context) => {
    const { code, output, log } = await node(name, context.deep ? [...args, "--deep"] : args, context);
    const [, passed, failed] = [...plain(output).matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [];
    const count = { passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: 0 };
    if (code === 0 && count.failed === 0 && count.passed > 0) return { ...count, failures: [] };
    const message = `${tail(output, 60)}\n(all of it: ${log})`;
    return { ...count, failed: Math.max(1, count.failed), failures: [{ title: name, message }] };
  };
}

const commandsOf = (root) => JSON.parse(readFileSync(path.join(root, "bin", "commands.json"), "utf8"));
const below = (root, folder) => existsSync(path.join(root, folder));

/** The rooms whose tests run on every backend. */
const engineRooms = ["tensor", "autograd", "nn", "optim", "train"].map((room) => `test/${room}/`);

/** All parts in the order in which they run. `with` parts may run beside the part before. */
export function allParts(root) {
  const parts = Object.entries(checks).map(([name, args]) => ({
    name,
    title: name.replaceAll("-", " "),
    work: single(name, args),
  }));
  parts.push({ name: "unit", title: "unit tests (Vitest)", work: vitest("unit", []) });
  // The unit tests run on the fastest backend; the others must compute the same.
  for (const backend of ["wasm", "reference"]) {
    const work = vitest(`on-${backend}`, engineRooms, { GRADBOOK_BACKEND: backend });
    parts.push({ name: `on-${backend}`, title: `the engine's tests on ${backend} kernels`, work });
  }
  if (below(root, "test/lessons")) {
    const work = vitest("lessons", ["--config", "vitest.lessons.config.ts"]);
    parts.push({ name: "lessons", title: "lessons on the kernel (nbclient)", work });
    const plain = vitest("lessons-on-reference", ["--config", "vitest.lessons.config.ts"], {
      GRADBOOK_BACKEND: "reference",
    });
    parts.push({ name: "lessons-on-reference", title: "lessons on reference kernels", work: plain, deepOnly: true });
  }
  if (commandsOf(root).verify)
    parts.push({
      name: "verify",
      title: "exercises (gradbook verify)",
      work: counted("verify", ["dist/cli.js", "verify"]),
    });
  if (below(root, "test/browser")) {
    const work = vitest("browser", ["--config", "vitest.browser.config.ts"]);
    parts.push({ name: "browser", title: "JupyterLab in a browser", work });
  }
  return parts;
}

/** The build, as a part of its own. */
export const buildPart = (extension) => ({
  name: "build",
  title: "build",
  work: single("build", ["scripts/build.mjs", ...(extension ? [] : ["--no-extension"])]),
});

/** The part that runs the tests of one room. */
export const roomPart = (room) => ({
  name: room,
  title: `unit tests of ${room}`,
  work: vitest(room, [`test/${room}/`]),
});
