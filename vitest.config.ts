import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The rooms' own tests: they run right after `npm ci`, some of them on what `npm run build` made.
export default defineConfig({
  resolve: { alias: { gradbook: fileURLToPath(new URL("./src/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/seed.ts"],
    exclude: ["test/browser/**", "test/lessons/**", "node_modules/**"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
