// One set-up at a time in a folder. The lock names its owner and the programs that it runs, so that a next one can tell
// a busy set-up from one that was killed, and end what the killed one left running.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { endGroup } from "./run.mjs";

/** Whether `pid` still is the program that we started: it runs, is no zombie, and is not another that got its number. */
function isOurs({ pid, started }) {
  return started !== "" && startOf(pid) === started;
}

/** When a running process started, in the system's own words; nothing when it is gone (or on Windows, which has neither way). */
function startOf(pid) {
  try {
    if (process.platform === "win32") return "";
    if (process.platform === "linux") {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
      return fields[0] === "Z" ? "" : fields[19]; // state and start time, see proc(5)
    }
    const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
    const [state, ...started] = stdout.trim().split(/\s+/);
    return state.startsWith("Z") ? "" : started.join(" ");
  } catch {
    return "";
  }
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
