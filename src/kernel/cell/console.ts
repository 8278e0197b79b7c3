/** `console` and `process.stdout` of cells: what is printed goes to the cell that printed it. */
import { Console } from "node:console";
import { Writable } from "node:stream";
import type { OutputQueue } from "./output";
import type { Runs } from "./run";

type Name = "stdout" | "stderr";

export function installConsole(runs: Runs, queue: OutputQueue): void {
  const print = (name: Name, text: string): void => {
    const run = runs.own;
    if (run && !run.stopped) queue.print(run.number, name, text);
  };
  const stdout = printer((text) => print("stdout", text));
  const stderr = printer((text) => print("stderr", text));
  // With `ignoreErrors` every line would leave a callback behind, and a loop that prints never gets to run them.
  const console = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  Object.defineProperty(globalThis, "console", { value: console, writable: true, configurable: true });
  Object.defineProperty(process, "stdout", { value: stdout, configurable: true });
  Object.defineProperty(process, "stderr", { value: stderr, configurable: true });
}

/** A stream that hands its text on at once: nothing waits for the event loop. */
function printer(print: (text: string) => void): Writable {
  const stream = new Writable({ decodeStrings: false, write: (_chunk, _encoding, done) => done() });
  stream.write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    print(typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString());
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") queueMicrotask(() => (callback as () => void)());
    return true;
  };
  return stream;
}
