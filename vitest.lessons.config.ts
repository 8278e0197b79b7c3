import { freemem, availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Each lesson runs in a kernel of its own, which takes up to 1.5 GB: as many at once as memory and processors allow.
const atOnce = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / 1.5e9)));

export default defineConfig({
  test: {
    include: ["test/lessons/**/*.test.ts"],
    pool: "threads",
    maxWorkers: 1,
    maxConcurrency: atOnce,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
