import type { Comparison } from "../side-by-side.mjs";

export const comparisons: readonly Comparison[];
export function workloadsOf(key: string, asked?: readonly Comparison[]): string[];
