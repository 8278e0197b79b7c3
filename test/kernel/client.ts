/** A small Jupyter front end for the tests: starts a kernel process and talks to it over its real sockets. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { Wire, type Content, type Message } from "../../src/kernel/protocol/wire";
import { kernelFile, repository } from "./build";
import { freePorts } from "./ports";

export type Channel = "shell" | "control" | "stdin";

export interface Execution {
  readonly reply: Content;
  /** Everything on iopub that answers the request, in order, without `status` and `execute_input`. */
  readonly outputs: readonly Output[];
  readonly states: readonly string[];
  /** All text printed to stdout. */
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the result. */
  readonly text: string | undefined;
  /** `ename: evalue` of the error. */
  readonly error: string | undefined;
  readonly traceback: string;
}

export interface Output {
  readonly type: string;
  readonly content: Content;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another kernel than ours: program and arguments for a connection file. */
  readonly command?: (connectionFile: string) => readonly string[];
}

export interface ExecuteOptions {
  readonly content?: Content;
  /** Answers input requests; null leaves one unanswered. */
  readonly answer?: (prompt: string) => string | null;
  /** Called for every output as it comes. */
  readonly onOutput?: (output: Output) => void;
}

/** How long a test waits for what must come (ms): generous, since the machine may be busy. */
const PATIENCE = 60_000;

export class Client {
  readonly wire: Wire;
  readonly received: Message[] = [];
  readonly exit: Promise<number | null>;
  private readonly sockets: Record<Channel, Dealer>;
  private readonly news = new Subscriber();
  private readonly watchers = new Set<(channel: string, message: Message) => void>();
  private readonly folder: string;

  private constructor(
    readonly process: ChildProcess,
    connection: Record<string, string | number>,
    folder: string,
  ) {
    this.folder = folder;
    this.wire = new Wire(String(connection["key"]));
    this.exit = new Promise((resolve) => process.once("exit", resolve));
    const identity = randomUUID();
    const dealer = (channel: Channel): Dealer => {
      const socket = new Dealer({ routingId: identity, linger: 0 });
      socket.connect(`tcp://127.0.0.1:${connection[`${channel}_port`]}`);
      return socket;
    };
    this.sockets = { shell: dealer("shell"), control: dealer("control"), stdin: dealer("stdin") };
    this.news.connect(`tcp://127.0.0.1:${connection["iopub_port"]}`);
    this.news.subscribe();
    for (const [channel, socket] of Object.entries({ ...this.sockets, iopub: this.news }))
      void this.listen(channel, socket);
  }

