// What the course consists of: the lessons in notebooks/, and the list of them that the course panel reads.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The languages of a text. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export interface Lesson {
  readonly id: string;
  readonly number: string;
  readonly title: Words;
  readonly minutes?: number;
  /** Ids of its exercises, in order. */
  readonly exercises: readonly string[];
  /** Paths relative to the learner's folder. */
  readonly path: Words;
}

export interface Stage {
  readonly id: string;
  readonly title: Words;
  readonly lessons: readonly Lesson[];
}

export interface Course {
  readonly version: 1;
  readonly stages: readonly Stage[];
}

const stageTitles: Readonly<Record<string, Words>> = {
  "0-foundations": { en: "Foundations", zh: "基础" },
  "1-applications": { en: "Applications", zh: "应用" },
  "2-knowledge": { en: "Knowledge and agents", zh: "知识与智能体" },
  "3-training": { en: "Training and fine-tuning", zh: "训练与微调" },
  "4-deployment": { en: "Deployment", zh: "部署" },
};

/** The files of the course that a learner gets, path -> bytes: everything but the exercises' solutions and hidden files. */
export function courseFiles(notebooks: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const visit = (name: string): void => {
    for (const entry of readdirSync(path.join(notebooks, name), { withFileTypes: true })) {
      const below = name === "" ? entry.name : `${name}/${entry.name}`;
      if (entry.name.startsWith(".") || entry.name === "__pycache__" || /\.(exercises\.ts|html)$/.test(entry.name))
        continue;
      if (entry.isDirectory()) visit(below);
      else files.set(below, readFileSync(path.join(notebooks, below)));
    }
  };
  if (existsSync(notebooks)) visit("");
  return files;
}

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
  readonly metadata?: { readonly gradbook?: { readonly minutes?: number } };
}

const sourceOf = (cell: { readonly source: string | readonly string[] }): string =>
  typeof cell.source === "string" ? cell.source : cell.source.join("");

/** A notebook's first heading. */
export function titleOf(notebook: Notebook): string {
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(sourceOf(cell)) : null;
    if (heading?.[1] !== undefined) return heading[1].trim();
  }
  return "";
}

/** The list of stages and lessons. */
export function readCourse(files: ReadonlyMap<string, Uint8Array>): Course {
  const stages = new Map<string, Lesson[]>();
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = /^(\d-[^/]+)\/((\d\d)-[^/]+)\.ipynb$/.exec(name);
    if (parts === null) continue;
    const [, stage = "", id = "", number = ""] = parts;
    const notebook = parse(bytes);
    const twinName = `zh/${name}`;
    const twin = files.get(twinName);
    const title = titleOf(notebook);
    const minutes = notebook.metadata?.gradbook?.minutes;
    const lesson: Lesson = {
      id,
      number,
      title: { en: title, zh: twin === undefined ? title : titleOf(parse(twin)) },
      ...(minutes === undefined ? {} : { minutes }),
      exercises: exercisesOf(notebook),
      path: { en: name, zh: twin === undefined ? name : twinName },
    };
    stages.set(stage, [...(stages.get(stage) ?? []), lesson]);
  }
  const known = [...stages].map(([id, lessons]) => ({ id, title: stageTitles[id] ?? { en: id, zh: id }, lessons }));
  return { version: 1, stages: known };
}

const parse = (bytes: Uint8Array): Notebook => JSON.parse(new TextDecoder().decode(bytes)) as Notebook;

/** Ids of the exercises that a notebook checks, in the order of their cells. */
function exercisesOf(notebook: Notebook): string[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code").map(sourceOf);
  const ids = [...code.join("\n").matchAll(/\blesson\.check\(\s*["'`]([^"'`]+)["'`]/g)].map(([, id = ""]) => id);
  return [...new Set(ids)];
}
