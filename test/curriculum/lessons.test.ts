import { existsSync } from "node:fs";
import path from "node:path";
import { liteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import { AllPackages } from "mathjax-full/js/input/tex/AllPackages.js";
import { mathjax } from "mathjax-full/js/mathjax.js";
import { SVG } from "mathjax-full/js/output/svg.js";
import { describe, expect, it } from "vitest";
import { notebooks, root, sourceOf } from "./notebooks";
import type { Cell, Notebook } from "./notebooks";

const english = notebooks.filter(({ language }) => language === "en");
const twinOf = (notebook: Notebook): Notebook | undefined =>
  notebooks.find((other) => other.language === "zh" && other.stage === notebook.stage && other.name === notebook.name);
const code = (notebook: Notebook): Cell[] => notebook.cells.filter(({ cell_type }) => cell_type === "code");

/** A text cell without its code: what is left is prose, links and formulas. */
const proseOf = (cell: Cell): string =>
  sourceOf(cell)
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, "")
    .replace(/`[^`\n]*`/g, "");

RegisterHTMLHandler(liteAdaptor());
const tex = new TeX({
  packages: AllPackages.filter((name) => name !== "noerrors" && name !== "noundefined"),
  formatError: (_: unknown, error: Error) => {
    throw error;
  },
});
const document = mathjax.document("", { InputJax: tex, OutputJax: new SVG({ fontCache: "none" }) });

function formulasOf(prose: string): { formula: string; display: boolean }[] {
  const found: { formula: string; display: boolean }[] = [];
  const rest = prose.replace(/\$\$([\s\S]+?)\$\$/g, (_, formula: string) => {
    found.push({ formula, display: true });
    return "";
  });
  for (const [, formula] of rest.matchAll(/(?<![\\$])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?!\d)/g)) {
    found.push({ formula: formula ?? "", display: false });
  }
  return found;
}

describe("the lessons' files", () => {
  it("are there in both languages, with the same names", () => {
    const names = (language: string): string[] =>
      notebooks.filter((each) => each.language === language).map(({ stage, name }) => `${stage}/${name}`);
    expect(names("zh")).toEqual(names("en"));
    expect(names("en").length).toBeGreaterThan(0);
  });

  it.each(notebooks)("$file is a clean notebook of the gradbook kernel", (notebook) => {
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.metadata.kernelspec).toMatchObject({ name: "gradbook", language: "typescript" });
    expect(notebook.metadata.gradbook?.language).toBe(notebook.language);
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size, "cell ids are unique").toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    for (const cell of code(notebook)) {
      expect(cell.outputs, "outputs are never committed").toEqual([]);
      expect(cell.execution_count).toBeNull();
    }
    expect(notebook.cells[0]?.cell_type, "begins with its heading").toBe("markdown");
    expect(sourceOf(notebook.cells[0] as Cell)).toMatch(/^# \S/);
  });

  it.each(english)("$file has the same code cells as its Chinese twin", (notebook) => {
    const parts = (each: Notebook | undefined): unknown =>
      each && code(each).map((cell) => ({ id: cell.id, tags: cell.metadata.tags ?? [], source: sourceOf(cell) }));
    expect(parts(twinOf(notebook))).toEqual(parts(notebook));
    expect(twinOf(notebook)?.metadata.gradbook?.topics).toEqual(notebook.metadata.gradbook?.topics);
  });

  it.each(notebooks)("$file: its links lead to files of the course", (notebook) => {
    const here = path.dirname(path.join(root, notebook.file));
    const lessons = path.join(root, "notebooks");
    const broken = notebook.cells
      .filter(({ cell_type }) => cell_type === "markdown")
      .flatMap((cell) =>
        [...proseOf(cell).matchAll(/\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)(?:\s+"[^"]*")?\)/g)].map(
          (match) => match[1] ?? "",
        ),
      )
      .filter((link) => !/^(https?:|mailto:|#)/.test(link))
      .filter((link) => {
        const target = path.resolve(here, decodeURIComponent(link.split("#")[0] ?? ""));
        // The learner's copy has the lessons beside it and nothing else of the repository.
        return !target.startsWith(lessons) || !existsSync(target);
      });
    expect(broken).toEqual([]);
  });

  it.each(notebooks)("$file: its formulas parse", (notebook) => {
    const broken = notebook.cells
      .filter(({ cell_type }) => cell_type === "markdown")
      .flatMap((cell) => formulasOf(proseOf(cell)))
      .flatMap(({ formula, display }) => {
        try {
          document.convert(formula, { display });
          return [];
        } catch (error) {
          return [`${formula}: ${(error as Error).message}`];
        }
      });
    expect(broken).toEqual([]);
  });

  it.each(english)("$file has three or more exercises", (notebook) => {
    const text = code(notebook).map(sourceOf).join("\n");
    const ids = new Set([...text.matchAll(/lesson\.check\(\s*"([^"]+)"/g)].map((match) => match[1]));
    expect(ids.size).toBeGreaterThanOrEqual(3);
  });
});
