/** The cell thread as the server sees it: stops it, and starts a new one when it has died. */
import type { Rpc } from "../protocol/rpc";
import {
  LOOK,
  shared,
  type CellError,
  type CellMethods,
  type RunOutcome,
  type ServerMethods,
} from "../protocol/threads";
import { startCells, type Thread, type ThreadOptions } from "./threads";

/** A cell that has not stopped after so long (ms) runs code that does not look at the flag. */
const PATIENCE = 3000;
/** Printed text that a cell has held back is asked for after so long (ms): it holds back for less. */
const LOOK_AFTER = 25;

interface Events extends ServerMethods {
  /** The thread has died, and all variables with it. */
  lost(params: null): void;
}

export class CellHost {
  private thread: Thread<CellMethods>;
  private readonly flags: Int32Array;
  /** The run that was asked to stop. */
  private stopping: { readonly run: number; readonly since: number } | undefined;
  private forced = false;
  private look: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: ThreadOptions,
    private readonly events: Events,
  ) {
    this.flags = options.flags;
    this.thread = this.start();
  }

  get rpc(): Rpc<CellMethods> {
    return this.thread.rpc;
  }

  /** Runs a cell; one that brings its thread down has failed, and says why. */
  async run(params: Parameters<CellMethods["run"]>[0]): Promise<RunOutcome> {
    const { thread } = this;
    this.forced = false;
    const died = thread.ended.then((reason): RunOutcome => ({ assigned: [], error: this.causeOfDeath(reason) }));
    try {
      return await Promise.race([thread.rpc.call("run", params), died]);
    } finally {
      this.stopping = undefined;
    }
  }

  /** Asks a run to stop; asked again, ends a run that does not listen. */
  interrupt(run: number): void {
    if (this.stopping?.run === run && performance.now() - this.stopping.since > PATIENCE) return this.force();
    this.stopping ??= { run, since: performance.now() };
    Atomics.store(this.flags, shared.stop, run);
    Atomics.notify(this.flags, shared.pending);
    this.rpc.notify("interrupt", { run });
    setTimeout(() => this.explain(run), PATIENCE).unref();
  }

  /** Output has come: after a while, asks a cell that is busy for what it printed since. */
  expectMore(): void {
    this.look ??= setTimeout(() => {
      this.look = undefined;
      Atomics.compareExchange(this.flags, shared.stop, 0, LOOK);
    }, LOOK_AFTER).unref();
  }

  private explain(run: number): void {
    if (this.stopping?.run !== run) return;
    const text =
      "This cell runs code that cannot be asked to stop. Interrupt once more to end it by force: all variables are lost then.\n";
    Atomics.add(this.flags, shared.pending, text.length);
    this.events.output({ run, output: { type: "stream", name: "stderr", text }, size: text.length });
  }

  private force(): void {
    this.forced = true;
    void this.thread.worker.terminate();
  }

  private start(): Thread<CellMethods> {
    const { lost: _, ...methods } = this.events;
    const thread = startCells(this.options, methods);
    void thread.ended.then(() => {
      Atomics.store(this.flags, shared.pending, 0);
      process.chdir(this.options.cwd);
      this.thread = this.start();
      this.events.lost(null);
    });
    return thread;
  }

  private causeOfDeath(reason: NodeJS.ErrnoException | undefined): CellError {
    const [ename, evalue] = this.forced
      ? ["Interrupted", "the cell was ended by force; all variables are lost, so run the cells again from the top"]
      : reason?.code === "ERR_WORKER_OUT_OF_MEMORY"
        ? [
            "OutOfMemory",
            "the cell needed more memory than there is; all variables are lost, so run the cells again from the top",
          ]
        : [
            "KernelError",
            `the thread of the cells has ended (${reason?.message ?? "without a reason"}); all variables are lost`,
          ];
    return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
  }
}
