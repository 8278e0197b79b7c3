import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** A container's share of the processors, in cores; infinite where there is no such limit. */
function share(): number {
  try {
    const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").split(" ").map(Number);
    return quota && period ? quota / period : Infinity;
  } catch {
    return Infinity; // not Linux, or an older one
  }
}

/** The cores that this process may use. */
export function availableThreads(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(share())));
}
