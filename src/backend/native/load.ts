import { createRequire } from "node:module";
import type { Kernel, Machine, Reservation } from "../machine";
import { availableThreads } from "./threads";

/** What native/addon.c exports. */
interface Addon {
  /** The kernels for the best instruction set that this machine has, but none better than `cap`. */
  open(cap: string, threads: number): Opened;
  address(buffer: ArrayBuffer): number;
}

interface Opened {
  readonly instructions: Instructions;
  readonly threads: number;
  readonly kernels: Readonly<Record<string, Kernel>>;
}

/** From best to least. Off x86-64, "baseline" is the processor's only set: NEON. */
export const instructionSets = ["avx512", "avx2", "baseline"] as const;
export type Instructions = (typeof instructionSets)[number];

export interface NativeMachine extends Machine {
  readonly instructions: Instructions;
  readonly threads: number;
}

const smallest = 64 * 1024 * 1024;
const alignment = 64;

/**
 * The addon's kernels; throws when `file` cannot be loaded. Memory is ordinary ArrayBuffers, whose addresses the addon knows.
 * The number of threads is the process's: whoever loads first decides.
 */
export function loadNative(file: string, options: { cap?: Instructions; threads?: number } = {}): NativeMachine {
  const addon = createRequire(file)(file) as Addon;
  const { cap = instructionSets[0], threads = availableThreads() } = options;
  return { name: "native", ...addon.open(cap, threads), reserve: (bytes) => reserve(addon, bytes) };
}

function reserve(addon: Addon, wanted: number): Reservation | undefined {
  const bytes = Math.max(wanted, smallest);
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(bytes + alignment);
  } catch {
    return undefined; // RangeError: no such piece of memory is left
  }
  const start = addon.address(buffer);
  const offset = (alignment - (start % alignment)) % alignment;
  return { buffer, offset, address: start + offset, bytes };
}
