/** Timers of a stopped cell do nothing any more. */
import type { Runs } from "./run";

type Callback = (...values: unknown[]) => unknown;
type Start = (callback: Callback, ...rest: unknown[]) => unknown;

export function silenceTimersOfStoppedCells(runs: Runs): void {
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = globalThis[name] as unknown as Start;
    const wrapped: Start = (callback, ...rest) => {
      const run = runs.own;
      if (typeof callback !== "function" || !run) return original(callback, ...rest);
      return original((...values) => (run.stopped ? undefined : callback(...values)), ...rest);
    };
    // setTimeout carries util.promisify's own version.
    Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
    Object.defineProperty(globalThis, name, { value: wrapped, writable: true, configurable: true, enumerable: true });
  }
}
