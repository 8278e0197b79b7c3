export function random(seed: number): () => number;
export function uniform(count: number, low: number, high: number, seed: number): Float32Array;
export function linearStart(fanIn: number, fanOut: number, seed: number): { weight: Float32Array; bias: Float32Array };
export function labels(count: number, classes: number, seed: number): Int32Array;

export const networks: Readonly<Record<"mlp" | "tiny", { sizes: readonly number[]; batch: number }>>;
export interface GPTShape {
  layers: number;
  heads: number;
  features: number;
  context: number;
  batch: number;
  vocabulary: number;
}
export const gpts: Readonly<Record<"gpt" | "gpt10", GPTShape>>;
export const gptSeeds: Readonly<Record<"tokens" | "positions" | "linear" | "inputs" | "targets", number>>;
export const gptRate: { lr: number; betas: [number, number]; eps: number; weightDecay: number };
export const gemmSizes: readonly number[];
export const rows: number;
export function operand(): Float32Array;
export function checkSum(values: ArrayLike<number>): number;

export function wanted(workload: string): boolean;
export function measure(call: () => unknown, options?: { seconds?: number; repeats?: number }): Promise<number>;
export function report(workload: string, value: number, unit: string, check?: number, more?: object): void;
