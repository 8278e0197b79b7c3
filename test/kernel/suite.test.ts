import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { kernelFile, repository } from "./build";

const python = path.join(repository, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

test("the public suite jupyter_kernel_test passes, with nothing left out but what the suite itself has no sample for", async () => {
  expect(existsSync(python), "The Python environment .venv is missing; `npm start` or `npm test` sets it up.").toBe(
    true,
  );
  await kernelFile();
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-suite-"));
  const suite = fileURLToPath(new URL("suite.py", import.meta.url));
  const { stderr, status } = spawnSync(python, [suite, "-v"], {
    encoding: "utf8",
    env: {
      ...process.env,
      JUPYTER_PATH: path.join(repository, "share", "jupyter"),
      GRADBOOK_HISTORY: path.join(folder, "history.jsonl"),
    },
  });
  rmSync(folder, { recursive: true, force: true });
  expect(status, stderr).toBe(0);
  expect(stderr).not.toContain("skipped");
  expect(stderr).toMatch(/Ran \d+ tests/);
}, 120_000);
