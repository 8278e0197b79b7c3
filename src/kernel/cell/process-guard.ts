/** What would end the process in a program ends a cell here, and is told. */
import { paint } from "../protocol/code-frame";
import { cellError } from "./errors";
import type { OutputQueue } from "./output";
import { Interrupted, type Runs } from "./run";
import type { Stacks } from "./stack";

/** What a cell fails with that calls `process.exit`. */
class ProcessExit extends Error {
  override readonly name = "ProcessExit";
}

export function guardProcess(runs: Runs, queue: OutputQueue, stacks: Stacks): void {
  const refuse = (call: string): never => {
    throw new ProcessExit(`${call} would end the kernel; the cell was stopped instead, and all variables are kept`);
  };
  process.exit = (code?: number | string | null) => refuse(`process.exit(${code ?? ""})`);
  process.abort = () => refuse("process.abort()");

  const tell = (what: string, thrown: unknown): void => {
    const run = runs.own;
    if (!run || run.stopped || thrown instanceof Interrupted) return;
    const { traceback } = cellError(thrown, stacks);
    queue.print(run.number, "stderr", `${paint.dim(what)}\n${traceback.join("\n")}\n`);
  };
  process.on("uncaughtException", (error) => tell("An error that nothing caught (in a timer or an event):", error));
  process.on("unhandledRejection", (reason) => tell("A promise failed, and nothing waited for it:", reason));
}
