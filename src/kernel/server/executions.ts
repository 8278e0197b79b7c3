/** Runs execute requests one after the other. */
import type { CellError, CompiledCell, RunOutcome } from "../protocol/threads";
import type { Content, Message } from "../protocol/wire";
import { importedPackages } from "./imported-packages";
import type { Kernel } from "./kernel";
import { typeErrors } from "./type-errors";

interface Request {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly stopOnError: boolean;
  readonly expressions: Readonly<Record<string, string>>;
}

const REMEMBERED_RUNS = 10_000;
/** Requests that were sent before an error was told may arrive so much later (ms). */
const ABORT_GRACE = 10;

export class Executions {
  /** The request under way. */
  current: { readonly message: Message; readonly run: number } | undefined;
  private readonly waiting: Message[] = [];
  private working = false;
  private count = 0;
  private runs = 0;

  constructor(private readonly kernel: Kernel) {}

  enqueue(message: Message): void {
    this.waiting.push(message);
    if (!this.working) void this.work();
  }

  /** A number for output that answers this message. */
  newRun(message: Message): number {
    const run = ++this.runs;
    this.kernel.parents.set(run, message);
    // Output of cells that ran long ago has nowhere to go.
    this.kernel.parents.delete(run - REMEMBERED_RUNS);
    return run;
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let message = this.waiting.shift(); message; message = this.waiting.shift()) {
      const request = readRequest(message.content);
      await this.execute(message, request).catch((error: unknown) => this.internalError(message, error));
      this.current = undefined;
    }
    this.working = false;
  }

  private async execute(message: Message, request: Request): Promise<void> {
    const run = this.newRun(message);
    this.current = { message, run };
    this.kernel.status("busy", message);
    if (request.storeHistory) this.count++;
    const count = this.count;
    if (!request.silent) this.publish(message, "execute_input", { code: request.code, execution_count: count });
    const help = helpRequest(request.code);
    if (help !== undefined && request.storeHistory) this.kernel.history.add(count, request.code);
    if (help !== undefined) return this.showHelp(message, help, count);
    const label = `In [${request.storeHistory ? count : "*"}]`;
    this.tellOfDeath(message, request);
    this.kernel.note.begin(label);
    const outcome = await this.runCell(request, { run, label }).finally(() => this.kernel.note.end());
    const { error, result, payload = [] } = outcome;
    if (error && !request.silent) this.publish(message, "error", { ...error });
    if (result && !request.silent) this.publish(message, "execute_result", { ...result, execution_count: count });
    if (request.storeHistory) this.kernel.history.add(count, request.code, textOf(result?.data));
    const reply: Content = error
      ? { status: "error", ...error }
      : { status: "ok", payload, user_expressions: await this.evaluateAll(request, run) };
    const doomed = error && request.stopOnError ? await this.alreadySent() : [];
    this.finish(message, { ...reply, execution_count: count });
    for (const waiting of doomed) {
      this.kernel.status("busy", waiting);
      this.finish(waiting, { status: "aborted", execution_count: count });
    }
  }

  private tellOfDeath(message: Message, { silent }: Request): void {
    const text = silent ? undefined : this.kernel.note.takeMessage();
    if (text !== undefined) this.publish(message, "stream", { name: "stderr", text });
  }

  /** `name?` opens what is known of the name in the front end's pager. */
  private async showHelp(message: Message, name: string, count: number): Promise<void> {
    const { data } = await this.kernel.inspect({ code: name, cursor_pos: [...name].length });
    const found = Object.keys(data as Content).length > 0 ? data : { "text/plain": `Nothing is called ${name} here.` };
    const payload = [{ source: "page", data: found, start: 0 }];
    this.finish(message, { status: "ok", payload, user_expressions: {}, execution_count: count });
  }

  private async runCell(request: Request, { run, label }: { run: number; label: string }): Promise<RunOutcome> {
    const { code, allowStdin } = request;
    if (code.trim() === "") return { assigned: [] };
    const file = `__cell_${run}__.ts`;
    const specifiers = importedPackages(code);
    if (specifiers.length > 0) this.kernel.cells.notify("preload", { run, specifiers });
    const compiled = await this.kernel.types.call("compile", { code, file, check: true });
    if (!compiled.ok) return { assigned: [], error: typeErrors(compiled.diagnostics, code, label) };
    const outcome = await this.runCompiled(compiled.cell, { run, label, allowStdin });
    this.kernel.types.notify("commit", { file, names: [...outcome.assigned, ...typeNames(compiled.cell)] });
    return outcome;
  }

  private runCompiled(
    cell: CompiledCell,
    options: { run: number; label: string; allowStdin: boolean },
  ): Promise<RunOutcome> {
    return this.kernel.cellHost.run({ cell, ...options });
  }

  private async evaluateAll({ expressions }: Request, run: number): Promise<Content> {
    const answers: Content = {};
    for (const [name, expression] of Object.entries(expressions)) answers[name] = await this.evaluate(expression, run);
    return answers;
  }

  private async evaluate(expression: string, run: number): Promise<Content> {
    const label = "user expression";
    const compiled = await this.kernel.types.call("compile", {
      code: expression,
      file: "__expression__.ts",
      check: true,
    });
    const outcome: RunOutcome = compiled.ok
      ? await this.runCompiled(compiled.cell, { run, label, allowStdin: false })
      : { assigned: [], error: typeErrors(compiled.diagnostics, expression, label) };
    if (outcome.error) return { status: "error", ...outcome.error };
    const { data, metadata } = outcome.result ?? { data: { "text/plain": "undefined" }, metadata: {} };
    return { status: "ok", data, metadata };
  }

  /** After an error the cells that were sent before anyone knew of it do not run; later ones do. */
  private async alreadySent(): Promise<Message[]> {
    await new Promise((resolve) => setTimeout(resolve, ABORT_GRACE));
    return this.waiting.splice(0);
  }

  private internalError(message: Message, thrown: unknown): void {
    const evalue = thrown instanceof Error ? thrown.message : String(thrown);
    const error: CellError = { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}`] };
    console.error("gradbook kernel:", thrown);
    this.publish(message, "error", { ...error });
    this.finish(message, { status: "error", ...error, execution_count: this.count });
  }

  private finish(message: Message, content: Content): void {
    this.kernel.sockets.reply("shell", message, "execute_reply", content);
    this.kernel.status("idle", message);
  }

  private publish(parent: Message, type: string, content: Content): void {
    this.kernel.sockets.publish({ type, content, parent });
  }
}

function readRequest(content: Content): Request {
  const silent = content["silent"] === true;
  const expressions = content["user_expressions"];
  return {
    code: String(content["code"] ?? ""),
    silent,
    storeHistory: !silent && content["store_history"] !== false,
    allowStdin: content["allow_stdin"] !== false,
    stopOnError: content["stop_on_error"] !== false,
    expressions: typeof expressions === "object" && expressions !== null ? (expressions as Record<string, string>) : {},
  };
}

/** The name in `name?` or `?name`, which is no TypeScript. */
function helpRequest(code: string): string | undefined {
  const [, before, name, after] = /^\s*(\?)?([\p{ID_Start}$_][\p{ID_Continue}$.]*)(\?)?\s*$/u.exec(code) ?? [];
  return before || after ? name : undefined;
}

/** Interfaces and type aliases have no value that could tell whether they are there: they always are. */
function typeNames({ declares, variables }: CompiledCell): string[] {
  const values = new Set(variables);
  return declares.filter((name) => !values.has(name));
}

function textOf(data: Content | undefined): string | undefined {
  const text = data?.["text/plain"];
  return typeof text === "string" ? text : undefined;
}
