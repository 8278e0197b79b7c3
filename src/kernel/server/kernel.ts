/** The kernel: answers messages, and leaves types and cells to their threads. */
import { shared, type CellMethods, type Output, type TypesMethods } from "../protocol/threads";
import type { Rpc } from "../protocol/rpc";
import type { Content, Message } from "../protocol/wire";
import { CellHost } from "./cell-host";
import { Executions } from "./executions";
import type { History } from "./history";
import { probablePackages } from "./imported-packages";
import { kernelInfo } from "./kernel-info";
import { toCharacters, toUnits } from "./offsets";
import type { RunningNote } from "./running-note";
import type { Channel, Sockets } from "./sockets";
import { publication } from "./publication";
import { startTypes, type Thread, type ThreadOptions } from "./threads";

export interface KernelOptions {
  readonly sockets: Sockets;
  readonly history: History;
  readonly note: RunningNote;
  readonly threads: ThreadOptions;
}

/** So long (ms) an inspection waits for a value. */
const PREVIEW_PATIENCE = 300;

/** So many cells of earlier sessions tell which packages will be needed. */
const CELLS_LOOKED_AT = 200;

type Answer = (content: Content, message: Message) => Content | undefined | Promise<Content | undefined>;

export class Kernel {
  readonly sockets: Sockets;
  readonly history: History;
  readonly note: RunningNote;
  /** The request that each run of a cell answers. */
  readonly parents = new Map<number, Message>();
  private readonly executions = new Executions(this);
  private readonly typesThread: Thread<TypesMethods>;
  readonly cellHost: CellHost;
  private readonly flags: Int32Array;
  private readonly cwd: string;
  private readonly info: Content;
  private readonly questions: { id: number; run: number }[] = [];

  constructor({ sockets, history, note, threads }: KernelOptions) {
    this.note = note;
    this.sockets = sockets;
    this.history = history;
    this.flags = threads.flags;
    this.cwd = threads.cwd;
    this.typesThread = startTypes(threads);
    // Without TypeScript nothing can run: Jupyter sees the end and starts the kernel anew.
    void this.typesThread.ended.then((reason) => {
      console.error("gradbook kernel: the thread of TypeScript has ended:", reason?.message ?? "without a reason");
      process.exit(1);
    });
    this.cellHost = new CellHost(threads, {
      output: (message) => {
        this.publishOutput(message);
        this.cellHost.expectMore();
      },
      input: (question) => this.ask(question),
      ready: () => undefined,
      chdir: ({ folder }) => this.moveTo(folder),
      lost: () => void this.types.call("reset", null),
    });
    this.info = kernelInfo(threads.home);
  }

  get types(): Rpc<TypesMethods> {
    return this.typesThread.rpc;
  }

  get cells(): Rpc<CellMethods> {
    return this.cellHost.rpc;
  }

  async start(): Promise<void> {
    await this.sockets.bind((channel, message) => void this.receive(channel, message));
    this.status("starting");
    const specifiers = probablePackages(this.history.latest(CELLS_LOOKED_AT), this.cwd);
    if (specifiers.length === 0) return;
    await this.types.call("warm", { specifiers });
    this.cells.notify("prepare", { specifiers });
  }

  status(state: "starting" | "busy" | "idle", parent?: Message): void {
    this.sockets.publish({ type: "status", content: { execution_state: state }, parent });
  }

  /** Stops the running cell, whatever it does. */
  interrupt(): void {
    const { current } = this.executions;
    if (!current) return;
    this.cellHost.interrupt(current.run);
    for (const { id } of this.questions.splice(0)) this.cells.notify("inputReply", { id, value: null });
  }

  /** Ends the process; a cell that cannot be stopped does not hold it up. */
  async end(): Promise<never> {
    const late = setTimeout(() => process.exit(0), 2000);
    this.note.end();
    await this.sockets.close();
    clearTimeout(late);
    process.exit(0);
  }

  private readonly answers: Readonly<Record<string, Answer>> = {
    kernel_info_request: () => this.info,
    is_complete_request: (content) =>
      this.types.call("isComplete", { code: codeOf(content) }).then((answer) => ({ ...answer })),
    complete_request: (content) => this.complete(content),
    inspect_request: (content) => this.inspect(content),
    history_request: (content) => ({ status: "ok", history: this.history.request(content) }),
    comm_info_request: async (content) => {
      const target = content["target_name"];
      const comms = await this.cells.call("commInfo", typeof target === "string" ? { target } : {});
      return { status: "ok", comms };
    },
    interrupt_request: () => {
      this.interrupt();
      return { status: "ok" };
    },
    comm_open: (_, message) => this.comm("open", message),
    comm_msg: (_, message) => this.comm("msg", message),
    comm_close: (_, message) => this.comm("close", message),
  };

