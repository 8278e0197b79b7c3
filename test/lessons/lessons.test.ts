// Every lesson, in both languages, runs from top to bottom on the project's kernel, untouched, as it lies in the
// repository: in a temporary copy of the learner's folder, never in the learner's own.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { courseFiles } from "../../src/cli/course";
import { jupyterEnvironment, pythonOf } from "../../src/cli/environment";

const root = path.resolve(import.meta.dirname, "../..");
const lessons = courseFiles(path.join(root, "notebooks"));
const names = [...lessons.keys()].filter((name) => name.endsWith(".ipynb"));

// Below the repository, because a cell's `import "gradbook"` is looked up from the notebook's folder upwards.
mkdirSync(path.join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(path.join(root, ".cache", "lessons-"));
const work = path.join(folder, "work");
for (const [name, bytes] of lessons) {
  mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
  writeFileSync(path.join(work, name), bytes);
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly error: string | null;
  readonly withoutPromisedError: readonly string[];
  readonly seconds: number;
  readonly cells: readonly number[];
}

async function execute(name: string): Promise<Outcome> {
  const output = path.join(folder, `${name.replaceAll("/", "-")}.out.ipynb`);
  // Its own state folder each, so that lessons running side by side share no progress file.
  const state = path.join(folder, "state", name);
  mkdirSync(path.join(state, "runtime"), { recursive: true });
  const env = jupyterEnvironment({ root, work, state });
  const script = path.join(import.meta.dirname, "execute.py");
  const { stdout } = await promisify(execFile)(pythonOf(root), [script, path.join(work, name), output], {
    env,
    maxBuffer: 64e6,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Outcome;
}

test("there are lessons", () => expect(names.length).toBeGreaterThan(0));

test.concurrent.each(names)("%s runs from top to bottom", async (name) => {
  const { error, withoutPromisedError, seconds, cells } = await execute(name);
  expect(error).toBeNull();
  expect(withoutPromisedError, "cells tagged raises-exception that did not fail").toEqual([]);
  expect(Math.max(...cells), "no cell takes longer than a minute").toBeLessThan(60);
  console.log(`${name}: ${seconds.toFixed(1)} s`);
});
