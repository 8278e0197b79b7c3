// `npm run check`: types, lint, format and import rules. Every part runs, so that one call shows everything.
import { spawnSync } from "node:child_process";

const parts = [
  ["types", "npx", ["tsc", "-b"]],
  ["types of tests", "npx", ["tsc", "-p", "tsconfig.test.json"]],
  ["lint", "npx", ["eslint", "--cache", "--cache-location", ".cache/eslint", "."]],
  ["format", "npx", ["prettier", "--check", "--cache", "--log-level", "warn", "."]],
  [
    "import rules",
    "npx",
    ["depcruise", "src", "extension/src", "--config", ".dependency-cruiser.cjs", "--output-type", "err-long"],
  ],
];
let failed = 0;
for (const [name, command, args] of parts) {
  const start = Date.now();
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) failed++;
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}
process.exitCode = failed ? 1 : 0;
