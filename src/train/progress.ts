import { host, type Host } from "./host";
import type { EpochRecord } from "./history";
import { words, type Ending } from "./words";

/** Updates at most this often, in milliseconds. */
const interval = 100;
const cells = 24;
let shown = 0;

export interface ProgressState {
  readonly epoch: number;
  readonly epochs: number;
  /** Part of the whole run that is done, from 0 to 1. */
  readonly done: number;
  readonly seconds: number;
  readonly record: EpochRecord | undefined;
  /** Set at the end: how the run ended, and the epoch whose parameters the model has gone back to. */
  readonly end?: { readonly ending: Ending; readonly restoredEpoch: number | undefined };
}

/** A bar with epoch, losses and time: updated in place in a notebook, one line at the end elsewhere. */
export class Progress {
  readonly #host: Host | undefined = host();
  readonly #id = `gradbook-progress-${++shown}`;
  #started = false;
  #last = 0;

  update(state: ProgressState): void {
    const now = Date.now();
    if (!state.end && this.#started && now - this.#last < interval) return;
    this.#last = now;
    if (this.#host) {
      this.#host.display(
        { "text/plain": progressText(state), "text/html": progressHtml(state) },
        { displayId: this.#id, update: this.#started },
      );
    } else if (state.end) {
      console.log(progressText(state));
    }
    this.#started = true;
  }
}

export function progressText(state: ProgressState): string {
  const filled = Math.round(state.done * cells);
  return `[${"#".repeat(filled)}${".".repeat(cells - filled)}] ${summary(state)}`;
}

export function progressHtml(state: ProgressState): string {
  return (
    `<div style="display:flex;align-items:center;gap:0.75em;font-family:var(--jp-code-font-family,monospace);font-size:0.9em">` +
    `<progress value="${state.done.toFixed(4)}" max="1" aria-label="${escape(words().label)}" style="width:12em"></progress>` +
    `<span>${escape(summary(state))}</span></div>`
  );
}

/** Fields of a record that the bar says otherwise, or not at all. */
const unsaid: ReadonlySet<string> = new Set(["epoch", "learningRate", "seconds"]);

function summary({ epoch, epochs, done, seconds, record, end }: ProgressState): string {
  const say = words();
  const parts = [say.epoch(epoch, epochs)];
  for (const [name, value] of Object.entries(record ?? {})) {
    if (!unsaid.has(name) && value !== undefined) parts.push(`${say.quantity(name)} ${Number(value.toPrecision(4))}`);
  }
  if (end) parts.push(say.ended(end.ending, seconds, end.restoredEpoch));
  else parts.push(say.seconds(seconds));
  if (!end && done >= 0.02 && seconds >= 1) parts.push(say.left(Math.ceil((seconds * (1 - done)) / done)));
  return parts.join(say.separator);
}

export function escape(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
