// Starts other programs: their output goes to the log, their last lines are kept for the sentence when they fail.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const posix = process.platform !== "win32";
const running = new Set();

/**
 * Runs a program to its end: `{ code, signal, output }`. It gets a process group of its own (where there are such), so
 * that it can be ended with all that it started.
 */
export function run(command, args, { log, cwd, env, onStart }) {
  return new Promise((resolve) => {
    log.write(`$ ${[command, ...args].join(" ")}\n`);
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: posix,
    });
    running.add(child);
    let output = "";
    const keep = (chunk) => {
      log.write(chunk);
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    if (child.pid) onStart?.(child.pid);
    child.on("error", (error) => {
      running.delete(child);
      resolve({ code: 127, signal: null, output: `${output}\n${error.message}` });
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal, output });
    });
  });
}

/** Ends a process and all of its group; does nothing when it is gone. */
export function endGroup(pid, signal = "SIGTERM") {
  try {
    process.kill(posix ? -pid : pid, signal);
  } catch {
    // Gone already.
  }
}

/** Ends every program that `run` started and that still runs. */
export function endAll(signal) {
  for (const child of running) endGroup(child.pid, signal);
}

/** How to call npm: the one that runs us, so that no shell is needed; otherwise the one on the path. */
export function npm() {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli)) return { command: process.execPath, args: [cli] };
  const beside = [
    path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(path.dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ].find((file) => existsSync(file));
  if (beside) return { command: process.execPath, args: [beside] };
  return posix ? { command: "npm", args: [] } : { command: "cmd.exe", args: ["/d", "/s", "/c", "npm.cmd"] };
}
