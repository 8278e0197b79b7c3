/** One queue a socket: ZeroMQ refuses a send while another is under way, so messages wait for their turn and none is lost. */
import type { MessageLike, Writable } from "zeromq";

interface Letter {
  readonly frames: MessageLike[];
  readonly sent?: () => void;
}

export class Outbox {
  private readonly waiting: Letter[] = [];
  private sending: Promise<void> | undefined;

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
      try {
        await this.socket.send(letter.frames);
      } catch (error) {
        console.error(`gradbook kernel: a message on ${this.name} was not sent: ${String(error)}`);
      }
      letter.sent?.();
    }
    this.sending = undefined;
  }
}
