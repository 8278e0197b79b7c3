import { defineConfig } from "vitest/config";

// Tests that do in a real JupyterLab, in Chromium, what a learner does. One at a time: each starts a server.
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/browser/support/setup.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
