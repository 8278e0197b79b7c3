import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import type { Instructions } from "./load";

/** What is tried: an addon, and how it is going to be used. */
export interface Trial {
  readonly file: string;
  readonly cap: Instructions;
  readonly threads: number;
  /** The bundled program that tries it. */
  readonly program: string;
}

const longest = 30_000;

/** Why the addon must not be used; nothing if it can. What was found out once is remembered beside the addon. */
export function verdict(trial: Trial): string | undefined {
  const memory = path.join(path.dirname(trial.file), "verdicts.json");
  const known = remembered(memory);
  const key = keyOf(trial);
  const before = known[key];
  if (before !== undefined) return before || undefined;
  // A machine that is out of memory or time for a moment must not switch the addon off for good.
  const found = attempt(trial) && attempt(trial);
  if (!found?.startsWith(notTried)) remember(memory, { ...known, [key]: found ?? "" });
  return found;
}

const notTried = "it could not be tried";

/** Another addon, processor or Node may give another verdict. */
function keyOf({ file, cap, threads }: Trial): string {
  const words = [cpus()[0]?.model, process.version, process.arch, cap, threads > 1];
  return createHash("sha256").update(readFileSync(file)).update(words.join("\0")).digest("hex").slice(0, 32);
}

function attempt({ file, cap, threads, program }: Trial): string | undefined {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawnSync(process.execPath, [program, file, cap, String(threads)], {
    encoding: "utf8",
    timeout: longest,
    windowsHide: true,
    env: { ...env, ELECTRON_RUN_AS_NODE: "1" },
  });
  if (child.error) return `${notTried} (${child.error.message})`;
  if (child.signal) return `it crashed when it was tried (${child.signal})`;
  if (child.status !== 0)
    return `it failed when it was tried (${lastLine(child.stderr) || `exit code ${child.status}`})`;
  try {
    const { difference } = JSON.parse(child.stdout) as { difference: string | null };
    return difference === null ? undefined : `it computed wrong numbers when it was tried (${difference})`;
  } catch {
    return "it said nothing when it was tried";
  }
}

/** The line of an uncaught error that holds its message. */
function lastLine(words: string): string {
  return words.split("\n").find((line) => /^\w*Error\b/.test(line)) ?? "";
}

function remembered(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

function remember(file: string, verdicts: Record<string, string>): void {
  try {
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, JSON.stringify(verdicts));
    renameSync(partial, file);
  } catch {
    // A folder that must not be written to: it is tried again each time.
  }
}
