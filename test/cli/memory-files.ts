import type { FileSystem } from "../../src/cli/files";

/** The moment at which a run is killed: no operation after it happens. */
export class Killed extends Error {}

/**
 * A learner's folder in memory that can be killed before any operation, and in which the learner can save between two
 * operations, as on a real machine. Every operation is whole or not at all, as files.ts promises.
 */
export class MemoryFiles implements FileSystem {
  readonly contents = new Map<string, string>();
  /** Operations left until the power is cut. */
  killAfter = Infinity;
  /** What the learner does right before an operation. */
  between: (() => void) | undefined;

  #step(): void {
    if (this.killAfter-- <= 0) throw new Killed();
    this.between?.();
  }

  read(name: string): Uint8Array | undefined {
    this.#step();
    const text = this.contents.get(name);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  }

  exists(name: string): boolean {
    this.#step();
    return this.contents.has(name);
  }

  place(name: string, bytes: Uint8Array | string): boolean {
    this.#step();
    if (this.contents.has(name)) return false;
    this.contents.set(name, textOf(bytes));
    return true;
  }

  replace(name: string, bytes: Uint8Array | string): void {
    this.#step();
    this.contents.set(name, textOf(bytes));
  }

  move(from: string, to: string): boolean {
    this.#step();
    const text = this.contents.get(from);
    if (text === undefined) return false;
    if (this.contents.has(to)) throw new Error(`${to} is there`);
    this.contents.delete(from);
    this.contents.set(to, text);
    return true;
  }
}

const textOf = (bytes: Uint8Array | string): string =>
  typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes);
