// Shared by every program that is measured: one timing rule, one random generator, one form of output.

/** A small repeatable generator (mulberry32), so that every contender sees the same numbers. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` numbers, uniform from `low` to `high`. */
export function uniform(count, low, high, seed) {
  const next = random(seed);
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = low + (high - low) * next();
  return numbers;
}

/** Start values of a linear layer as in PyTorch, weight `[fanIn, fanOut]` in row-major order. */
export function linearStart(fanIn, fanOut, seed) {
  const bound = 1 / Math.sqrt(fanIn);
  return { weight: uniform(fanIn * fanOut, -bound, bound, seed), bias: uniform(fanOut, -bound, bound, seed + 1) };
}

/** Class numbers 0 ... classes - 1. */
export function labels(count, classes, seed) {
  const next = random(seed);
  return Int32Array.from({ length: count }, () => Math.floor(next() * classes));
}

/** Layer i of a network starts with `linearStart(fanIn, fanOut, 10 + 2 i)`. */
export const networks = {
  mlp: { sizes: [784, 128, 64, 10], batch: 64 },
  tiny: { sizes: [2, 16, 16, 1], batch: 100 },
};

/**
 * Character GPTs. Linear layer i, in the order of the forward pass (query-key-value, projection, up, down of each block, then
 * the head), starts with `linearStart(fanIn, fanOut, 30 + 2 i)`, embeddings with `uniform(-1, 1)`, normalisations with 1 and 0.
 */
export const gpts = {
  gpt: { layers: 4, heads: 4, features: 128, context: 64, batch: 16, vocabulary: 65 },
  gpt10: { layers: 6, heads: 6, features: 384, context: 256, batch: 8, vocabulary: 65 },
};
export const gptSeeds = { tokens: 20, positions: 21, linear: 30, inputs: 7, targets: 8 };
export const gptRate = { lr: 1e-4, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.01 };

export const gemmSizes = [256, 512, 1024];

/** The input of the single operations: 1,000 rows of 1,000 numbers. */
export const rows = 1000;
export const operand = () => uniform(rows * rows, -3, 3, 9);

/** A number that differs when any part of the first row of a result does. */
export function checkSum(values) {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i] * (1 + (i % 7));
  return sum;
}

const options = Object.fromEntries(process.argv.slice(2).map((text) => text.replace(/^--/, "").split("=")));
const chosen = options.only?.split(",");
const repeatCount = Number(options.repeats ?? 7);

/** Whether a workload is to be measured: `--only=tiny,mlp`, all without it. */
export function wanted(workload) {
  return chosen === undefined || chosen.includes(workload);
}

/** Compilers of JavaScript need some hundreds of calls to see what is worth their while. */
const WARM_UP = 1;

/**
 * Median seconds a call: warm up for a second, choose how many calls fill `seconds`, repeat. Calls that take longer than that second
 * are steady after one.
 */
export async function measure(call, { seconds = 0.2, repeats = repeatCount } = {}) {
  const timed = async (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await call();
    return (performance.now() - start) / 1e3 / count;
  };
  let [once, spent] = [0, 0];
  for (let count = 1; spent < WARM_UP; count *= 2) {
    once = await timed(count);
    spent += once * count;
  }
  const count = Math.max(1, Math.floor(seconds / once));
  const times = [];
  for (let repeat = 0; repeat < repeats; repeat++) times.push(await timed(count));
  return times.sort((a, b) => a - b)[repeats >> 1];
}

/** One line of output; `check` is a number that every contender must agree on. */
export function report(workload, value, unit, check, more = {}) {
  process.stdout.write(`${JSON.stringify({ workload, value, unit, check, ...more })}\n`);
}
