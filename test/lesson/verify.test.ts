import { describe, expect, it } from "vitest";
import { toNotebooks, toText } from "../../scripts/lesson-text.mjs";
import { evaluateAnswer } from "../../src/lesson/verify/answer";
import { fingerprint } from "../../src/lesson/verify/fingerprint";
import type { JobReport, RunReport } from "../../src/lesson/verify/jobs";
import type { Lesson } from "../../src/lesson/verify/lessons";
import { mutantsOf } from "../../src/lesson/verify/mutate";
import { checkCall, declaredNames, findStub, withoutLessonCalls } from "../../src/lesson/verify/notebook";
import type { NotebookCell } from "../../src/lesson/verify/notebook";
import { verifyExercise } from "../../src/lesson/verify/verify";
import type { Runner } from "../../src/lesson/verify/verify";
import { blank } from "../../src/lesson/blank";
import { resultCard } from "../../src/lesson/check";
import type { Exercise } from "../../src/lesson/exercise";
import { renderCard } from "../../src/lesson/pure/card";
import { runCheck } from "../../src/lesson/run";
import type { Result } from "../../src/lesson/run";
import { e1 } from "./sample.exercises";

const stub = `function dot(a: number[], b: number[]): number {\n  return lesson.blank;\n}\nlesson.check("99.E1", { dot });`;
const cellsOf = (source: string): NotebookCell[] => [{ type: "code", source, tags: ["exercise"] }];
const library = { lesson: { blank } };

/** Runs jobs here, without workers. */
const runner: Runner = {
  async run(job): Promise<JobReport> {
    const runs: RunReport[] = [];
    const trace: unknown[] = [];
    for (const seed of job.seeds) {
      try {
        const answer = await evaluateAnswer({ setup: "", code: job.code }, ["dot"], library, () => undefined);
        const result = (await runCheck(e1, answer, { seed, seconds: 1, trace })) as Result;
        const text = renderCard(resultCard(e1, result, "en"))["text/plain"];
        runs.push({ seed, outcome: result.outcome, text, milliseconds: 20, isAsync: false });
        if (job.while !== undefined && result.outcome !== job.while) break;
      } catch (error) {
        return { number: 0, runs, failure: String(error) };
      }
    }
    return { number: 0, runs, fingerprint: fingerprint(trace) };
  },
};

const lessonWith = (en: string, zh = en): Lesson => ({
  name: "99-sample",
  file: "",
  exercises: [e1],
  notebooks: { en: cellsOf(en), zh: cellsOf(zh) },
  notebookFiles: [],
});
const faultsOf = async (exercise: Exercise, lesson = lessonWith(stub)): Promise<string> =>
  (await verifyExercise(lesson, exercise, runner, "quick")).faults.join("\n");

describe("verifyExercise", () => {
  it("accepts a fair exercise, and refuses nearly all variants of its solution", async () => {
    const verdict = await verifyExercise(lessonWith(stub), e1, runner, "quick");
    expect(verdict.faults).toEqual([]);
    expect(verdict.figures.variants).toBeGreaterThanOrEqual(30);
    expect(verdict.figures.refused).toBe(verdict.figures.variants);
  });

  it("names what is wrong with an unfair one", async () => {
    expect(await faultsOf({ ...e1, solution: "const dot = () => 1;" })).toContain("the solution is wrong with seed 1");
    expect(await faultsOf({ ...e1, alternatives: ["const dot = (a: number[]) => a[0];"] })).toContain(
      "alternative 1 is wrong",
    );
    expect(await faultsOf({ ...e1, wrong: [...e1.wrong, { code: e1.solution, says: "" }] })).toContain(
      "wrong answer 4 (typical) is passed",
    );
    expect(await faultsOf({ ...e1, wrong: [{ code: "const dot = () => 1;", says: "no such words" }] })).toMatch(
      /has 1 wrong answers[\s\S]*is not told no such words with seed 1/,
    );
  });

  it("wants the stub in both notebooks, untouched", async () => {
    expect(await faultsOf(e1, lessonWith(stub, "1"))).toContain(
      'the zh notebook has no cell with lesson.check("99.E1"',
    );
    expect(await faultsOf(e1, lessonWith(stub.replace("{ dot }", "{ dot, x }")))).toContain(
      "the en cell gives { dot, x }",
    );
    expect(await faultsOf(e1, lessonWith(stub.replace("lesson.blank", "0")))).toContain("the stub counts as wrong");
  });
});