  static async start({ cwd, args = [], env = {}, command }: StartOptions = {}): Promise<Client> {
    const own = command ? "" : await kernelFile();
    const folder = mkdtempSync(path.join(tmpdir(), "gradbook-kernel-"));
    const ports = await freePorts(5);
    const connection = {
      transport: "tcp",
      ip: "127.0.0.1",
      key: randomUUID(),
      signature_scheme: "hmac-sha256",
      shell_port: ports[0]!,
      control_port: ports[1]!,
      iopub_port: ports[2]!,
      stdin_port: ports[3]!,
      hb_port: ports[4]!,
    };
    const connectionFile = path.join(folder, "connection.json");
    writeFileSync(connectionFile, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...parameters] = command?.(connectionFile) ?? [process.execPath, own, ...args, connectionFile];
    const child = spawn(program!, parameters, {
      cwd: cwd ?? repository,
      env: { ...process.env, GRADBOOK_HISTORY: path.join(folder, "history.jsonl"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const client = new Client(child, connection, folder);
    await client.waitUntilHeard();
    return client;
  }

  get connectionFile(): string {
    return path.join(this.folder, "connection.json");
  }

  /** Sends a request and resolves with the reply. */
  async request(type: string, content: Content = {}, channel: Channel = "shell"): Promise<Message> {
    const message = this.message(type, content);
    const reply = this.next(
      (from, answer) =>
        from === channel &&
        parentOf(answer) === message.header.msg_id &&
        answer.header.msg_type === type.replace("_request", "_reply"),
      `the reply to ${type}`,
    );
    await this.sendFrames(this.wire.encode(message), channel);
    return reply;
  }

  /** Sends a message and gives its id. */
  async send(type: string, content: Content = {}, channel: Channel = "shell", parent?: Message): Promise<string> {
    const message = this.message(type, content, parent);
    await this.sendFrames(this.wire.encode(message), channel);
    return message.header.msg_id;
  }

  private message(type: string, content: Content, parent?: Message): Message {
    const header = this.wire.header(type);
    return { identities: [], header, parentHeader: parent?.header ?? {}, metadata: {}, content, buffers: [] };
  }

  private sending = Promise.resolve();

  sendFrames(frames: (Buffer | string)[], channel: Channel = "shell"): Promise<void> {
    this.sending = this.sending.then(() => this.sockets[channel].send(frames));
    return this.sending;
  }

  /** Runs a cell to its end: its reply has come, and its idle. */
  async execute(code: string, { content = {}, answer, onOutput }: ExecuteOptions = {}): Promise<Execution> {
    const outputs: Output[] = [];
    const states: string[] = [];
    let id = "";
    let reply: Content | undefined;
    let pending: [string, Message][] = [];
    let resolve: () => void = () => undefined;
    const done = new Promise<void>((settle) => (resolve = settle));
    const take = (channel: string, message: Message): void => {
      if (parentOf(message) !== id) return;
      const { msg_type: type } = message.header;
      if (type === "execute_reply") reply = message.content;
      else if (type === "input_request") {
        const value = answer?.(String(message.content["prompt"])) ?? null;
        if (value !== null) void this.send("input_reply", { value }, "stdin", message);
      } else if (type === "status") states.push(String(message.content["execution_state"]));
      else if (channel === "iopub" && type !== "execute_input") {
        outputs.push({ type, content: message.content });
        onOutput?.({ type, content: message.content });
      }
      if (reply && states.at(-1) === "idle") resolve();
    };
    // Messages may come before the request's id is known here.
    const watch = (channel: string, message: Message): void => {
      if (id === "") pending.push([channel, message]);
      else take(channel, message);
    };
    this.watchers.add(watch);
    id = await this.send("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: answer !== undefined,
      stop_on_error: true,
      ...content,
    });
    for (const [channel, message] of pending) take(channel, message);
    pending = [];
    try {
      await within(done, `the end of the cell ${JSON.stringify(code.slice(0, 60))}`);
    } finally {
      this.watchers.delete(watch);
    }
    return summary(reply ?? {}, outputs, states);
  }

  /** The next message that the test is looking for. */
  next(wanted: (channel: string, message: Message) => boolean, what = "a message"): Promise<Message> {
    const found = new Promise<Message>((resolve) => {
      const watch = (channel: string, message: Message): void => {
        if (!wanted(channel, message)) return;
        this.watchers.delete(watch);
        resolve(message);
      };
      this.watchers.add(watch);
    });
    return within(found, what);
  }

  interrupt(): Promise<Message> {
    return this.request("interrupt_request", {}, "control");
  }

  /** Ends the kernel as Jupyter does. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null)
      await this.request("shutdown_request", { restart: false }, "control").catch(() => undefined);
    const late = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await this.exit;
    clearTimeout(late);
    for (const socket of [...Object.values(this.sockets), this.news]) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  history(): string {
    return readFileSync(path.join(this.folder, "history.jsonl"), "utf8");
  }

  /** A subscription takes a moment: asks until the answer's status is heard too. */
  private async waitUntilHeard(): Promise<void> {
    const heard = this.next(
      (channel, message) => channel === "iopub" && message.header.msg_type === "status",
      "the first status",
    );
    let alive = true;
    void heard.finally(() => (alive = false));
    while (alive) {
      void this.send("kernel_info_request");
      await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 200))]);
    }
  }

  private reading = Promise.resolve();

  /** Reads nothing more from iopub, as a front end that hangs; the result goes on reading. */
  stopReading(): () => void {
    let goOn: () => void = () => undefined;
    this.reading = new Promise((resolve) => (goOn = resolve));
    return goOn;
  }

  private async listen(channel: string, socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      if (channel === "iopub") await this.reading;
      const message = this.wire.decode(frames as Buffer[]);
      this.received.push(message);
      for (const watch of [...this.watchers]) watch(channel, message);
    }
  }
}

export function parentOf(message: Message): string | undefined {
  return "msg_id" in message.parentHeader ? message.parentHeader.msg_id : undefined;
}

function summary(reply: Content, outputs: readonly Output[], states: readonly string[]): Execution {
  const printed = (name: string): string =>
    outputs
      .filter(({ type, content }) => type === "stream" && content["name"] === name)
      .map(({ content }) => String(content["text"]))
      .join("");
  const result = outputs.find(({ type }) => type === "execute_result")?.content["data"] as Content | undefined;
  const error = outputs.find(({ type }) => type === "error")?.content;
  return {
    reply,
    outputs,
    states,
    stdout: printed("stdout"),
    stderr: printed("stderr"),
    text: result?.["text/plain"] as string | undefined,
    error: error && `${String(error["ename"])}: ${String(error["evalue"])}`,
    traceback: withoutColours(((error?.["traceback"] as string[] | undefined) ?? []).join("\n")),
  };
}

function withoutColours(text: string): string {
  return text.replace(new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g"), "");
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
