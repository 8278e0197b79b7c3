/** One run of a cell, and how it is stopped. */
import { AsyncLocalStorage } from "node:async_hooks";
import { LOOK, shared, type Payload } from "../protocol/threads";

/** What a stopped cell fails with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(options?: ErrorOptions) {
    super("the cell was stopped; what ran before is kept", options);
  }
}

export class CellRun {
  /** Nothing that this run started may print or go on. */
  stopped = false;
  /** Rich results that are still being made. */
  readonly displays: Promise<void>[] = [];
  /** What the front end shall do once the cell has run. */
  readonly payload: Payload[] = [];
  readonly interrupted: Promise<never>;
  private reject: (error: Interrupted) => void = () => undefined;

  constructor(
    readonly number: number,
    readonly allowStdin: boolean,
  ) {
    this.interrupted = new Promise((_, reject) => (this.reject = reject));
    this.interrupted.catch(() => undefined);
  }

  stop(): void {
    this.reject(new Interrupted());
  }
}

/** Knows which run the code at hand belongs to, through timers and promises too. */
export class Runs {
  current: CellRun | undefined;
  private readonly storage = new AsyncLocalStorage<CellRun>();
  /** Stopped runs that may still have something pending. */
  private stoppedRuns = 0;
  private last: CellRun | undefined;

  constructor(private readonly flags: Int32Array) {}

  /** The run that the calling code was started by; else the one under way or the last. */
  get own(): CellRun | undefined {
    return this.storage.getStore() ?? this.current ?? this.last;
  }

  enter<T>(run: CellRun, body: () => T): T {
    this.current = run;
    this.last = run;
    return this.storage.run(run, body);
  }

  /** Runs code on behalf of a message that is no cell. */
  beside<T>(number: number, body: () => T): T {
    return this.storage.run(new CellRun(number, false), body);
  }

  leave(run: CellRun): void {
    if (this.current === run) this.current = undefined;
  }

  /** Ends a run for good: what it left behind stays silent. */
  abandon(run: CellRun): void {
    run.stopped = true;
    this.stoppedRuns++;
  }

  /** The server has asked this run to stop. */
  isStopping(run: CellRun | undefined = this.own): boolean {
    return run !== undefined && (run.stopped || this.flags[shared.stop] === run.number);
  }

  /** What the server may ask of a running loop beside stopping: to hand over what is printed so far. */
  onLook: () => void = () => undefined;

  /** Called by a loop that found the flag set. */
  readonly check = (): void => {
    if (this.isStopping()) throw new Interrupted();
    const flag = Atomics.load(this.flags, shared.stop);
    if (flag === LOOK) this.onLook();
    // Unless the server has just written there that this run shall stop.
    if (flag !== this.current?.number) Atomics.compareExchange(this.flags, shared.stop, flag, 0);
  };

  /** Called behind every `await`: a stopped run does not go on. */
  readonly resume = <T>(value?: T): T | undefined => {
    if (this.flags[shared.stop]) this.check();
    if (this.stoppedRuns > 0 && this.storage.getStore()?.stopped) throw new Interrupted();
    return value;
  };
}