describe("mutantsOf", () => {
  const mutants = mutantsOf(e1.solution, { least: 36, most: 60 });

  it("gives thirty or more different programs, the same on every run", () => {
    expect(mutants.length).toBeGreaterThanOrEqual(30);
    expect(new Set([e1.solution, ...mutants.map(({ code }) => code)]).size).toBe(mutants.length + 1);
    expect(mutantsOf(e1.solution, { least: 36, most: 60 })).toEqual(mutants);
  });

  it("changes operators, constants, bounds, indices and statements, and says what", () => {
    const changes = mutants.map(({ change }) => change).join("\n");
    for (const kind of ["operator", "constant", "off by one", "index", "statement removed", "name"])
      expect(changes).toContain(`${kind}: `);
    expect(changes).toContain("sum += a[i] * b[i]; => ");
  });
});

describe("reading cells", () => {
  it("finds the check, its names and whether it is awaited", () => {
    expect(checkCall(stub, "99.E1")).toEqual({ names: ["dot"], isAwaited: false });
    expect(checkCall('await lesson.check("99.E1", { dot: f });', "99.E1")).toEqual({ names: ["dot"], isAwaited: true });
    expect(checkCall(stub, "99.E2")).toBeUndefined();
  });

  it("leaves a cell without its calls and imports", () => {
    const cell = `import { lesson } from "gradbook";\nconst a = 1;\nlesson.hint("99.E1");\nawait lesson.check("99.E1", { a });`;
    expect(withoutLessonCalls(cell)).toBe("const a = 1;");
    expect(declaredNames("type T = 1; const a = 1, b = 2; function f() {} class C {}")).toEqual([
      "T",
      "a",
      "b",
      "f",
      "C",
    ]);
  });

  it("takes a stub from an earlier cell when the checking cell declares nothing", () => {
    const cells = [...cellsOf("const dot = lesson.blank;"), ...cellsOf('lesson.check("99.E1", { dot });')];
    expect(findStub(cells, "99.E1", ["dot"])?.code.trim()).toBe("const dot = lesson.blank;");
  });
});

describe("fingerprint", () => {
  it("tells the last bit, and not the memory", () => {
    expect(fingerprint([1, { a: [2] }])).toBe(fingerprint([1, { a: [2] }]));
    expect(fingerprint([0.1 + 0.2])).not.toBe(fingerprint([0.3]));
    const loop: unknown[] = [];
    loop.push(loop);
    expect(fingerprint(loop)).toHaveLength(24);
  });
});

describe("scripts/lesson-text.mjs", () => {
  const text =
    "%% meta topics=F1 minutes=5\n%% md en\n# A\n\n%% md zh\n# 甲\n\n%% code tags=exercise\nconst x = 1;\n\n%% code id=own\nx\n";

  it("comes back as it went, with the same ids after an edit", () => {
    const first = toNotebooks(text);
    expect(toText(first.en, first.zh)).toBe(text);
    const second = toNotebooks(text.replace("const x = 1", "const x = 2"), first);
    expect(second.en.cells.map(({ id }) => id)).toEqual(first.en.cells.map(({ id }) => id));
    expect(second.zh.cells.map(({ id }) => id)).toEqual(second.en.cells.map(({ id }) => id));
    expect(first.en.cells[2]?.id).toBe("own");
    expect(first.zh.metadata.gradbook).toEqual({ language: "zh", topics: ["F1"], minutes: 5 });
  });

  it("warns of a text in one language only, and refuses an unknown block", () => {
    expect(toNotebooks("%% md en\n# A").warnings).toEqual(["line 1: English text without Chinese"]);
    expect(() => toNotebooks("%% py\n1")).toThrow("line 1: '%% py'");
  });
});
