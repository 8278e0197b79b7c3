import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ownRequire } from "../data/own-require";
import { isExercise } from "./exercise";
import type { Exercise } from "./exercise";

/** Exercises given by hand (tests, tools), which come before those on disk. */
const provided = new Map<string, Exercise>();

/** Makes the exercises of a module known by their ids, without building them. */
export function provideExercises(module: Readonly<Record<string, unknown>>): void {
  for (const value of Object.values(module)) if (isExercise(value)) provided.set(value.id, value);
}

/** The folder of this package: the one that holds its package.json. */
export function packageFolder(from: string = path.dirname(ownRequire.resolve("gradbook/package.json"))): string {
  return from;
}

/** Why an exercise was not found, or the exercise. */
export type Found =
  { readonly exercise: Exercise } | { readonly missing: "lesson" | "exercise"; readonly known: readonly string[] };

/** Finds an exercise by its id in `dist/exercises/<NN-name>.cjs`. Throws when that file itself fails. */
export function findExercise(id: string): Found {
  const given = provided.get(id);
  if (given) return { exercise: given };
  const folder = path.join(packageFolder(), "dist", "exercises");
  const lesson = id.slice(0, 2);
  const file = existsSync(folder)
    ? readdirSync(folder).find((name) => name.startsWith(`${lesson}-`) && name.endsWith(".cjs"))
    : undefined;
  if (file === undefined) return { missing: "lesson", known: [] };
  const module = ownRequire(path.join(folder, file)) as Record<string, unknown>;
  const exercises = Object.values(module).filter(isExercise);
  const exercise = exercises.find((candidate) => candidate.id === id);
  return exercise ? { exercise } : { missing: "exercise", known: exercises.map((candidate) => candidate.id) };
}
