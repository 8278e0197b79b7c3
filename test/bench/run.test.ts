// The command line of the benchmarks: what is refused before anything is measured.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const bench = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ["bench/run.mjs", ...args], { encoding: "utf8" });

describe("npm run bench", { timeout: 60_000 }, () => {
  it("names the rooms that it knows", () => {
    const { status, stdout, stderr } = bench("motor", "--json");
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/'motor' has no benchmarks; there are: .*engine/);
  });
  it("refuses a number of rounds that is none", () => {
    const { status, stderr } = bench("engine", "--rounds", "0");
    expect(status).toBe(2);
    expect(stderr).toMatch(/--rounds must be a whole number of 1 or more, got '0'/);
  });
  it("refuses an option that it does not know", () => {
    expect(bench("engine", "--fast")).toMatchObject({ stdout: "" });
    expect(bench("engine", "--fast").status).not.toBe(0);
  });
});
