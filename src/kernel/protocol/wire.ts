/** Jupyter's wire format: frames on a ZeroMQ socket, signed with HMAC (messaging protocol 5.4). */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

export const PROTOCOL_VERSION = "5.4";
const DELIMITER = "<IDS|MSG>";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
  readonly subshell_id?: string | null;
}

export type Content = Record<string, unknown>;

export interface Message {
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parentHeader: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Buffer[];
}

/** A frame list that is no message, or one that nobody with the key has signed. */
export class WireError extends Error {}

/** Remembers so many signatures of received messages; one that comes again is a replay. */
const REMEMBERED_SIGNATURES = 65_536;

/** Writes, signs, reads and checks messages of one connection. */
export class Wire {
  readonly session = randomUUID();
  private readonly seen = new Set<string>();

  constructor(
    private readonly key: string,
    private readonly algorithm = "sha256",
  ) {}

  header(msgType: string): Header {
    return {
      msg_id: randomUUID(),
      msg_type: msgType,
      session: this.session,
      username: "kernel",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
  }

  encode(message: Message): Buffer[] {
    const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    return [
      ...message.identities,
      Buffer.from(DELIMITER),
      Buffer.from(this.signature(parts)),
      ...parts,
      ...message.buffers,
    ];
  }

  /** The message in these frames; throws a WireError for anything else, for a wrong signature and for a replay. */
  decode(frames: readonly Buffer[]): Message {
    const delimiter = frames.findIndex((frame) => frame.length === DELIMITER.length && frame.toString() === DELIMITER);
    if (delimiter < 0) throw new WireError("no <IDS|MSG> delimiter");
    const [signature, ...rest] = frames.slice(delimiter + 1);
    if (!signature || rest.length < 4) throw new WireError("fewer than five frames after the delimiter");
    const parts = rest.slice(0, 4);
    if (this.key !== "") this.check(signature.toString("latin1"), parts);
    const [header, parentHeader, metadata, content] = parts.map(parseObject);
    if (!isHeader(header)) throw new WireError("the header has no msg_id or msg_type");
    return {
      identities: frames.slice(0, delimiter),
      header,
      parentHeader: isHeader(parentHeader) ? parentHeader : {},
      metadata: metadata ?? {},
      content: content ?? {},
      buffers: rest.slice(4),
    };
  }

  private signature(parts: readonly Buffer[]): string {
    if (this.key === "") return "";
    const hmac = createHmac(this.algorithm, this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  private check(signature: string, parts: readonly Buffer[]): void {
    const given = Buffer.from(signature, "latin1");
    const wanted = Buffer.from(this.signature(parts), "latin1");
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new WireError("wrong signature");
    if (this.seen.has(signature)) throw new WireError("a message came twice (replay)");
    this.seen.add(signature);
    if (this.seen.size > REMEMBERED_SIGNATURES) {
      const oldest = this.seen.values().next();
      if (!oldest.done) this.seen.delete(oldest.value);
    }
  }
}

function parseObject(frame: Buffer): Content {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString());
  } catch {
    throw new WireError("a frame is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new WireError("a frame is no object");
  return value as Content;
}

function isHeader(value: unknown): value is Header {
  const header = value as Partial<Header> | undefined;
  return typeof header?.msg_id === "string" && typeof header.msg_type === "string";
}
