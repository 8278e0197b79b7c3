// The arithmetic of the benchmarks' report, with programs that only print.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  agrees,
  sideBySide,
  type BenchCommand,
  type BenchLine,
  type Comparison,
  type Contender,
} from "../../bench/side-by-side.mjs";

/** A program that prints these lines; without any it fails with `error`. */
const printing = (lines: readonly object[], error = ""): BenchCommand => ({
  command: process.execPath,
  args: [
    "-e",
    lines.length > 0
      ? lines.map((line) => `console.log(${JSON.stringify(JSON.stringify(line))})`).join(";")
      : `console.error(${JSON.stringify(error)}); process.exit(3)`,
  ],
  cwd: process.cwd(),
});
const result = (value: number, check?: number, more: object = {}): object => ({
  workload: "tiny",
  value,
  unit: "us/step",
  check,
  ...more,
});
const quiet = (): void => {};

async function compare(
  ours: object | "broken",
  theirs: object | "missing" | "broken" | "none",
  options: Partial<Comparison> = {},
): Promise<BenchLine | undefined> {
  const contenders: Contender[] = [
    { key: "native", label: "gradbook", command: ours === "broken" ? printing([], "no addon") : printing([ours]) },
    {
      key: "peer",
      label: "peer 1.0",
      command: theirs === "missing" ? undefined : typeof theirs === "string" ? printing([]) : printing([theirs]),
    },
  ];
  const peer = theirs === "none" ? {} : { peer: "peer" };
  const comparison = { workload: "tiny", unit: "us/step", ours: "native", ...peer, ...options };
  const [line] = await sideBySide({
    contenders: contenders.slice(0, theirs === "none" ? 1 : 2),
    comparisons: [comparison],
    rounds: 1,
    log: quiet,
  });
  return line;
}

describe("benchmarks side by side", { timeout: 60_000 }, () => {
  it("gives our time over the peer's, and whether the goal is met", async () => {
    const options = { goal: 0.6, check: 1.01093 };
    expect(await compare(result(50, 1.01093, { backend: "native" }), result(100, 1.01094), options)).toEqual({
      workload: "tiny",
      backend: "native",
      ours: 50,
      peer: 100,
      peerName: "peer 1.0",
      unit: "us/step",
      ratio: 0.5,
      goal: 0.6,
      met: true,
    });
    expect(await compare(result(70, 1.01093), result(100, 1.01093), options)).toMatchObject({ ratio: 0.7, met: false });
  });
  it("says that a peer is missing or broken, and guesses nothing", async () => {
    const missing = { peer: null, ratio: null, met: null, note: "not installed" };
    expect(await compare(result(50, 1), "missing", { goal: 0.6 })).toMatchObject(missing);
    expect(await compare(result(50, 1), "broken", { goal: 0.6 })).toMatchObject({
      ratio: null,
      met: null,
      note: "failed: ended with code 3",
    });
  });
  it("counts it as missed when ours does not run", async () => {
    expect(await compare("broken", result(100, 1), { goal: 0.6 })).toMatchObject({
      ours: null,
      peer: 100,
      ratio: null,
      met: false,
      note: "failed: no addon",
    });
  });
  it("says so when a program does not print a workload", async () => {
    const other = { ...result(100, 1), workload: "mlp" };
    expect(await compare(result(50, 1), other, { goal: 0.6 })).toMatchObject({
      ratio: null,
      met: null,
      note: "the peer does not measure it",
    });
    expect(await compare(other, result(50, 1), { goal: 0.6 })).toMatchObject({ met: false, note: "not measured" });
  });
  it("takes no speed for a wrong result", async () => {
    const options = { goal: 0.6, check: 1.01093 };
    expect(await compare(result(50, 1.2), result(100, 1.01093), options)).toMatchObject({ met: false });
    expect(await compare(result(50, 1.01093), result(100, 1.2), options)).toMatchObject({ met: false });
    expect(await compare(result(50, NaN), result(100, 1.01093), options)).toMatchObject({ met: false });
    expect(await compare(result(50, 1.01093), result(100, NaN), options)).toMatchObject({ met: false });
    expect(await compare(result(50, 1.01093, { wrong: "reads 3 %" }), "none", { goal: 60 })).toMatchObject({
      met: false,
      note: "reads 3 %",
    });
  });
  it("judges our own figure where there is no peer", async () => {
    const none = { peer: null, peerName: "none", ratio: null };
    expect(await compare(result(50), "none", { goal: 60 })).toMatchObject({ ...none, met: true });
    expect(await compare(result(70), "none", { goal: 60 })).toMatchObject({ ...none, met: false });
    expect(await compare(result(70), "none")).toMatchObject({ ...none, goal: null, met: null });
  });
  it("takes the median of the rounds", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "gradbook-bench-")), "rounds");
    const program = `
      const { appendFileSync, readFileSync, existsSync } = require("node:fs");
      const file = ${JSON.stringify(file)};
      const round = existsSync(file) ? readFileSync(file, "utf8").length : 0;
      appendFileSync(file, ".");
      console.log(JSON.stringify({ workload: "tiny", value: [9, 1, 5][round], unit: "ms" }))`;
    const [line] = await sideBySide({
      contenders: [
        { key: "a", label: "a", command: { command: process.execPath, args: ["-e", program], cwd: process.cwd() } },
      ],
      comparisons: [{ workload: "tiny", unit: "ms", ours: "a" }],
      rounds: 3,
      log: quiet,
    });
    rmSync(path.dirname(file), { recursive: true });
    expect(line?.ours).toBe(5);
  });
});

describe("agrees", () => {
  it("compares five digits, and nothing that is not a number", () => {
    expect(agrees(2.30516, 2.305159)).toBe(true);
    expect(agrees(2.30516, 2.3053)).toBe(false);
    expect(agrees(13598.82, 13598.81)).toBe(true);
    expect(agrees(NaN, NaN)).toBe(false);
    expect(agrees(undefined, undefined)).toBe(false);
  });
});
