import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { StandardLibrary } from "../../src/kernel/types/standard-library";

const folder = path.dirname(ts.getDefaultLibFilePath({}));
const library = new StandardLibrary(folder, "esnext");

test("the standard library in one file declares what TypeScript's own files declare, each once", () => {
  const file = path.join(folder, "lib.whole.d.ts");
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ESNext, types: [] };
  const code =
    "const a = [1].findLast((x) => x > 0); new Map<string, number>().forEach((v) => v); new Set([1]).union(new Set([2])); " +
    "[1, 2].values().map((x) => x + 1); Promise.try(() => a); Symbol.dispose;";
  const texts: Record<string, string> = { [file]: library.text, "cell.ts": code };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const ours: ts.CompilerHost = {
    ...host,
    getDefaultLibFileName: () => file,
    fileExists: (name) => name in texts || fileExists(name),
    getSourceFile: (name, language) =>
      ts.createSourceFile(name, texts[name] ?? library.withoutReferences(readFile(name) ?? ""), language),
  };
  const program = ts.createProgram(["cell.ts"], options, ours);
  expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
  const read = program.getSourceFiles().map(({ fileName }) => path.basename(fileName));
  // The rest are parts that are modules.
  expect(read.length).toBeLessThan(5);
});

test("references to parts that are there are taken out of other files, at the same length; others stay", () => {
  const text = '/// <reference lib="es2020" />\n/// <reference lib="dom" />\nlet x: number;';
  const without = library.withoutReferences(text);
  expect(without).toHaveLength(text.length);
  expect(without).not.toContain("es2020");
  expect(without).toContain('/// <reference lib="dom" />');
});
