import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { isExercise } from "../exercise";
import type { Exercise } from "../exercise";
import { readCells } from "./notebook";
import type { NotebookCell } from "./notebook";

/** A lesson as `gradbook verify` sees it. */
export interface Lesson {
  /** `01-perceptron`. */
  readonly name: string;
  /** The built exercise file. */
  readonly file: string;
  readonly exercises: readonly Exercise[];
  readonly notebooks: Readonly<Record<"en" | "zh", readonly NotebookCell[] | undefined>>;
  readonly notebookFiles: readonly string[];
}

const stageOf = (folder: string, name: string): string | undefined =>
  readdirSync(folder, { withFileTypes: true }).find(
    (entry) =>
      entry.isDirectory() && /^\d-/.test(entry.name) && existsSync(path.join(folder, entry.name, `${name}.ipynb`)),
  )?.name;

/** The lessons that have exercises. `load` is the package's own `require`. */
export function findLessons(root: string, exerciseFolder: string, load: (file: string) => unknown): Lesson[] {
  if (!existsSync(exerciseFolder)) return [];
  const names = readdirSync(exerciseFolder)
    .filter((file) => file.endsWith(".cjs"))
    .map((file) => path.basename(file, ".cjs"))
    .sort();
  return names.map((name) => {
    const file = path.join(exerciseFolder, `${name}.cjs`);
    const exercises = Object.values(load(file) as Record<string, unknown>).filter(isExercise);
    const notebooks = path.join(root, "notebooks");
    const stage = stageOf(notebooks, name) ?? "";
    const files = {
      en: path.join(notebooks, stage, `${name}.ipynb`),
      zh: path.join(notebooks, "zh", stage, `${name}.ipynb`),
    };
    return {
      name,
      file,
      exercises: [...exercises].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true })),
      notebooks: { en: readCells(files.en), zh: readCells(files.zh) },
      notebookFiles: Object.values(files).filter((notebook) => existsSync(notebook)),
    };
  });
}
