// `npm run check`: types, lint, format and import rules. Every part runs, so that one call shows everything.
import { spawnSync } from "node:child_process";
import { checks } from "./test/checks.mjs";

let failed = 0;
for (const [name, args] of Object.entries(checks)) {
  const start = Date.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) failed++;
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}
process.exitCode = failed ? 1 : 0;
