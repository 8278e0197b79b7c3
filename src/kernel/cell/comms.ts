/** Comms: two-way lines between a cell's code and the front end, as widgets use them. */
import { randomUUID } from "node:crypto";
import type { Output } from "../protocol/threads";

type Data = Record<string, unknown>;

export interface CommMessage {
  readonly data: Data;
  readonly metadata: Data;
  readonly buffers: readonly Uint8Array[];
}

export interface CommMessageOptions {
  readonly metadata?: Data;
  readonly buffers?: readonly Uint8Array[];
}

type Listener = (message: CommMessage) => void;

/** One open line. */
export class Comm {
  onMessage: Listener | undefined;
  onClose: Listener | undefined;
  closed = false;

  constructor(
    readonly id: string,
    readonly target: string,
    private readonly emit: (output: Output) => void,
    private readonly forget: (id: string) => void,
  ) {}

  send(data: Data, { metadata = {}, buffers = [] }: CommMessageOptions = {}): void {
    if (this.closed) throw new Error(`comm ${this.id}: it is closed, nothing can be sent`);
    this.emit({ type: "comm_msg", content: { comm_id: this.id, data }, metadata, buffers });
  }

  close(data: Data = {}): void {
    if (this.closed) return;
    this.closed = true;
    this.forget(this.id);
    this.emit({ type: "comm_close", content: { comm_id: this.id, data }, metadata: {}, buffers: [] });
  }
}

export class Comms {
  private readonly targets = new Map<string, (comm: Comm, message: CommMessage) => void>();
  private readonly lines = new Map<string, Comm>();

  constructor(private readonly emit: (output: Output) => void) {}

  /** What to do when the front end opens a line to this target. */
  registerTarget(name: string, opened: (comm: Comm, message: CommMessage) => void): void {
    this.targets.set(name, opened);
  }

  /** Opens a line to a target in the front end. */
  open(target: string, data: Data = {}, { metadata = {}, buffers = [] }: CommMessageOptions = {}): Comm {
    const comm = this.add(randomUUID(), target);
    const content = { comm_id: comm.id, target_name: target, data };
    this.emit({ type: "comm_open", content, metadata, buffers });
    return comm;
  }

  info(target?: string): Record<string, { target_name: string }> {
    const shown = [...this.lines.values()].filter((comm) => target === undefined || comm.target === target);
    return Object.fromEntries(shown.map((comm) => [comm.id, { target_name: comm.target }]));
  }

  /** A message from the front end. */
  receive(type: "open" | "msg" | "close", content: Data, rest: Omit<CommMessage, "data">): void {
    const id = String(content["comm_id"]);
    const message = { data: (content["data"] ?? {}) as Data, ...rest };
    if (type === "open") return this.opened(id, String(content["target_name"]), message);
    const comm = this.lines.get(id);
    if (type === "msg") comm?.onMessage?.(message);
    else if (comm) {
      comm.closed = true;
      this.lines.delete(id);
      comm.onClose?.(message);
    }
  }

  private opened(id: string, target: string, message: CommMessage): void {
    const opened = this.targets.get(target);
    const comm = this.add(id, target);
    // Nobody knows the target: the protocol asks to close the line at once.
    if (opened) opened(comm, message);
    else comm.close();
  }

  private add(id: string, target: string): Comm {
    const comm = new Comm(id, target, this.emit, (closed) => this.lines.delete(closed));
    this.lines.set(id, comm);
    return comm;
  }
}
