import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Context } from "../../src/cli/context";
import { run } from "../../src/cli/export";
import { codeCell, markdownCell, notebookOf, sampleNotebook, stream } from "./sample";

const root = path.resolve(import.meta.dirname, "../..");
const context: Context = {
  root,
  work: path.join(root, "work"),
  state: path.join(root, ".jupyter"),
  log: { file: "", name: "", write: () => undefined },
};
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "gradbook-export-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

/** Runs the command; what it printed, and what it warned of. */
async function exportIt(...args: string[]): Promise<{ out: string; warned: string }> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    expect(await run(args, context)).toBe(0);
    return { out: log.mock.calls.flat().join("\n"), warned: error.mock.calls.flat().join("\n") };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe("gradbook export", () => {
  test("writes the page beside the notebook and says where and how large", async () => {
    const { out, warned } = await exportIt(file("a.ipynb", sampleNotebook({ plotly: false })));
    expect(out).toMatch(/a\.html \(0\.\d\d MB\)/);
    expect(warned).toBe("");
    expect(readFileSync(path.join(folder, "a.html"), "utf8")).toContain("Exported from a.ipynb");
  });

  test("writes where --output says", async () => {
    const output = path.join(folder, "elsewhere.html");
    await exportIt(file("b.ipynb", sampleNotebook({ plotly: false })), "--output", output);
    expect(readFileSync(output, "utf8")).toContain("Exported from b.ipynb");
  });

  test("carries the images beside the notebook and no other file", async () => {
    const pixel = Buffer.from("iVBORw0KGgo=", "base64");
    mkdirSync(path.join(folder, "inner", "plots"), { recursive: true });
    writeFileSync(path.join(folder, "inner", "plots", "my plot.png"), pixel);
    writeFileSync(path.join(folder, "above.png"), pixel);
    writeFileSync(path.join(folder, "inner", "key.txt"), "secret");
    symlinkSync(path.join(folder, "above.png"), path.join(folder, "inner", "link.png"));
    const images = [
      "plots/my%20plot.png",
      "../above.png",
      path.join(folder, "above.png"),
      "key.txt",
      "link.png",
      "none.png",
    ];
    const json = notebookOf([markdownCell(images.map((name) => `![i](<${name}>)`).join("\n\n"))]);
    await exportIt(file("inner/images.ipynb", json));
    const html = readFileSync(path.join(folder, "inner", "images.html"), "utf8");
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html).toContain('src="data:image/png;base64,iVBORw0KGgo="');
    expect(html.match(/Image not in this file/g)).toHaveLength(5);
  });

  test("warns of a notebook without outputs and of secrets, without showing them", async () => {
    const key = ["sk-", "abcdefghijklmnopqrstuvwxyz"].join("");
    expect((await exportIt(file("c.ipynb", notebookOf([codeCell("1")])))).warned).toContain("Add --execute");
    const { warned } = await exportIt(file("d.ipynb", notebookOf([codeCell("1", [stream(key)])])));
    expect(warned).toContain("cell 1: its output may hold a secret");
    expect(warned).not.toContain(key);
  });

  test.each([
    [["missing.ipynb"], /There is no file missing\.ipynb/],
    [[], /Name one notebook/],
    [["a.ipynb", "b.ipynb"], /Name one notebook/],
    [["--exekute", "a.ipynb"], /Unknown option '--exekute'[\s\S]*Usage/],
    [[tmpdir()], /is a folder/],
  ])("%j: a sentence, not a stack", async (args, message) => {
    await expect(run(args, context)).rejects.toMatchObject({
      name: "Problem",
      message: expect.stringMatching(message),
    });
  });

  test("what is no notebook is refused by its name", async () => {
    await expect(run([file("no.ipynb", "hello")], context)).rejects.toThrow(
      /no\.ipynb cannot be exported: not a notebook/,
    );
    await expect(run([file("no2.ipynb", "{}")], context)).rejects.toThrow(/no list of cells/);
  });
});
