// Other processes: those that called us, and kernels that a killed server left behind.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Ends kernels whose server is gone: those whose connection file lies in our run-time folder. */
export function endStrayKernels(runtime: string): void {
  const mark = path.join(runtime, "kernel-");
  for (const { pid, args } of processes()) {
    if (!args.includes(mark) || pid === process.pid) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}

/** All processes with their arguments; none on Windows, where Jupyter's kernels watch their parent. */
function processes(): { pid: number; args: string }[] {
  if (process.platform === "linux") {
    return readdirSync("/proc").flatMap((name) => {
      try {
        return /^\d+$/.test(name) ? [{ pid: Number(name), args: readFileSync(`/proc/${name}/cmdline`, "utf8") }] : [];
      } catch {
        return []; // ended in between
      }
    });
  }
  if (process.platform === "win32") return [];
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, args = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), args }];
  });
}

/** The process that started `pid`; nothing where the system does not tell. */
function parentOf(pid: number): number | undefined {
  try {
    if (process.platform === "linux") {
      const [, parent] = (readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "").split(" ");
      return Number(parent) || undefined;
    }
    if (process.platform === "win32") return undefined;
    return Number(spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }).stdout) || undefined;
  } catch {
    return undefined;
  }
}

/** Calls `gone` when npm, or the shell that it runs us by, has ended: npm does not pass every signal on. */
export function whenCallersEnd(gone: () => void): void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  const timer = setInterval(() => {
    if (process.ppid === shell && (npm === undefined || parentOf(shell) === npm)) return;
    clearInterval(timer);
    gone();
  }, 1000);
  timer.unref();
}
