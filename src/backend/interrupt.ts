import { GradbookError } from "../errors";

/** What of a notebook's kernel is asked: whether the learner wants the running cell to stop. */
interface Host {
  interrupted(): boolean;
}

const key = Symbol.for("Jupyter.host");

/**
 * Between the parts of a long computation: stops it where the learner has interrupted the cell.
 *
 * @throws if so; outside of a notebook never.
 */
export function checkInterrupt(operation: string): void {
  const host = (globalThis as unknown as Record<symbol, Host | undefined>)[key];
  if (host?.interrupted()) throw new GradbookError(`${operation}: interrupted before it was done`);
}
