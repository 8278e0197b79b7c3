// One set-up at a time in a folder. The lock names its owner and the programs that it runs, so that a next one can tell
// a busy set-up from one that was killed, and end what the killed one left running.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { endGroup } from "./run.mjs";

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Whether `pid` is still the program that we started, and not another that got its number. */
function isOurs({ pid, started }) {
  if (!alive(pid)) return false;
  if (process.platform === "win32") return false;
  return startOf(pid) === started;
}

/** When a process started, in the words of `ps`. */
export function startOf(pid) {
  return spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for the lock of `root` and takes it. `waiting` is called once when another set-up is at work. */
export async function lock(root, waiting) {
  const file = path.join(root, ".cache", "setup.lock");
  mkdirSync(path.dirname(file), { recursive: true });
  const own = { pid: process.pid, started: startOf(process.pid), children: [] };
  const save = (flag) => writeFileSync(file, JSON.stringify(own), { flag });
  for (let tries = 0; ; tries++) {
    try {
      save("wx");
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const other = read(file);
    if (other && isOurs(other)) {
      if (tries === 0) waiting();
      await sleep(500);
      continue;
    }
    for (const child of other?.children ?? []) if (isOurs(child)) endGroup(child.pid, "SIGKILL");
    rmSync(file, { force: true });
  }
  return {
    /** Notes a program that this set-up runs. */
    note: (pid) => {
      own.children.push({ pid, started: startOf(pid) });
      save("w");
    },
    release: () => rmSync(file, { force: true }),
  };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