  private async receive(channel: Channel, message: Message): Promise<void> {
    const { msg_type: type } = message.header;
    if (type === "execute_request") return this.executions.enqueue(message);
    if (type === "input_reply") return this.answerInput(message.content);
    if (type === "shutdown_request") return this.shutdown(channel, message);
    const answer = this.answers[type];
    if (!answer) {
      console.error(`gradbook kernel: a message of unknown type ${type} was dropped`);
      return;
    }
    this.status("busy", message);
    const content = await Promise.resolve(answer(message.content, message)).catch(errorContent);
    if (content) this.sockets.reply(channel, message, type.replace(/_request$/, "_reply"), content);
    this.status("idle", message);
    // The cell that runs meanwhile makes the kernel busy still.
    if (this.executions.current) this.status("busy", this.executions.current.message);
  }

  private moveTo(folder: string): void {
    try {
      process.chdir(folder);
    } finally {
      Atomics.add(this.flags, shared.moved, 1);
      Atomics.notify(this.flags, shared.moved);
    }
  }

  private async shutdown(channel: Channel, message: Message): Promise<void> {
    this.status("busy", message);
    const content = { status: "ok", restart: message.content["restart"] === true };
    this.sockets.reply(channel, message, "shutdown_reply", content);
    this.sockets.publish({ type: "shutdown_reply", content, parent: message });
    this.status("idle", message);
    await this.end();
  }

  private async complete(content: Content): Promise<Content> {
    const code = codeOf(content);
    const offset = toUnits(code, cursorOf(content, code));
    const { items, start, end } = await this.types.call("complete", { code, offset });
    const cursor_start = toCharacters(code, start);
    const cursor_end = toCharacters(code, end);
    return {
      status: "ok",
      matches: items.map(({ text }) => text),
      cursor_start,
      cursor_end,
      metadata: {
        _jupyter_types_experimental: items.map((item) => ({ ...item, start: cursor_start, end: cursor_end })),
      },
    };
  }

  /** The answer to an inspect_request. */
  async inspect(content: Content): Promise<Content> {
    const code = codeOf(content);
    const found = await this.types.call("inspect", { code, offset: toUnits(code, cursorOf(content, code)) });
    if (!found) return { status: "ok", found: false, data: {}, metadata: {} };
    const value = found.path && (await this.previewOf(found.path));
    const now = value ? `${found.path.join(".")}: ${value}` : undefined;
    const parts = [`\`\`\`typescript\n${found.signature}\n\`\`\``, found.documentation];
    if (now !== undefined) parts.push(`Current value:\n\`\`\`\n${now}\n\`\`\``);
    const plain = [found.signature, found.documentation, now === undefined ? "" : `Current value:\n${now}`];
    const data = {
      "text/plain": plain.filter(Boolean).join("\n\n"),
      "text/markdown": parts.filter(Boolean).join("\n\n"),
    };
    return { status: "ok", found: true, data, metadata: {} };
  }

  /** The value now, unless a running cell keeps its thread from answering. */
  private async previewOf(path: readonly string[]): Promise<string | null> {
    const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), PREVIEW_PATIENCE));
    return Promise.race([this.cells.call("preview", { path }), silence]);
  }

  private comm(type: "open" | "msg" | "close", message: Message): undefined {
    const { content, metadata, buffers } = message;
    this.cells.notify("comm", { type, content, metadata, buffers, run: this.executions.newRun(message) });
  }

  private publishOutput({ run, output, size }: { run: number; output: Output; size: number }): void {
    const { type, content, ...rest } = publication(output);
    const parent = this.parents.get(run);
    this.sockets.publish({ type, content, parent, ...rest }, () => {
      Atomics.sub(this.flags, shared.pending, size);
      Atomics.notify(this.flags, shared.pending);
    });
  }

  private ask({ run, id, prompt, password }: { run: number; id: number; prompt: string; password: boolean }): void {
    const parent = this.parents.get(run);
    if (!parent) return;
    this.questions.push({ id, run });
    this.sockets.reply("stdin", parent, "input_request", { prompt, password });
  }

  private answerInput(content: Content): void {
    const question = this.questions.shift();
    if (question) this.cells.notify("inputReply", { id: question.id, value: String(content["value"] ?? "") });
  }
}

function codeOf(content: Content): string {
  return String(content["code"] ?? "");
}

function cursorOf(content: Content, code: string): number {
  const cursor = content["cursor_pos"];
  return typeof cursor === "number" ? cursor : [...code].length;
}

function errorContent(error: unknown): Content {
  const evalue = error instanceof Error ? error.message : String(error);
  return { status: "error", ename: "KernelError", evalue, traceback: [evalue] };
}
