import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ownRequire } from "../data/own-require";
import type { Exercise } from "../lesson/exercise";
import { findLessons } from "../lesson/verify/lessons";
import type { Lesson } from "../lesson/verify/lessons";
import { Pool } from "../lesson/verify/pool";
import { verifyExercise } from "../lesson/verify/verify";
import { typeFaults } from "../lesson/verify/types";
import type { Depth, Verdict } from "../lesson/verify/verify";
import { Problem } from "./context";
import type { Context } from "./context";

const usage = `gradbook verify [LESSON or EXERCISE ...] [--deep] [--fresh] [--survivors]
  LESSON       01 or 01-perceptron; EXERCISE 01.E2; without any, all
  --deep       full counts of seeds and variants (also GRADBOOK_DEEP=1)
  --fresh      does not use what an earlier run found
  --survivors  lists the changes of a solution that its check lets pass`;

/** The line of one exercise, and its faults below. */
export function reportLines(verdict: Verdict, options: { readonly survivors: boolean }): string[] {
  const { figures, faults } = verdict;
  const more = [
    figures.same > 0 ? `${figures.same} compute the same` : "",
    figures.alsoRight > 0 ? `${figures.alsoRight} right too` : "",
  ].filter(Boolean);
  const parts = [
    `solution x${figures.seeds}`,
    `${figures.alternatives} other right`,
    `${figures.wrong} wrong`,
    `${figures.refused}/${figures.variants} variants refused${more.length > 0 ? ` (${more.join(", ")})` : ""}`,
    `${figures.milliseconds.toFixed(figures.milliseconds < 10 ? 1 : 0)} ms a check`,
  ];
  const head = `${faults.length === 0 ? "ok  " : "FAIL"} ${verdict.id} ${verdict.title}: ${parts.join(", ")}`;
  const shown = options.survivors || faults.some((fault) => fault.includes("variants are refused"));
  return [
    head,
    ...faults.map((fault) => `       ${fault}`),
    ...(shown ? verdict.survivors.map((line) => `       - ${line}`) : []),
  ];
}

function wants(words: readonly string[], lesson: Lesson, exercise: Exercise): boolean {
  if (words.length === 0) return true;
  return words.some((word) => word === exercise.id || word === lesson.name || word === lesson.name.slice(0, 2));
}

/** A name for everything that a verdict depends on. */
function keyOf(lesson: Lesson, exercise: Exercise, depth: Depth, shared: string): string {
  const hash = createHash("sha256").update(`${shared}\n${depth}\n${exercise.id}\n`);
  for (const file of [lesson.file, ...lesson.notebookFiles]) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 32);
}

/** Runs `gradbook verify`; the exit code is 1 when an exercise fails. */
export async function run(args: readonly string[], context: Pick<Context, "root">): Promise<number> {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  const words = args.filter((word) => !word.startsWith("--"));
  const depth: Depth = args.includes("--deep") || process.env.GRADBOOK_DEEP === "1" ? "deep" : "quick";
  const dist = path.join(context.root, "dist");
  const [worker, library] = [path.join(dist, "verify-worker.cjs"), path.join(dist, "index.cjs")];
  if (!existsSync(worker) || !existsSync(library)) throw new Problem("The library is not built.", "Run: npm run build");
  const lessons = findLessons(context.root, path.join(dist, "exercises"), ownRequire);
  const asked = lessons.flatMap((lesson) =>
    lesson.exercises.filter((exercise) => wants(words, lesson, exercise)).map((exercise) => ({ lesson, exercise })),
  );
  if (asked.length === 0) throw new Problem(`There is no exercise for ${words.join(" ") || "any lesson"}.`, usage);

  const cache = path.join(context.root, ".cache", "verify");
  mkdirSync(cache, { recursive: true });
  const shared = [worker, library].map((file) => createHash("sha256").update(readFileSync(file)).digest("hex")).join();
  const exerciseFiles = lessons.map((lesson) => lesson.file);
  let pool: Pool | undefined;
  const types = new Map<Lesson, Map<string, string[]>>();
  const typesOf = (lesson: Lesson, exercise: Exercise): readonly string[] => {
    const found =
      types.get(lesson) ?? typeFaults(lesson, { root: context.root, library: path.join(dist, "types", "index.d.ts") });
    types.set(lesson, found);
    return found.get(exercise.id) ?? [];
  };
  const verdictOf = async (lesson: Lesson, exercise: Exercise): Promise<Verdict> => {
    const file = path.join(cache, `${keyOf(lesson, exercise, depth, shared)}.json`);
    if (existsSync(file) && !args.includes("--fresh")) return JSON.parse(readFileSync(file, "utf8")) as Verdict;
    pool ??= new Pool(worker, { exerciseFiles, library }, Math.min(4, os.availableParallelism()));
    const checked = await verifyExercise(lesson, exercise, pool, depth);
    const verdict = { ...checked, faults: [...typesOf(lesson, exercise), ...checked.faults] };
    // A failure may lie in the machine's load; only what holds is remembered.
    if (verdict.faults.length === 0) writeFileSync(file, JSON.stringify(verdict));
    return verdict;
  };
  let failed = 0;
  const report = (verdict: Verdict): void => {
    if (verdict.faults.length > 0) failed++;
    for (const line of reportLines(verdict, { survivors: args.includes("--survivors") })) console.log(line);
  };
  try {
    // Two at a time keep the workers busy while one exercise waits for its last slow variant.
    let before: Promise<Verdict> | undefined;
    for (const { lesson, exercise } of asked) {
      const next = verdictOf(lesson, exercise);
      if (before) report(await before);
      before = next;
    }
    if (before) report(await before);
  } finally {
    await pool?.close();
  }
  console.log(`${asked.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
