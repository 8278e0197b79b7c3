import { createRequire } from "node:module";
import type { Kernel, Machine, Reservation } from "../machine";

/** What native/addon.c exports. */
interface Addon {
  readonly kernels: Readonly<Record<string, Kernel>>;
  address(buffer: ArrayBuffer): number;
}

const smallest = 64 * 1024 * 1024;
const alignment = 64;

/** The addon's kernels; throws when `file` cannot be loaded. Memory is ordinary ArrayBuffers, whose addresses the addon knows. */
export function loadNative(file: string): Machine {
  const addon = createRequire(file)(file) as Addon;
  return {
    name: "native",
    kernels: addon.kernels,
    reserve: (bytes) => reserve(addon, bytes),
  };
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
