/** Runs compiled cells, one after the other. */
import vm from "node:vm";
import type { Rpc } from "../protocol/rpc";
import type { CompiledCell, RunOutcome, ServerMethods } from "../protocol/threads";
import type { Comms } from "./comms";
import { bundleOf, text } from "./display";
import { cellError } from "./errors";
import { installConsole } from "./console";
import { Host } from "./host";
import { Modules } from "./modules";
import { OutputQueue } from "./output";
import { moveFolder } from "./folder";
import { guardProcess } from "./process-guard";
import { CellRun, Interrupted, Runs } from "./run";
import { Scope, type Box } from "./scope";
import { showLearnersText } from "./source-text";
import { Stacks } from "./stack";
import type { CellThreadData } from "./thread";
import { connectTslab } from "./tslab";
import { silenceTimersOfStoppedCells } from "./timers";

export interface RunOptions {
  readonly number: number;
  /** How the cell is called in stacks: `In [3]`. */
  readonly label: string;
  readonly allowStdin: boolean;
}

type Body = (...parameters: unknown[]) => unknown;

export class CellRunner {
  readonly host: Host;
  private readonly scope = new Scope();
  private readonly runs: Runs;
  private readonly queue: OutputQueue;
  private readonly stacks: Stacks;
  private readonly modules: Modules;
  private readonly flags: Int32Array;

  constructor({ cwd, home, kernelFile, flags }: CellThreadData, rpc: Rpc<ServerMethods>) {
    this.flags = flags;
    this.runs = new Runs(flags);
    this.stacks = new Stacks(kernelFile);
    this.queue = new OutputQueue((message) => rpc.notify("output", message), flags, this.runs.check);
    this.runs.onLook = () => this.queue.flush();
    this.host = new Host(this.runs, this.queue, (request) => rpc.notify("input", request));
    this.modules = new Modules(cwd, home, this.stacks, this.runs, flags, {
      tslab: (require) => connectTslab(require, this.host),
    });
    this.stacks.install();
    silenceTimersOfStoppedCells(this.runs);
    installConsole(this.runs, this.queue);
    guardProcess(this.runs, this.queue, this.stacks);
    showLearnersText(this.stacks);
    moveFolder(rpc, flags);
    this.installGlobals(cwd);
  }

  async run(cell: CompiledCell, options: RunOptions): Promise<RunOutcome> {
    const run = new CellRun(options.number, options.allowStdin);
    const boxes = cell.variables.map((name) => this.scope.box(name));
    const before = new Map(cell.declares.map((name) => [name, this.value(name)]));
    this.queue.startRun();
    try {
      // The interrupt may have come while the cell was being checked.
      if (this.runs.isStopping(run)) throw new Interrupted();
      const value = await this.runs.enter(run, () =>
        Promise.race([this.evaluate(cell, options, boxes), run.interrupted]),
      );
      const result = value === undefined ? undefined : await this.runs.enter(run, () => bundleOf(value));
      await Promise.race([Host.settle(run), run.interrupted]);
      const { payload } = run;
      return { assigned: cell.declares, payload, ...(result && { result: { data: result, metadata: {} } }) };
    } catch (error) {
      // A library that looked at the flag has given up with an error of its own.
      const stopped = error instanceof Interrupted || this.runs.isStopping(run);
      if (stopped) this.runs.abandon(run);
      const told = stopped && !(error instanceof Interrupted) ? new Interrupted({ cause: error }) : error;
      const assigned = cell.declares.filter((name) => !this.scope.has(name) || this.value(name) !== before.get(name));
      return { assigned: assigned.filter((name) => this.scope.has(name)), error: cellError(told, this.stacks) };
    } finally {
      this.queue.flush();
      this.runs.leave(run);
    }
  }

  preload(number: number, specifiers: readonly string[]): void {
    this.runs.beside(number, () => this.modules.preload(specifiers));
  }

  prepare(specifiers: readonly string[]): void {
    this.modules.prepare(specifiers);
  }

  preview([name = "", ...properties]: readonly string[]): string | null {
    if (!this.scope.has(name)) return null;
    try {
      const value = properties.reduce<unknown>(plainProperty, this.value(name));
      return value === undefined && properties.length > 0 ? null : text(value).slice(0, 2000);
    } catch {
      // The learner's own way to show a value may fail.
      return null;
    }
  }

  interrupt(number: number): void {
    const run = this.runs.current;
    if (run?.number === number) run.stop();
  }

  /** A message of a comm; it reaches a waiting cell too. */
  comm(number: number, ...message: Parameters<Comms["receive"]>): void {
    this.runs.beside(number, () => this.host.comms.receive(...message));
  }

  private value(name: string): unknown {
    return this.scope.has(name) ? this.scope.box(name).v : undefined;
  }

  private async evaluate(cell: CompiledCell, { label }: RunOptions, boxes: readonly Box[]): Promise<unknown> {
    this.stacks.register(cell.file, { label, source: cell.source, map: cell.map, compiledOffset: 1, sourceOffset: 1 });
    this.modules.update(cell.modules);
    await this.modules.bind(cell.imports, this.scope);
    const parameters = [
      "$$stop",
      "$$check",
      "$$resume",
      "$$import",
      "$$meta",
      ...cell.variables.map((name) => `$$${name}`),
    ];
    const start = cell.isAsync ? "async function" : "function";
    const wrapped = `(${start} $$cell(${parameters.join(", ")}) { "use strict";\n${cell.js}\n})`;
    const body = new vm.Script(wrapped, { filename: cell.file }).runInThisContext() as Body;
    const { check, resume } = this.runs;
    const { import: load, meta } = this.modules;
    return body.call(undefined, this.flags, check, resume, load, meta, ...boxes);
  }

  private installGlobals(cwd: string): void {
    const define = (name: string | symbol, value: unknown): void => {
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
    };
    define(Symbol.for("Jupyter.host"), this.host);
    define("display", this.host.displayValue);
    define("input", this.host.input);
    define("require", this.modules.require);
    define("__dirname", cwd);
    define("__filename", `${cwd}/notebook.ts`);
  }
}

/** A property that is there; getters do not run, since looking shall change nothing. */
function plainProperty(value: unknown, name: string): unknown {
  for (let at = Object(value) as object | null; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found) return found.value;
  }
  return undefined;
}
