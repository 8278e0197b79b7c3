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
  return Float32Array.from({ length: count }, () => low + (high - low) * next());
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

export const networks = {
  mlp: { sizes: [784, 128, 64, 10], batch: 64 },
  tiny: { sizes: [2, 16, 16, 1], batch: 100 },
};

/** Median seconds a call: warm up, choose how many calls fill `seconds`, repeat. */
export async function measure(call, { seconds = 0.25, repeats = 7 } = {}) {
  for (let i = 0; i < 3; i++) await call();
  let start = performance.now();
  await call();
  const count = Math.max(1, Math.floor((seconds * 1e3) / Math.max(performance.now() - start, 1e-3)));
  for (let i = 0; i < Math.min(count, 200); i++) await call();
  const times = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    start = performance.now();
    for (let i = 0; i < count; i++) await call();
    times.push((performance.now() - start) / 1e3 / count);
  }
  return times.sort((a, b) => a - b)[repeats >> 1];
}

/** One line of output; `check` is a number that every contender must agree on. */
export function report(workload, value, unit, check) {
  process.stdout.write(`${JSON.stringify({ workload, value, unit, check })}\n`);
}

export const gemmSizes = [256, 512];
