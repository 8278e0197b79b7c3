/** One queue a socket: ZeroMQ refuses a send while another is under way, so messages wait for their turn and none is lost. */
import type { MessageLike, Writable } from "zeromq";

/** A front end that reads nothing for so long (ms) no longer holds up the kernel; messages are lost until it reads again. */
const PATIENCE = 10_000;
/** Milliseconds until a message that ZeroMQ refused is tried again. */
const RETRY_AFTER = 5;

interface Letter {
  readonly frames: MessageLike[];
  readonly sent?: () => void;
}

export class Outbox {
  private readonly waiting: Letter[] = [];
  private sending: Promise<void> | undefined;
  private stalled = false;

  constructor(
    private readonly socket: Writable,
    private readonly name: string,
  ) {}

  /** Sends after everything that was given before; `sent` is called when ZeroMQ has it. */
  post(frames: MessageLike[], sent?: () => void): void {
    this.waiting.push({ frames, ...(sent && { sent }) });
    this.sending ??= this.run();
  }

  /** Everything has been handed to ZeroMQ. */
  async empty(): Promise<void> {
    await this.sending;
  }

  private async run(): Promise<void> {
    for (let letter = this.waiting.shift(); letter; letter = this.waiting.shift()) {
      await this.send(letter.frames).catch((error: unknown) => {
        console.error(`gradbook kernel: a message on ${this.name} was not sent: ${String(error)}`);
      });
      letter.sent?.();
    }
    this.sending = undefined;
  }

  /** ZeroMQ says EAGAIN while a front end has too much unread: it is given time, but not for ever. */
  private async send(frames: MessageLike[]): Promise<void> {
    const patience = this.stalled ? 0 : PATIENCE;
    for (const start = performance.now(); ;) {
      try {
        await this.socket.send(frames);
        this.stalled = false;
        return;
      } catch (error) {
        const isFull = (error as NodeJS.ErrnoException).code === "EAGAIN";
        if (!isFull) throw error;
        if (performance.now() - start >= patience) {
          this.stalled = true;
          throw new Error("a front end does not read its messages", { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
      }
    }
  }
}
