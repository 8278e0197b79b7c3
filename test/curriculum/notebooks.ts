import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const folder = path.join(root, "notebooks");

export interface Cell {
  readonly cell_type: "code" | "markdown" | "raw";
  readonly id: string;
  readonly source: string | string[];
  readonly metadata: { readonly tags?: string[] };
  readonly outputs?: unknown[];
  readonly execution_count?: number | null;
}

export interface Notebook {
  /** From the repository's folder, with slashes: `notebooks/0-foundations/01-perceptron.ipynb`. */
  readonly file: string;
  readonly language: "en" | "zh";
  readonly stage: string;
  /** `01-perceptron`. */
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly metadata: {
    readonly gradbook?: { readonly topics?: string[]; readonly language?: string; readonly minutes?: number };
    readonly kernelspec?: { readonly name?: string; readonly language?: string };
  };
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

export const sourceOf = (cell: Cell): string => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);

function notebooksIn(base: string, language: "en" | "zh"): Notebook[] {
  if (!existsSync(base)) return [];
  return readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d-/.test(entry.name))
    .flatMap((stage) =>
      readdirSync(path.join(base, stage.name))
        .filter((name) => name.endsWith(".ipynb"))
        .map((name): Notebook => {
          const full = path.join(base, stage.name, name);
          const content = JSON.parse(readFileSync(full, "utf8")) as Omit<
            Notebook,
            "file" | "language" | "stage" | "name"
          >;
          const file = path.relative(root, full).split(path.sep).join("/");
          return { ...content, file, language, stage: stage.name, name: path.basename(name, ".ipynb") };
        }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every committed lesson in both languages. */
export const notebooks: readonly Notebook[] = [
  ...notebooksIn(folder, "en"),
  ...notebooksIn(path.join(folder, "zh"), "zh"),
];
