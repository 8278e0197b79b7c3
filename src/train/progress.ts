import { host, type Host } from "./host";
import type { EpochRecord } from "./history";

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
  /** Set at the end: what is said instead of the time that is left. */
  readonly finished?: string;
}

/** A bar with epoch, losses and time: updated in place in a notebook, one line at the end elsewhere. */
export class Progress {
  readonly #host: Host | undefined = host();
  readonly #id = `gradbook-progress-${++shown}`;
  #started = false;
  #last = 0;

  update(state: ProgressState): void {
    const now = Date.now();
    if (!state.finished && this.#started && now - this.#last < interval) return;
    this.#last = now;
    if (this.#host) {
      this.#host.display(
        { "text/plain": progressText(state), "text/html": progressHtml(state) },
        { displayId: this.#id, update: this.#started },
      );
    } else if (state.finished) {
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
    `<progress value="${state.done.toFixed(4)}" max="1" aria-label="training progress" style="width:12em"></progress>` +
    `<span>${escape(summary(state))}</span></div>`
  );
}

function summary({ epoch, epochs, done, seconds, record, finished }: ProgressState): string {
  const parts = [`epoch ${epoch}/${epochs}`];
  for (const [name, value] of Object.entries(record ?? {})) {
    if (["epoch", "learningRate", "seconds"].includes(name) || value === undefined) continue;
    parts.push(`${words(name)} ${Number(value.toPrecision(4))}`);
  }
  parts.push(finished ?? `${seconds.toFixed(1)} s${remaining(done, seconds)}`);
  return parts.join(", ");
}

/** `validationLoss` reads `validation loss`. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function remaining(done: number, seconds: number): string {
  if (done < 0.02 || seconds < 1) return "";
  return `, about ${Math.ceil((seconds * (1 - done)) / done)} s left`;
}

export function escape(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
