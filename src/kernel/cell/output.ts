/** The cell thread's way out: joins what is printed, and waits when the server cannot keep up. */
import { shared, type Output } from "../protocol/threads";

/** So much printed text goes out at once, at the latest. */
const LARGEST_CHUNK = 64 * 1024;
/** So many milliseconds printed text may wait for more; the server asks a busy cell for it a little later (`LOOK`). */
const LONGEST_WAIT = 20;
/** With more than this unsent, the printing cell is held. */
const MOST_PENDING = 8 * 1024 * 1024;

interface Chunk {
  readonly run: number;
  readonly name: "stdout" | "stderr";
  text: string;
}

export class OutputQueue {
  private chunk: Chunk | undefined;
  private lastFlush = 0;
  private timer: NodeJS.Immediate | undefined;

  constructor(
    private readonly send: (message: { run: number; output: Output; size: number }) => void,
    private readonly flags: Int32Array,
    private readonly checkStop: () => void,
  ) {}

  print(run: number, name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (this.chunk && (this.chunk.run !== run || this.chunk.name !== name)) this.flush();
    if (this.chunk) this.chunk.text += text;
    else this.chunk = { run, name, text };
    const now = performance.now();
    if (this.chunk.text.length >= LARGEST_CHUNK || now - this.lastFlush >= LONGEST_WAIT) this.flush(now);
    else this.timer ??= setImmediate(() => this.flush());
  }

  /** The first line of a cell goes out at once: it tells the server that more may come. */
  startRun(): void {
    this.flush();
    this.lastFlush = 0;
  }

  emit(run: number, output: Output): void {
    this.flush();
    this.post(run, output, sizeOf(output));
  }

  flush(now = performance.now()): void {
    if (this.timer) clearImmediate(this.timer);
    this.timer = undefined;
    const { chunk } = this;
    if (!chunk) return;
    this.lastFlush = now;
    this.chunk = undefined;
    this.post(chunk.run, { type: "stream", name: chunk.name, text: chunk.text }, chunk.text.length);
  }

  private post(run: number, output: Output, size: number): void {
    Atomics.add(this.flags, shared.pending, size);
    this.send({ run, output, size });
    this.waitForServer();
  }

  /** Memory stays bounded however fast a cell prints; an interrupt ends the wait. */
  private waitForServer(): void {
    for (;;) {
      const pending = Atomics.load(this.flags, shared.pending);
      if (pending < MOST_PENDING) return;
      this.checkStop();
      Atomics.wait(this.flags, shared.pending, pending, 50);
    }
  }
}

/** Roughly the bytes that a message takes. */
function sizeOf(output: Output): number {
  const lengthOf = (value: unknown): number =>
    typeof value === "string" ? value.length : (JSON.stringify(value)?.length ?? 0);
  const data =
    "data" in output ? Object.values(output.data).reduce<number>((sum, value) => sum + lengthOf(value), 0) : 0;
  const buffers = "buffers" in output ? output.buffers.reduce((sum, { byteLength }) => sum + byteLength, 0) : 0;
  return 200 + data + buffers + ("content" in output ? lengthOf(output.content) : 0);
}
