/** Calls between the kernel's threads: a request with a number, a reply with the same number, and one-way notices. */

export interface Port {
  postMessage(value: unknown): void;
  on(event: "message", listener: (value: unknown) => void): unknown;
}

type Handler = (params: never) => unknown;

type Packet =
  | { readonly kind: "call"; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: "reply"; readonly id: number; readonly value?: unknown; readonly error?: string }
  | { readonly kind: "notice"; readonly method: string; readonly params: unknown };

/** One end of the line. `Theirs` maps the methods that the other end offers to their parameter and result. */
export class Rpc<Theirs extends Record<keyof Theirs, (params: never) => unknown>> {
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private readonly handlers = new Map<string, Handler>();
  private next = 1;

  constructor(private readonly port: Port) {
    port.on("message", (value) => void this.receive(value as Packet));
  }

  /** Offers these methods to the other end. */
  serve(methods: Record<string, Handler>): void {
    for (const [method, handler] of Object.entries(methods)) this.handlers.set(method, handler);
  }

  call<Name extends keyof Theirs & string>(
    method: Name,
    params: Parameters<Theirs[Name]>[0],
  ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage({ kind: "call", id, method, params } satisfies Packet);
    });
  }

  notify<Name extends keyof Theirs & string>(method: Name, params: Parameters<Theirs[Name]>[0]): void {
    this.port.postMessage({ kind: "notice", method, params } satisfies Packet);
  }

  /** Ends every call that still waits, because the other thread is gone. */
  failAll(reason: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }

  private async receive(packet: Packet): Promise<void> {
    if (packet.kind === "reply") {
      const waiting = this.waiting.get(packet.id);
      this.waiting.delete(packet.id);
      if (packet.error === undefined) waiting?.resolve(packet.value as never);
      else waiting?.reject(new Error(packet.error));
      return;
    }
    const handler = this.handlers.get(packet.method);
    if (packet.kind === "notice") {
      await handler?.(packet.params as never);
      return;
    }
    try {
      if (!handler) throw new Error(`no method ${packet.method}`);
      const value = await handler(packet.params as never);
      this.port.postMessage({ kind: "reply", id: packet.id, value } satisfies Packet);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.port.postMessage({ kind: "reply", id: packet.id, error: text } satisfies Packet);
    }
  }
}
