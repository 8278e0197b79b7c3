import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../src/lesson/check";
import { hint, solution } from "../../src/lesson/hint";
import { provideExercises } from "../../src/lesson/load";
import { predict, reveal } from "../../src/lesson/predict";
import { afterCheck, emptyProgress, mergeProgress, parseProgress } from "../../src/lesson/pure/progress";
import type { ExerciseState, Progress } from "../../src/lesson/pure/progress";
import { readProgress, updateProgress } from "../../src/lesson/store";
import * as sample from "./sample.exercises";

let work: string;
let shown: string[] = [];
const file = (): string => path.join(work, "progress.json");
const onDisk = (): Progress => JSON.parse(readFileSync(file(), "utf8")) as Progress;

beforeEach(() => {
  work = mkdtempSync(path.join(os.tmpdir(), "gradbook-work-"));
  mkdirSync(path.join(work, ".gradbook"));
  mkdirSync(path.join(work, "zh", "0-foundations"), { recursive: true });
  vi.spyOn(process, "cwd").mockReturnValue(path.join(work, "zh", "0-foundations"));
  shown = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
  provideExercises(sample);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(work, { recursive: true, force: true });
});

describe("progress in the work folder", () => {
  it("keeps attempts, the pass, hints and the seen solution; the untouched stub is no attempt", () => {
    check("99.E1", { dot: () => undefined });
    hint("99.E1");
    check("99.E1", { dot: (a: number[], b: number[]) => a.reduce((s, x, i) => s + x * b[i]!, 0) });
    check("99.E1", { dot: () => 1 });
    solution("99.E1");
    expect(onDisk().exercises["99.E1"]?.solutionSeenAt).toBeUndefined();
    solution("99.E1", { show: true });
    const kept = onDisk().exercises["99.E1"];
    expect(kept).toMatchObject({ best: "passed", last: "wrong", attempts: 3, hints: 1 });
    expect(kept?.passedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(kept?.solutionSeenAt).toBeDefined();
  });

  it("speaks Chinese below the folder zh", () => {
    hint("99.E1");
    expect(shown[0]).toContain("提示 1 / 2");
    vi.stubEnv("GRADBOOK_LANG", "en");
    hint("99.E1");
    expect(shown[1]).toContain("Hint 2 of 2");
  });

  it("keeps the first guess, and knows when the truth was seen before", () => {
    vi.stubEnv("GRADBOOK_LANG", "en");
    predict("99.P1", 10);
    reveal("99.P1", 12, { unit: "epochs" });
    expect(shown.at(-1)).toMatch(/Your guess: 10 epochs\n {2}The truth: 12 epochs\n {2}Difference: -2 epochs/);
    predict("99.P1", 12);
    expect(shown.at(-1)).toContain("You had already seen the truth");
    expect(onDisk().predictions["99.P1"]).toMatchObject({ guess: 10, truth: 12 });
    reveal("99.P2", "adam");
    expect(shown.at(-1)).toContain("Nothing was guessed for 99.P2");
    predict("99.P2", "sgd");
    reveal("99.P2", "adam");
    expect(shown.at(-1)).toMatch(/Your guess: sgd\n {2}The truth: adam\n[\s\S]*You had already seen the truth/);
    expect(onDisk().predictions["99.P2"]).toMatchObject({ guess: "sgd", isLate: true });
    predict("99.P3", { A: 0.5, B: 0.5 });
    reveal("99.P3", { A: 0.9, B: 0.1 });
    expect(shown.at(-1)).toContain("A: Your guess 0.5 · The truth 0.9");
  });

  it("keeps what it does not know", () => {
    writeFileSync(file(), JSON.stringify({ ...emptyProgress, lessons: { "01-perceptron": { openedAt: "x" } } }));
    hint("99.E1");
    expect(onDisk()).toMatchObject({ lessons: { "01-perceptron": { openedAt: "x" } } });
  });

  it.each([
    "{ cut off",
    "null",
    '{"format":"other"}',
    '{"format":"gradbook-progress","exercises":[],"predictions":{}}',
  ])("sets a damaged file aside and says so: %s", (content) => {
    writeFileSync(file(), content);
    hint("99.E1");
    const aside = readdirSync(work).find((name) => name.startsWith("progress.damaged-"));
    expect(readFileSync(path.join(work, aside ?? ""), "utf8")).toBe(content);
    expect(shown[0]).toContain(aside);
    expect(onDisk().exercises["99.E1"]?.hints).toBe(1);
  });

  it("leaves no temporary file, and breaks the lock of a dead process", () => {
    writeFileSync(`${file()}.lock`, "");
    hint("99.E1");
    expect(onDisk().exercises["99.E1"]?.hints).toBe(1);
    expect(readdirSync(work).sort()).toEqual([".gradbook", "progress.json", "zh"]);
  });

  it("goes on without a work folder, and says when it cannot write", () => {
    rmSync(path.join(work, ".gradbook"), { recursive: true });
    vi.stubEnv("GRADBOOK_WORK", undefined);
    hint("99.E1");
    expect(existsSync(file())).toBe(false);
    expect(readProgress().exercises["99.E1"]?.hints).toBe(1);
    mkdirSync(path.join(work, ".gradbook"));
    mkdirSync(file());
    expect(updateProgress((progress) => progress).notSaved).toBeDefined();
  });
});

describe("several kernels at once", () => {
  it("loses no attempt, and a killed one leaves a whole file", async () => {
    const script = path.join(work, "writer.mjs");
    buildSync({
      stdin: {
        contents: `import { updateProgress } from "./src/lesson/store"; import { afterCheck } from "./src/lesson/pure/progress";
          process.chdir(process.argv[2]);
          for (let i = 0; i < Number(process.argv[3]); i++) updateProgress((p) => afterCheck(p, "99.E1", "wrong", new Date().toISOString()));`,
        resolveDir: path.resolve(__dirname, "../.."),
        loader: "ts",
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
      logLevel: "silent",
    });
    const start = (count: number) => spawn(process.execPath, [script, work, String(count)]);
    const ended = (child: ReturnType<typeof start>) => new Promise((resolve) => child.on("exit", resolve));
    await Promise.all([start(40), start(40), start(40)].map(ended));
    expect(onDisk().exercises["99.E1"]?.attempts).toBe(120);
    const kills = process.env.GRADBOOK_DEEP === "1" ? 50 : 4;
    for (let i = 0; i < kills; i++) {
      const child = start(1_000_000);
      setTimeout(() => child.kill("SIGKILL"), 60 + 13 * (i % 7));
      await ended(child);
      expect(parseProgress(readFileSync(file(), "utf8")), "a whole file").toBeDefined();
    }
    expect(onDisk().exercises["99.E1"]?.attempts).toBeGreaterThanOrEqual(120);
  });
});

describe("mergeProgress", () => {
  const state = fc.constantFrom<ExerciseState>("notAttempted", "wrong", "passed");
  const run = fc.record({
    id: fc.constantFrom("01.E1", "01.E2"),
    outcome: state,
    hour: fc.integer({ min: 10, max: 23 }),
  });
  const progress = fc
    .array(run, { maxLength: 6 })
    .map((runs) =>
      runs.reduce(
        (all, { id, outcome, hour }) => afterCheck(all, id, outcome, `2026-01-01T${hour}:00:00Z`),
        emptyProgress,
      ),
    );

  it("loses no pass, whichever way round, and merging again changes nothing", () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        const merged = mergeProgress(a, b);
        for (const each of [a, b]) {
          for (const [id, { best, attempts }] of Object.entries(each.exercises)) {
            if (best === "passed") expect(merged.exercises[id]?.best).toBe("passed");
            expect(merged.exercises[id]?.attempts).toBeGreaterThanOrEqual(attempts);
          }
        }
        expect(mergeProgress(merged, b)).toEqual(merged);
        const best = (all: Progress) =>
          Object.fromEntries(Object.entries(all.exercises).map(([id, e]) => [id, e.best]));
        expect(best(mergeProgress(b, a))).toEqual(best(merged));
      }),
    );
  });
});
