export function random(seed: number): () => number;
export function uniform(count: number, low: number, high: number, seed: number): Float32Array;
export function linearStart(fanIn: number, fanOut: number, seed: number): { weight: Float32Array; bias: Float32Array };
export function labels(count: number, classes: number, seed: number): Int32Array;
export const networks: Readonly<Record<"mlp" | "tiny", { sizes: readonly number[]; batch: number }>>;
export function measure(call: () => unknown, options?: { seconds?: number; repeats?: number }): Promise<number>;
export function report(workload: string, value: number, unit: string, check: number): void;
export const gemmSizes: readonly number[];
