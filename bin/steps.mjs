// What a person sees while things are set up: each step with its time; the full story goes to a log.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Opens `logs/<name>.log`, keeping the one before as `<name>.previous.log`. Only its owner can read it: it holds the token. */
export function openLog(root, name) {
  const folder = process.env.GRADBOOK_LOGS ?? path.join(root, "logs");
  const file = path.join(folder, `${name}.log`);
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, path.join(folder, `${name}.previous.log`));
  const handle = openSync(file, "w", 0o600);
  return {
    file,
    name: path.relative(root, file),
    write: (text) => {
      try {
        writeSync(handle, text);
      } catch {
        // A full disk must not hide the sentence that says so.
      }
    },
    close: () => closeSync(handle),
  };
}

/** Shows steps as they run and end. On a terminal one line below counts the seconds of those that are running. */
export class Steps {
  #running = new Map();
  #timer;
  #shown = false;

  constructor({ log, quiet = false, out = process.stdout }) {
    this.log = log;
    this.quiet = quiet;
    this.out = out;
    this.live = Boolean(out.isTTY) && !quiet;
  }

  /** Runs `work` as a step called `title`. What it returns may name the outcome: `{ note }`. `silent` steps show only when slow. */
  async run(title, work) {
    const start = performance.now();
    this.#running.set(title, start);
    this.log.write(`\n## ${new Date().toISOString()} ${title}\n`);
    if (!this.live && !this.quiet) this.out.write(`  … ${title}\n`);
    this.#tick();
    try {
      const result = await work();
      this.#end(title, "✓", start, result?.note);
      return result;
    } catch (error) {
      this.#end(title, "✗", start);
      throw error;
    }
  }

  /** Shows a step that had nothing to do. */
  ready(title) {
    this.log.write(`\n## ${new Date().toISOString()} ${title}: ready\n`);
    this.#line(`  ✓ ${title.padEnd(46)} ready`);
  }

  #end(title, mark, start, note) {
    this.#running.delete(title);
    const time = seconds(performance.now() - start);
    this.log.write(`## ${mark} ${title} ${time}\n`);
    this.#line(`  ${mark} ${title.padEnd(46)} ${time.padStart(7)}${note ? `   ${note}` : ""}`, mark === "✗");
    if (this.#running.size === 0) clearInterval(this.#timer);
  }

  #line(text, always = false) {
    if (this.quiet && !always) return;
    this.#clear();
    this.out.write(`${text}\n`);
    this.#draw();
  }

  #tick() {
    if (!this.live) return;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#draw(), 1000);
    this.#timer.unref();
    this.#draw();
  }

  #draw() {
    if (!this.live || this.#running.size === 0) return;
    this.#clear();
    const parts = [...this.#running].map(
      ([title, start]) => `${title} ${Math.round((performance.now() - start) / 1000)} s`,
    );
    this.out.write(`  … ${parts.join(", ")}`.slice(0, (this.out.columns ?? 80) - 1));
    this.#shown = true;
  }

  #clear() {
    if (this.#shown) this.out.write("\r\u001b[2K");
    this.#shown = false;
  }
}
