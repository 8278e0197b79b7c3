/** The five sockets of a kernel. */
import { Publisher, Router, type MessageLike } from "zeromq";
import { Wire, WireError, type Content, type Header, type Message } from "../protocol/wire";
import { endpoint, type Connection } from "./connection";
import { Outbox } from "./outbox";

export type Channel = "shell" | "control" | "stdin";

export interface Publication {
  readonly type: string;
  readonly content: Content;
  readonly parent: Message | undefined;
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
}

export class Sockets {
  readonly wire: Wire;
  private readonly routers: Record<Channel, Router>;
  private readonly boxes: Record<Channel, Outbox>;
  // ZeroMQ itself shall hold little, and refuse more: what waits in the outbox counts, and makes a cell that prints too fast wait.
  private readonly publisher = new Publisher({ linger: 2000, sendHighWaterMark: 1000, noDrop: true });
  private readonly news: Outbox;
  private readonly heartbeat = new Router({ linger: 0 });

  constructor(private readonly connection: Connection) {
    this.wire = new Wire(connection.key, connection.signature_scheme?.replace(/^hmac-/, "") || "sha256");
    const router = (): Router => new Router({ linger: 2000, sendHighWaterMark: 0, handover: true });
    this.routers = { shell: router(), control: router(), stdin: router() };
    this.boxes = {
      shell: new Outbox(this.routers.shell, "shell"),
      control: new Outbox(this.routers.control, "control"),
      stdin: new Outbox(this.routers.stdin, "stdin"),
    };
    this.news = new Outbox(this.publisher, "iopub");
  }

  async bind(receive: (channel: Channel, message: Message) => void): Promise<void> {
    const { connection } = this;
    await Promise.all([
      this.routers.shell.bind(endpoint(connection, connection.shell_port)),
      this.routers.control.bind(endpoint(connection, connection.control_port)),
      this.routers.stdin.bind(endpoint(connection, connection.stdin_port)),
      this.publisher.bind(endpoint(connection, connection.iopub_port)),
      this.heartbeat.bind(endpoint(connection, connection.hb_port)),
    ]);
    for (const channel of ["shell", "control", "stdin"] as const) void this.listen(channel, receive);
    void this.echo();
  }

  /** Tells every front end something, in the order of the calls. */
  publish({ type, content, parent, metadata = {}, buffers = [] }: Publication, sent?: () => void): void {
    const message: Message = {
      identities: [Buffer.from(type)],
      header: this.wire.header(type),
      parentHeader: parent?.header ?? {},
      metadata,
      content,
      buffers: buffers.map((buffer) => Buffer.from(buffer)),
    };
    this.news.post(this.wire.encode(message) as MessageLike[], sent);
  }

  /** Answers one front end on the channel that it asked on. */
  reply(channel: Channel, request: Message, type: string, content: Content): Header {
    const header = this.wire.header(type);
    const { identities, header: parentHeader } = request;
    const frames = this.wire.encode({ identities, header, parentHeader, metadata: {}, content, buffers: [] });
    this.boxes[channel].post(frames as MessageLike[]);
    return header;
  }

  /** Hands everything to ZeroMQ and closes. */
  async close(): Promise<void> {
    await Promise.all([this.news.empty(), ...Object.values(this.boxes).map((box) => box.empty())]);
    for (const socket of [this.publisher, this.heartbeat, ...Object.values(this.routers)]) socket.close();
  }

  private async listen(channel: Channel, receive: (channel: Channel, message: Message) => void): Promise<void> {
    for await (const frames of this.routers[channel]) {
      try {
        receive(channel, this.wire.decode(frames));
      } catch (error) {
        const reason = error instanceof WireError ? error.message : String(error);
        console.error(`gradbook kernel: a message on ${channel} was dropped: ${reason}`);
      }
    }
  }

  private async echo(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames).catch(() => undefined);
  }
}
