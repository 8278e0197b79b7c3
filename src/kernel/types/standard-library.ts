/**
 * TypeScript declares what JavaScript brings in some hundred files, which it looks at and merges anew for every cell and
 * every completion. The kernel hands them over as one file.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

const REFERENCE = /^\/\/\/ *<reference +lib="([\w.]+)" *\/>/gm;
const IS_MODULE = /^export\b/m;

export class StandardLibrary {
  readonly text: string;
  private readonly parts = new Set<string>();
  /** Parts with names of their own, which would make a module of the whole: TypeScript reads them itself. */
  private readonly modules: string[] = [];

  /** The library of that name, `esnext` say, and all that it refers to. */
  constructor(
    private readonly folder: string,
    name: string,
  ) {
    const joined = this.read(name);
    this.text = [...this.modules.map((module) => `/// <reference lib="${module}" />`), joined].join("\n");
  }

  /** A declaration file without the lines that ask for parts that are there already: they would come a second time. */
  withoutReferences(text: string): string {
    return text.replace(REFERENCE, (line, part: string) => (this.parts.has(part) ? "//".padEnd(line.length) : line));
  }

  private read(part: string): string {
    if (this.parts.has(part)) return "";
    this.parts.add(part);
    const text = readFileSync(path.join(this.folder, `lib.${part}.d.ts`), "utf8");
    if (IS_MODULE.test(text)) this.modules.push(part);
    return IS_MODULE.test(text) ? "" : text.replace(REFERENCE, (_, other: string) => this.read(other));
  }
}
