/** Starts the kernel: `main.cjs [--tslab] connection-file`. */
import { statSync } from "node:fs";
import path from "node:path";
import { shared } from "../protocol/threads";
import { readConnection } from "./connection";
import { History } from "./history";
import { Kernel } from "./kernel";
import { RunningNote } from "./running-note";
import { Sockets } from "./sockets";

/** Milliseconds between looks at the parent process. */
const PARENT_CHECK = 2000;

export async function startServer(args: readonly string[], kernelFile: string): Promise<void> {
  const file = args.find((arg) => !arg.startsWith("--"));
  if (file === undefined) {
    console.error("This is a Jupyter kernel; Jupyter starts it with the path of a connection file.");
    process.exitCode = 2;
    return;
  }
  const home = path.resolve(path.dirname(kernelFile), "../..");
  const kernel = new Kernel({
    sockets: new Sockets(readConnection(file)),
    history: new History(historyFile(home)),
    note: new RunningNote(file),
    threads: {
      kernelFile,
      cwd: process.cwd(),
      home,
      strict: !args.includes("--tslab"),
      flags: new Int32Array(new SharedArrayBuffer(shared.length * Int32Array.BYTES_PER_ELEMENT)),
    },
  });
  // Jupyter asks by message; a terminal's Ctrl-C must not end the kernel.
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => void kernel.end());
  endWithParent(() => void kernel.end());
  await kernel.start();
}

/** A Jupyter server that was killed cannot say goodbye: a kernel whose parent is gone ends. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), PARENT_CHECK).unref();
}

/** Beside the package, or where GRADBOOK_HISTORY says; an empty value keeps no history. */
function historyFile(home: string): string | undefined {
  const chosen = process.env["GRADBOOK_HISTORY"];
  if (chosen !== undefined) return chosen === "" ? undefined : chosen;
  return statSync(home).isDirectory() ? path.join(home, ".cache", "kernel-history.jsonl") : undefined;
}
